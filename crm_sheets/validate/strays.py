"""Rows of ours that stand under wrong headers: somebody moved the columns in the instant in which they were added."""

from __future__ import annotations

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.schema.base import Owner
from crm_sheets.tables import ROW
from crm_sheets.validate.typed import TypedTab

_CONTACT_KEY = r"^[^|\s]+\|[^|]+\|[^|]+$"
_RUN_KEY = r"^\d{8}T\d{6}-[0-9a-f]{4}$"
KEY_PATTERNS = {"queue": _CONTACT_KEY, "outbox": _CONTACT_KEY, "contact_log": _CONTACT_KEY, "runs": _RUN_KEY}
"""What the keys of the shared tabs and logs look like, by tab."""


def without_strays(typed: TypedTab) -> TypedTab:
    """The tab without such rows, each a STRAY_ROW at its key cell: no key in there, but one in another column.

    What they say is added anew by the next run, under the right headers.
    """
    tab, pattern = typed.bound.tab, KEY_PATTERNS.get(typed.bound.tab.name, "")
    if tab.owner not in (Owner.SHARED, Owner.LOG) or not pattern or not typed.has(tab.key):
        return typed
    mask = typed.table[ROW].is_in(_rows_with_key_elsewhere(typed, pattern).implode())
    keyless = ~typed.texts[tab.key].str.contains(pattern).fill_null(False)
    stray = mask & keyless
    return typed.at(tab.key, stray, ProblemCode.STRAY_ROW, severity=Severity.WARNING).dropping(stray)


def _rows_with_key_elsewhere(typed: TypedTab, pattern: str) -> pl.Series:
    """The sheet rows in which a cell outside the key column holds a key."""
    raw = typed.bound.raw
    others = raw.cells.drop(raw.cells.columns[typed.bound.positions[typed.bound.tab.key]])
    found = others.select(pl.any_horizontal(pl.all().str.contains(pattern).fill_null(False))).to_series()
    return (found.arg_true() + raw.first_row).cast(pl.UInt32)
