"""What came in during a run, and what is remembered of it."""

from __future__ import annotations

from datetime import UTC, date
from types import SimpleNamespace

from desk_samples import NOW as NOW_AT_DESK
from desk_samples import ZONE, desk, inbound
from ledger_samples import NOW, open_bound
from small_books import customer

from crm_sheets.desk.triage import triage
from crm_sheets.incoming import Incoming

DESK = desk(customers=[customer("C1")])
DAY = SimpleNamespace(as_of=date(2026, 11, 20))
WORKSPACE = SimpleNamespace(now=lambda: NOW_AT_DESK.astimezone(UTC), zone=ZONE)
RENDERER = SimpleNamespace(render=lambda contact, today: contact.address)


def of(text: str) -> Incoming:
    return Incoming(tuple(triage([inbound(text)], DESK)))


def told(incoming: Incoming) -> list[str]:
    """Who is told that their message has come."""
    return incoming.acknowledgements(DAY, RENDERER, WORKSPACE, str)


def test_how_far_an_inbox_was_read_is_remembered_although_nothing_came() -> None:
    ledger, run = open_bound(":memory:")
    incoming = Incoming(positions={"mail": "520"})
    assert not incoming
    incoming.note(ledger, run.workbook_id, NOW)
    assert ledger.position(run.workbook_id, "mail") == "520"
    ledger.close()


def test_who_asks_to_stop_later_in_the_run_is_not_told_that_their_question_came() -> None:
    question = of("Kapan buka?")
    assert told(question) == ["+6281200000001"]
    assert told(question.and_then(of("STOP"))) == []


def test_what_cannot_be_read_stays_known_to_the_end_of_the_run() -> None:
    both = Incoming(unreadable=("message 2",)).and_then(Incoming(unreadable=("message 3", "message 2")))
    assert both.unreadable == ("message 2", "message 3")
