"""Who the workbook says it is: its id and the ledger's counter when they last met, in a hidden job tab (law 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from crm_sheets.content import IDENTITY, Block, Format, JobTab, ShownColumn
from crm_sheets.tables import RawTab


class Identity(NamedTuple):
    """`workbook_id` is None for a workbook that no ledger has met yet."""

    workbook_id: str | None
    sequence: int


def read_identity(tabs: Mapping[str, RawTab]) -> Identity:
    """The identity that the last run left in the workbook."""
    tab = tabs.get(IDENTITY)
    if tab is None or tab.cells.width < 2:
        return Identity(None, 0)
    values = {str(row[0]): row[1] for row in tab.cells.iter_rows()}
    sequence = str(values.get("sequence") or "0")
    return Identity(values.get("workbook_id") or None, int(sequence) if sequence.isdigit() else 0)


def identity_tab(identity: Identity) -> JobTab:
    """The hidden tab that carries the identity to the next run."""
    frame = pl.DataFrame(
        {
            "key": ["workbook_id", "sequence", "note"],
            "value": [
                identity.workbook_id,
                str(identity.sequence),
                "Written by crm_sheets. Ties this workbook to its ledger; please leave it.",
            ],
        }
    )
    columns = (ShownColumn("key", "key"), ShownColumn("value", "value", Format.TEXT, 60))
    return JobTab(IDENTITY, (Block(frame, columns),), hidden=True)
