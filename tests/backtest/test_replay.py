"""A replay decides day after day as nightly runs would have: with what was known, and what had been sent by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from small_books import book_of, customer, history_of, program

from crm_sheets.backtest import Ground, Outcome, Played, coming, outcome_of, replay
from crm_sheets.backtest.replay import days_between
from crm_sheets.model import Closure, Contact, Medium, Message, Program, Purpose, Repeat, SkipReason
from crm_sheets.own_columns import with_own_columns
from crm_sheets.plan import Circumstances
from crm_sheets.render import RenderProblem
from crm_sheets.tables import CLOSED, HISTORY, Book, OwnColumn
from crm_sheets.team_settings import TeamSettings

SETTINGS = TeamSettings(company="Toko", sms_price=500, whatsapp_price=600, cap_contacts=0)
NOVEMBER = days_between(date(2026, 11, 1), date(2026, 11, 30))
BIRTHDAY = program("birthday")
OFFER = program("offer", purpose=Purpose.SELLING, occasion="transactions.date", repeat=Repeat.ONCE, priority=7)


def ground(book: Book, *programs: Program, history: pl.DataFrame | None = None, **settings: Any) -> Ground:
    known = HISTORY.to_frame() if history is None else history
    return Ground(book, programs, replace(SETTINGS, **settings), known, Circumstances())


def write(contact: Contact, day: date) -> Message:
    """Each SMS has two parts."""
    return Message(contact, f"{contact.customer_name}, {day}", segments=2 if contact.medium is Medium.SMS else 0)


def played(on: Ground, days: Sequence[date] = NOVEMBER, told: str = "birthday") -> Played:
    return replay(on, days, {told}, write)


def outcome(on: Ground, days: Sequence[date] = NOVEMBER, told: Program = BIRTHDAY) -> Outcome:
    return outcome_of(played(on, days, told.program_id), told, on.history)


def born(day: int, customer_id: str = "C1", **columns: Any) -> Any:
    return customer(customer_id, birth_date=date(1980, 11, day), **columns)


def made(result: Outcome) -> list[tuple[date, str, str]]:
    return result.made.select("on", "customer_id", "medium").rows()


def test_each_contact_is_made_once_on_its_day() -> None:
    result = outcome(ground(book_of(customers=[born(3), born(20, "C2", phone=None)]), BIRTHDAY))
    assert made(result) == [(date(2026, 11, 3), "C1", "whatsapp"), (date(2026, 11, 20), "C2", "email")]
    assert (result.contacts, result.people, result.cost) == (2, 2, 600)
    assert result.held_back.is_empty()


def test_what_was_sent_before_is_not_sent_again_and_is_not_held_back() -> None:
    sent = history_of({"key": "birthday|C1|2026", "on": date(2026, 11, 1)})
    result = outcome(ground(book_of(customers=[born(3)]), BIRTHDAY, history=sent))
    assert made(result) == []
    assert result.held_back.is_empty()


def test_an_opt_out_holds_from_its_day_on() -> None:
    on = ground(book_of(customers=[born(3), born(20, "C2")]), BIRTHDAY)
    stop = [(c, m.value, "", Closure.OPTED_OUT.value, date(2026, 11, 10), "") for c in ("C1", "C2") for m in Medium]
    shut = pl.DataFrame(stop, schema=CLOSED, orient="row")
    result = outcome(replace(on, circumstances=Circumstances(closed=shut)))
    assert made(result) == [(date(2026, 11, 3), "C1", "whatsapp")]
    assert result.held_back.rows() == [(SkipReason.OPTED_OUT, 1, 1)]


def test_a_consent_counts_from_the_day_it_was_given() -> None:
    bought = [{"transaction_id": f"T{day}", "customer_id": "C1", "date": date(2026, 11, day)} for day in (2, 20)]
    granted = {"consent_id": "K", "customer_id": "C1", "channel": "all", "purpose": "all", "state": "granted"}
    book = book_of(customers=[customer("C1")], transactions=bought, consents=[{**granted, "date": date(2026, 11, 12)}])
    result = outcome(ground(book, OFFER), told=OFFER)
    assert made(result) == [(date(2026, 11, 20), "C1", "whatsapp")]
    assert result.held_back.rows() == [(SkipReason.NO_CONSENT, 1, 1)]


def test_a_cap_holds_back_what_other_programs_used_up() -> None:
    """C1 is greeted on the 3rd; with one message a week the thank-you of the 4th waits, until it is too late."""
    thanks = replace(OFFER, program_id="thanks", purpose=Purpose.RELATIONSHIP)
    bought = [{"transaction_id": "T", "customer_id": "C1", "date": date(2026, 11, 4)}]
    book = book_of(customers=[born(3)], transactions=bought)
    together = ground(book, BIRTHDAY, thanks, cap_contacts=1, cap_days=7)
    assert outcome(together, told=thanks).held_back.rows() == [(SkipReason.FREQUENCY_CAP, 1, 1)]
    patient = replace(thanks, lateness_days=9)
    waits = ground(book, BIRTHDAY, patient, cap_contacts=1, cap_days=7)
    result = outcome(waits, told=patient)
    assert made(result) == [(date(2026, 11, 10), "C1", "whatsapp")], "on the first day that the cap allows"
    assert result.held_back.rows() == [(SkipReason.FREQUENCY_CAP, 1, 0)], "held back, and made all the same"
    alone = ground(book, thanks, cap_contacts=1, cap_days=7)
    assert made(outcome(alone, told=thanks)) == [(date(2026, 11, 4), "C1", "whatsapp")]


def test_facts_are_those_of_the_day() -> None:
    """The condition asks for 3 purchases; the third comes on the 15th."""
    bought = [{"transaction_id": f"T{day}", "customer_id": "C1", "date": date(2026, 11, day)} for day in (1, 5, 15)]
    book = book_of(customers=[born(10), born(20, "C2")], transactions=bought)
    regulars = replace(BIRTHDAY, condition="purchases >= 2")
    assert made(outcome(ground(book, regulars), told=regulars)) == [(date(2026, 11, 10), "C1", "whatsapp")]
    best = replace(BIRTHDAY, condition="purchases >= 3")
    assert made(outcome(ground(book, best), told=best)) == [], "on the 10th there were two"


def test_what_was_over_before_the_first_day_is_not_told() -> None:
    book = book_of(customers=[born(3), born(9, "C2")])
    late = days_between(date(2026, 11, 10), date(2026, 11, 30))
    result = outcome(ground(book, BIRTHDAY), late)
    assert made(result) == [(date(2026, 11, 10), "C2", "whatsapp")], "caught up within its lateness"
    assert result.held_back.is_empty(), "the 3rd was too late long before"


def test_a_text_that_cannot_be_written_is_left_out_with_its_reason() -> None:
    def fails(contact: Contact, day: date) -> Message:
        raise RenderProblem(SkipReason.MISSING_VALUE, "customer.city")

    on = ground(book_of(customers=[born(3)]), BIRTHDAY)
    result = outcome_of(replay(on, NOVEMBER, {"birthday"}, fails), BIRTHDAY, on.history)
    assert result.contacts == 0
    assert result.held_back.rows() == [(SkipReason.MISSING_VALUE, 1, 1)]


def test_only_the_texts_of_the_program_asked_for_are_written() -> None:
    written = []

    def counts(contact: Contact, day: date) -> Message:
        written.append(contact.program.program_id)
        return write(contact, day)

    bought = [{"transaction_id": "T", "customer_id": "C1", "date": date(2026, 11, 4)}]
    book = book_of(customers=[born(3)], transactions=bought)
    replay(ground(book, BIRTHDAY, OFFER), NOVEMBER, {"birthday"}, counts)
    assert written == ["birthday"]


def test_figures_by_medium_month_and_day() -> None:
    people = [born(3), born(3, "C2", preferred_channel="sms"), born(20, "C3")]
    result = outcome(ground(book_of(customers=people), BIRTHDAY), days_between(date(2026, 10, 1), date(2026, 11, 30)))
    assert result.media.rows() == [("whatsapp", 2, 0, 1200.0), ("sms", 1, 2, 1000.0)]
    assert result.months.rows() == [("2026-11", 3, 2, 2200.0)]
    assert (result.busiest, result.busiest_contacts) == (date(2026, 11, 3), 2)


def test_no_address_is_kept() -> None:
    assert "address" not in played(ground(book_of(customers=[born(3)]), BIRTHDAY)).decisions.columns


def test_a_replay_is_told_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    on = ground(book_of(customers=[]), BIRTHDAY)
    replay(on, NOVEMBER[:3], {"birthday"}, write, lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_what_is_coming_is_told_by_the_day_on_which_it_falls_due() -> None:
    ahead = replace(BIRTHDAY, program_id="gift", offset_days=-7)
    found = coming(ground(book_of(customers=[born(20)]), BIRTHDAY, ahead), NOVEMBER)
    assert found.select("program", "due_date").rows() == [
        ("gift", date(2026, 11, 13)),
        ("birthday", date(2026, 11, 20)),
    ]


def test_a_column_of_the_teams_own_changes_no_figure_of_an_earlier_day() -> None:
    """It is seen by conditions, as on the day itself; the profile keeps our own figure of that name."""
    book = book_of(customers=[born(3), born(4, "C2")])
    cells = OwnColumn("Policies", "Z", pl.Series(["9", None]), first_row=2)
    book = replace(book, own={"customers": {"policies": cells}})
    asked = {
        "ours": "policies = 9",
        "theirs": "customers.policies = 9",
    }
    programs = [program(name, occasion="customers.birth_date", condition=text) for name, text in asked.items()]
    named = replace(
        book, tables={**book.tables, "programs": book_of(programs=[{"condition": asked["theirs"]}]).table("programs")}
    )
    on = replace(ground(book, *programs), read=with_own_columns(named, date(2026, 11, 30)))
    found = replay(on, NOVEMBER, set(asked), write).decisions
    assert found.select("program", "subject").unique().rows() == [("theirs", "C1")]
    assert on.known_on(NOVEMBER[0])[1]["policies"].to_list() == [0, 0]
