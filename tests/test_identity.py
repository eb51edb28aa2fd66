"""The workbook remembers which ledger it belongs to."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import IDENTITY
from crm_sheets.identity import Identity, identity_tab, read_identity
from crm_sheets.tables import RawTab


def as_read(identity: Identity) -> dict[str, RawTab]:
    frame = identity_tab(identity).blocks[0].frame
    cells = pl.DataFrame({"A": frame["key"], "B": frame["value"]})
    return {IDENTITY: RawTab(IDENTITY, ("key", "value"), cells)}


def test_what_was_written_is_read_back() -> None:
    assert read_identity(as_read(Identity("wb-1", 42))) == Identity("wb-1", 42)


def test_a_workbook_that_met_no_ledger_has_no_id() -> None:
    assert read_identity({}) == Identity(None, 0)


def test_a_spoilt_tab_counts_as_no_id() -> None:
    spoilt = RawTab(IDENTITY, ("key",), pl.DataFrame({"A": ["workbook_id"]}))
    assert read_identity({IDENTITY: spoilt}) == Identity(None, 0)


def test_the_tab_is_hidden() -> None:
    assert identity_tab(Identity("wb-1", 1)).hidden
