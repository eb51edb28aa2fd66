"""What came in during a run, and what is remembered of it."""

from __future__ import annotations

from ledger_samples import NOW, open_bound

from crm_sheets.incoming import Incoming


def test_how_far_an_inbox_was_read_is_remembered_although_nothing_came() -> None:
    ledger, run = open_bound(":memory:")
    incoming = Incoming(positions={"mail": "520"})
    assert not incoming
    incoming.note(ledger, run.workbook_id, NOW)
    assert ledger.position(run.workbook_id, "mail") == "520"
    ledger.close()
