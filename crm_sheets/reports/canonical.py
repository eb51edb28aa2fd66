"""Values that a run has written in words, read back as what they stand for."""

from __future__ import annotations

from functools import cache

import polars as pl

from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind
from crm_sheets.work import DELIVERIES, STATE_TEXTS


def canonical(frame: pl.DataFrame, tab: str) -> pl.DataFrame:
    """`frame` with choices, contact states and deliveries as canonical values, whichever language they were in."""
    spellings = {name: found for name in frame.columns if (found := _spellings(tab, name))}
    return frame.with_columns(pl.col(name).replace(found) for name, found in spellings.items())


@cache
def _spellings(tab: str, column: str) -> dict[str, str]:
    """From either label to the value, for columns that hold such; empty for all others."""
    declared = TABS[tab].by_name.get(column)
    if (tab, column) == ("contact_log", "state"):
        return {label: state.value for state, text in STATE_TEXTS.items() for label in text}
    if (tab, column) == ("contact_log", "delivery"):
        return {label: mode for mode, text in DELIVERIES.items() for label in text}
    if declared is None or declared.kind is not Kind.CHOICE:
        return {}
    return {label: choice.value for choice in declared.choices for label in choice.label}
