"""Ids that we choose ourselves, always the same for the same thing, so that making it twice makes it once."""

from __future__ import annotations

from hashlib import blake2b

_LARGEST = 2**31 - 1


def stable_id(*parts: str) -> int:
    """A sheet, chart or other numbered id for the thing that these parts name: 1 to 2^31 - 1."""
    digest = blake2b("\0".join(parts).casefold().encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % _LARGEST + 1


def stable_name(*parts: str) -> str:
    """A named range's id for the thing that these parts name."""
    return "crm_" + blake2b("\0".join(parts).casefold().encode(), digest_size=12).hexdigest()


def job_tab_id(title: str) -> int:
    """The sheet id of a tab that a job makes under this title; it stays when people rename the tab."""
    return stable_id("tab", title)


def chart_id(sheet_id: int, number: int) -> int:
    """The id of a job tab's chart, counted from 0."""
    return stable_id("chart", str(sheet_id), str(number))
