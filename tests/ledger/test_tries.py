"""A contact that failed is tried again, but not without end, and every try that a provider accepted costs money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import NOW, Opened, claims, contact, entry_of, made, open_bound
from sqlalchemy import func, select

from crm_sheets.ledger import Decided, Usage, Verdict
from crm_sheets.ledger.schema import TRIES
from crm_sheets.ledger.tries import MOST_TRIES
from crm_sheets.model import Closure, Contact, ContactState, Delivery, DeliveryReport, Medium, SkipReason

MAIL = contact(1, address="a@b.id", medium=Medium.EMAIL)
SMS = contact(1)
WHATSAPP = contact(1, medium=Medium.WHATSAPP)
A_DAY = timedelta(days=1)


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def bounce(at: datetime, provider_id: str = "m1@us.id", **more: object) -> DeliveryReport:
    return DeliveryReport(provider_id, Delivery.UNDELIVERED, at, "4.2.2", retry=True, **more)  # type: ignore[arg-type]


def take(opened: Opened, *reports: DeliveryReport) -> list[str]:
    ledger, run = opened
    return [entry.key for entry in ledger.take_reports(run.workbook_id, run.mode, reports, NOW + 30 * A_DAY)]


def tried(opened: Opened, item: Contact, day: int, provider_id: str) -> None:
    """One day's run sends a message, which does not arrive."""
    ledger, run = opened
    when = NOW + day * A_DAY
    made((ledger, replace(run, run_id=f"run-{day}")), item, ContactState.SENT, provider_id, segments=2, when=when)
    take(opened, bounce(when + timedelta(hours=1), provider_id))


def claimed(opened: Opened, item: Contact, day: int = 10) -> Verdict:
    ledger, run = opened
    [verdict] = ledger.claim(replace(run, run_id=f"run-{day}"), claims(item), NOW + day * A_DAY)
    return verdict


class TestBouncesOfAnEarlierTry:
    """Each try of a mail has the same Message-ID, and mailboxes are read with an overlap."""

    @pytest.fixture
    def second_try(self, opened: Opened) -> Opened:
        tried(opened, MAIL, 0, "m1@us.id")
        made((opened[0], replace(opened[1], run_id="run-1")), MAIL, ContactState.SENT, "m1@us.id", when=NOW + A_DAY)
        return opened

    @pytest.mark.parametrize("after", [timedelta(hours=1), timedelta(hours=1, minutes=5), A_DAY - timedelta(seconds=1)])
    def test_they_say_nothing_about_the_last(self, second_try: Opened, after: timedelta) -> None:
        old = bounce(NOW + after, closes=Closure.UNREACHABLE)
        assert take(second_try, old) == []
        entry = entry_of(second_try, MAIL.key)
        assert (entry.state, entry.delivery) == (ContactState.SENT, "")
        assert second_try[0].shut_addresses(second_try[1].workbook_id, [MAIL.address]) == []

    def test_its_own_bounce_counts_also_within_the_second(self, second_try: Opened) -> None:
        assert take(second_try, bounce(NOW + A_DAY)) == [MAIL.key]

    def test_an_old_complaint_shuts_the_address_all_the_same(self, second_try: Opened) -> None:
        take(second_try, bounce(NOW + timedelta(hours=1), closes=Closure.OPTED_OUT))
        assert len(second_try[0].shut_addresses(second_try[1].workbook_id, [MAIL.address])) == 1

    def test_a_bounce_of_the_very_second_of_the_next_try_is_known_again(self, opened: Opened) -> None:
        ledger, run = opened
        tried(opened, MAIL, 0, "m1@us.id")
        soon = NOW + timedelta(hours=1)
        made((ledger, replace(run, run_id="run-1")), MAIL, ContactState.SENT, "m1@us.id", when=soon)
        assert take(opened, bounce(soon)) == []

    def test_a_clock_that_is_behind_ours_hides_no_failure_of_an_sms(self, opened: Opened) -> None:
        made(opened, SMS, ContactState.SENT, "SM1")
        assert take(opened, bounce(NOW - timedelta(minutes=3), "SM1")) == [SMS.key]


class TestNotWithoutEnd:
    def test_after_so_many_messages_a_contact_is_given_up(self, opened: Opened) -> None:
        for day in range(MOST_TRIES):
            tried(opened, SMS, day, f"SM{day}")
        assert claimed(opened, SMS) == Verdict(SMS.key, SkipReason.REFUSED, "5x")
        assert claimed(opened, SMS).reason is SkipReason.REFUSED

    def test_another_address_and_another_medium_are_tried_anew(self, opened: Opened) -> None:
        for day in range(MOST_TRIES):
            tried(opened, SMS, day, f"SM{day}")
        tried(opened, WHATSAPP, 6, "SM6")
        assert claimed(opened, SMS).detail == "5x", "back where it was given up"
        assert claimed(opened, contact(1, address="+628120000777")).granted

    def test_what_no_provider_accepted_reached_nobody_and_is_no_try(self, opened: Opened) -> None:
        ledger, run = opened
        for day in range(2 * MOST_TRIES):
            made((ledger, replace(run, run_id=f"run-{day}")), SMS, ContactState.FAILED, retry=True)
        assert claimed(opened, SMS).granted


class TestWhatTheyCost:
    def usage(self, opened: Opened, days: int = 0) -> list[Usage]:
        ledger, run = opened
        return ledger.usage(run.workbook_id, run.mode, NOW + days * A_DAY)

    def test_each_message_counts_whatever_became_of_it(self, opened: Opened) -> None:
        for day in range(3):
            tried(opened, SMS, day, f"SM{day}")
            take(opened, DeliveryReport(f"SM{day}", None, NOW, price=0.5, price_unit="USD"))
        assert self.usage(opened) == [Usage(Medium.SMS, 3, 6, 1.5, 3, "USD")]
        assert self.usage(opened, 2) == [Usage(Medium.SMS, 1, 2, 0.5, 1, "USD")]

    def test_it_does_not_get_less_by_a_new_try(self, opened: Opened) -> None:
        tried(opened, SMS, 0, "SM0")
        before = self.usage(opened)
        assert claimed(opened, SMS, 1).granted
        assert self.usage(opened) == before == [Usage(Medium.SMS, 1, 2, None, 0, "")]

    def test_nor_by_a_doubt_that_a_person_sends_again(self, opened: Opened) -> None:
        ledger, run = opened
        made(opened, SMS, ContactState.UNCERTAIN, "SM1")
        ledger.decide(run.workbook_id, run.mode, [Decided(SMS.key, run.run_id, again=True)], NOW)
        assert [used.messages for used in self.usage(opened)] == [1]

    def test_what_was_refused_before_it_was_taken_costs_nothing(self, opened: Opened) -> None:
        made(opened, SMS, ContactState.FAILED)
        assert self.usage(opened) == []

    def test_it_is_forgotten_with_the_rest(self, opened: Opened) -> None:
        tried(opened, SMS, 0, "SM0")
        claimed(opened, SMS, 1)
        ledger, run = opened
        for day, left in ((date(2026, 11, 20), 1), (date(2026, 11, 21), 0)):
            ledger.forget(run.workbook_id, day)
            with ledger.engine.connect() as connection:
                assert connection.execute(select(func.count()).select_from(TRIES)).scalar() == left
