"""An address whose owner said stop is shut for good, whatever else happens and in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import NOW, Opened, open_bound
from sqlalchemy import select

from crm_sheets.ledger import digests
from crm_sheets.ledger.schema import SHUT
from crm_sheets.model import Closure, Medium

PHONE, EMAIL = "+6281298761234", "budi@example.com"
STOPPED, DEAD = Closure.OPTED_OUT, Closure.UNREACHABLE


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def shut(opened: Opened, minutes: int = 0, reason: Closure = STOPPED, medium: Medium | None = None) -> bool:
    ledger, run = opened
    return ledger.shut(run.workbook_id, PHONE, reason, medium, at(minutes), f"inbox {PHONE}")


def found(opened: Opened) -> list[tuple[object, ...]]:
    ledger, run = opened
    return [tuple(item) for item in ledger.shut_addresses(run.workbook_id, [EMAIL, PHONE])]


def test_a_shut_address_is_found_whatever_its_spelling(opened: Opened) -> None:
    ledger, run = opened
    assert ledger.shut(run.workbook_id, EMAIL, STOPPED, None, NOW, "inbox")
    asked = [PHONE, f" {EMAIL.upper()}", "", EMAIL]
    assert [item.address for item in ledger.shut_addresses(run.workbook_id, asked)] == [f" {EMAIL.upper()}", EMAIL]


def test_the_later_moment_counts_and_what_was_said_before_it_is_no_news(opened: Opened) -> None:
    assert [shut(opened, minutes) for minutes in (5, 9, 7, 9)] == [True, True, False, False]
    assert found(opened) == [(PHONE, STOPPED, None, at(9))]


def test_reasons_and_media_are_kept_apart(opened: Opened) -> None:
    assert shut(opened, 1, DEAD, Medium.SMS)
    assert shut(opened, 2, DEAD, Medium.WHATSAPP)
    assert shut(opened, 3, STOPPED)
    assert found(opened) == [
        (PHONE, DEAD, Medium.SMS, at(1)),
        (PHONE, DEAD, Medium.WHATSAPP, at(2)),
        (PHONE, STOPPED, None, at(3)),
    ]


def test_an_empty_address_is_nobodys(opened: Opened) -> None:
    ledger, run = opened
    assert not ledger.shut(run.workbook_id, " ", STOPPED, None, NOW, "")


def test_another_workbook_has_its_own(opened: Opened) -> None:
    shut(opened)
    assert opened[0].shut_addresses("another", [PHONE]) == []


def test_neither_the_address_nor_what_quotes_it_is_kept(opened: Opened) -> None:
    shut(opened)
    with opened[0].engine.connect() as connection:
        kept = str(connection.execute(select(SHUT)).all())
    assert PHONE[1:] not in kept
    assert "inbox [number]" in kept


def test_nothing_is_digested_when_nothing_is_shut(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests.Digests, "address", lambda *given: pytest.fail("digested"))
    assert opened[0].shut_addresses(opened[1].workbook_id, [PHONE] * 9) == []


def test_it_is_never_forgotten(opened: Opened) -> None:
    shut(opened)
    opened[0].forget(opened[1].workbook_id, date(2099, 1, 1))
    assert found(opened) != []
