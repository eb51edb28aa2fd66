"""Ranges in A1 notation."""

from __future__ import annotations

HEADER_ROWS = 20
"""The header is looked for in the first rows: people may have put a line above it."""


def whole_tab(title: str) -> str:
    """All cells of a tab; quoted, because a title may look like a cell."""
    return "'" + title.replace("'", "''") + "'"


def first_rows(title: str) -> str:
    """The rows of a tab in which its header stands."""
    return f"{whole_tab(title)}!1:{HEADER_ROWS}"
