"""Runs in a workbook that its ledger has never seen: another ledger has worked on it (law 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger import KnownRuns
from crm_sheets.tables import Book

OUR_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")
MADE_CONTACTS = ("sent", "queued", "failed", "uncertain")


def runs_in(book: Book) -> dict[str, bool]:
    """The runs in the tab Runs: run id -> whether it made contacts. What people wrote there is no run."""
    counted = pl.any_horizontal(pl.col(name).fill_null(0) > 0 for name in MADE_CONTACTS)
    rows = book.table("runs").select("run", made=counted).drop_nulls("run")
    found = rows.group_by("run").agg(pl.col("made").any()).iter_rows()
    return {run: made for run, made in found if OUR_RUN.fullmatch(run)}


def strangers(seen: Mapping[str, bool], known: KnownRuns) -> list[str]:
    """The runs that this ledger does not know, the oldest first."""
    return sorted(seen.keys() - known.noted - known.acted)


def refuse_strangers(seen: Mapping[str, bool], known: KnownRuns, workbook: str, ledger: str) -> None:
    """Raise LedgerMismatch when a run that this ledger does not know has made contacts.

    One that made none leaves nothing to be repeated: a ledger put back from before it has lost nothing.
    """
    acted = [run for run in strangers(seen, known) if seen[run]]
    if acted:
        raise LedgerMismatch(
            f'The run "{acted[-1]}" has made contacts from the workbook "{workbook}", and the ledger "{ledger}" does '
            "not know it: another ledger, perhaps a copy of this one on another machine, has worked on the same "
            "workbook. Sending now could repeat what people have received already, so nothing is sent. Stop the jobs "
            "on the other machine and go on with the newest ledger and its key; crm-sheets ledger verify shows what "
            "this one lacks. If this is the right one all the same: crm-sheets adopt."
        )
