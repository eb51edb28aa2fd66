"""A ledger made anew keeps its promises from the first claim on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ledger_samples import BIRTHDAY, KEY, LOCATION, NOW, claims, contact, greeting

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger import Draft, Ledger, Remembered, RunContext, SeenInbound, Stopped
from crm_sheets.model import Closure, Contact, ContactState, Delivery, DeliveryReport, Medium, SkipReason

RUN = RunContext("", "files", "20261120T020000-0000", BIRTHDAY)


def remembered(item: Contact, state: ContactState = ContactState.SENT, greeted: str = "") -> Remembered:
    return Remembered("files", item.key, item.customer_id, item.medium, state, BIRTHDAY, NOW, "run-0", greeted=greeted)


def made_anew(*contacts: Remembered, drafts: tuple[Draft, ...] = ()) -> tuple[Ledger, RunContext]:
    ledger = Ledger.open(":memory:", KEY)
    meeting = ("abc@lost", 7, "book.xlsx", LOCATION)
    binding = ledger.rebuild(meeting, contacts, drafts, RUN, {"run-seen"}, NOW)
    assert binding.workbook_id == "abc@lost"
    assert binding.sequence > 1000
    return ledger, RunContext(binding.workbook_id, "files", "run-1", BIRTHDAY)


def test_what_was_made_or_is_in_doubt_is_not_claimed_again() -> None:
    made, doubtful, free = contact(1), contact(2), contact(3)
    ledger, run = made_anew(remembered(made), remembered(doubtful, ContactState.UNCERTAIN))
    verdicts = ledger.claim(run, claims(made, doubtful, free), NOW)
    assert [verdict.reason for verdict in verdicts] == [SkipReason.ALREADY_DONE, SkipReason.UNCERTAIN, None]
    assert ledger.unlogged(run.workbook_id, run.mode) == []


def test_one_greeting_a_day_per_address_holds_again() -> None:
    address = "+6281200000001"
    first, second = (remembered(greeting(number), greeted=address) for number in (1, 2))
    ledger, run = made_anew(first, second)
    twin, tomorrow = greeting(3, address=address), RunContext(run.workbook_id, "files", "r", BIRTHDAY + timedelta(1))
    assert ledger.claim(run, claims(twin), NOW)[0].reason is SkipReason.SAME_ADDRESS
    assert ledger.claim(tomorrow, claims(twin), NOW)[0].granted


def test_it_knows_the_runs_and_the_drafts_and_holds_no_address() -> None:
    draft = Draft("a|b|2026", "print", BIRTHDAY)
    ledger, run = made_anew(remembered(greeting(1), greeted="+6281200000001"), drafts=(draft,))
    assert ledger.known_runs(run.workbook_id).noted == {"run-0", "run-seen", RUN.run_id}
    assert ledger.drafts(run.workbook_id, "files")["a|b|2026"].fingerprint == "print"
    assert ledger.soundness() == ((), 0, 0, 0)


def test_a_ledger_that_is_in_use_is_not_made_anew() -> None:
    ledger, run = made_anew(remembered(contact(1)))
    with pytest.raises(LedgerMismatch, match="in use"):
        ledger.rebuild(("abc@lost", 7, "book.xlsx", LOCATION), [], [], RUN, set(), NOW)
    assert not ledger.claim(run, claims(contact(1)), NOW)[0].granted


def test_all_or_nothing() -> None:
    ledger = Ledger.open(":memory:", KEY)
    twice = [remembered(contact(1)), remembered(contact(1))]
    with pytest.raises(Exception, match="stopped the run"):
        ledger.rebuild(("abc@lost", 7, "book.xlsx", LOCATION), twice, [], RUN, set(), NOW)
    assert ledger.is_unused()


def test_who_asked_us_to_stop_is_shut_again_and_what_came_in_is_known() -> None:
    ledger = Ledger.open(":memory:", KEY)
    stopped = [Stopped("+6281200000001", NOW, "m1"), Stopped("", NOW), Stopped("A@b.id", NOW - timedelta(1), "m2")]
    seen = [SeenInbound("m1", "inbox", NOW, Medium.WHATSAPP, "+6281200000001")]
    meeting = ("abc@lost", 7, "book.xlsx", LOCATION)
    binding = ledger.rebuild(meeting, [], [], RUN, set(), NOW, stopped=stopped, seen=seen)
    found = ledger.shut_addresses(binding.workbook_id, ["a@b.id", "+6281200000001", "c@d.id"])
    assert [(item.address, item.since) for item in found] == [("a@b.id", NOW - timedelta(1)), ("+6281200000001", NOW)]
    assert ledger.unseen(binding.workbook_id, ["m1", "m2"]) == {"m2"}


def bounce(address: str) -> DeliveryReport:
    closes = Closure.UNREACHABLE
    return DeliveryReport("m1@us.id", Delivery.UNDELIVERED, NOW + timedelta(1), "5.1.1", closes=closes, address=address)


@pytest.mark.parametrize(
    ("known", "named", "failed", "shut"),
    [
        ("a@b.id", "A@b.id", True, True),
        ("a@b.id", "", True, True),
        ("a@b.id", "x@b.id", False, False),
        ("", "a@b.id", True, False),
    ],
)
def test_a_bounce_reaches_what_is_no_greeting(known: str, named: str, failed: bool, shut: bool) -> None:
    """By the address of today; where there is none, the Message-ID says enough to fail, but not to shut an address."""
    mail = contact(1, address="a@b.id", medium=Medium.EMAIL)
    ledger, run = made_anew(remembered(mail)._replace(provider_id="m1@us.id", address=known))
    told = ledger.take_reports(run.workbook_id, run.mode, [bounce(named)], NOW + timedelta(2))
    assert [entry.key for entry in told] == [mail.key] * failed
    assert len(ledger.shut_addresses(run.workbook_id, ["a@b.id"])) == shut


def test_what_is_no_greeting_holds_no_place_of_one() -> None:
    address = "+6281200000001"
    ledger, run = made_anew(*(remembered(contact(number))._replace(address=address) for number in (1, 2)))
    assert ledger.claim(run, claims(greeting(3, address=address)), NOW)[0].granted


def test_the_providers_id_and_a_doubt_that_was_left_come_back() -> None:
    made, left, open_doubt = contact(1), contact(2), contact(3)
    ledger, run = made_anew(
        remembered(made)._replace(provider_id="SM1", is_left=True),
        remembered(left, ContactState.UNCERTAIN)._replace(is_left=True),
        remembered(open_doubt, ContactState.UNCERTAIN),
    )
    assert ledger.sent_as(run.workbook_id, ["SM1"])["SM1"].key == made.key
    assert [entry.key for entry in ledger.uncertain(run.workbook_id, "files")] == [open_doubt.key]
    assert not any(verdict.granted for verdict in ledger.claim(run, claims(made, left, open_doubt), NOW))
