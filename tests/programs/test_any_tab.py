"""Any date column of any tab is an occasion: for the row's own customer, or for everybody where it has none."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from small_books import TODAY, Row, book_of, customer, history_of, profiles_of, program

from crm_sheets.model import Program, Purpose, Repeat
from crm_sheets.plan import make_contacts, select
from crm_sheets.programs import find_due
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

SETTINGS = TeamSettings()
SOON = date(2026, 12, 4)
EVENTS: list[Row] = [
    {"event_id": "E-0001", "name": "Kelas batik", "type": "class", "date": SOON, "place": "Bandung"},
    {"event_id": "E-0002", "name": "Seminar gula darah", "type": "seminar", "date": SOON},
    {"event_id": None, "name": "Rapat", "type": "other", "date": SOON},
    {"event_id": "E-0004", "name": "Kelas lama", "type": "class", "date": date(2025, 12, 4)},
]
PEOPLE = [customer("C1", city="Bandung"), customer("C2", city="Jakarta"), customer("C3", city="Bandung")]


def invitation(**fields: object) -> Program:
    usual = {"occasion": "events.date", "repeat": Repeat.ONCE, "offset_days": -14, "purpose": Purpose.SERVICE}
    return program("invitation", **{**usual, **fields})


def due(wanted: Program, book: Book, profiles: pl.DataFrame | None = None) -> pl.DataFrame:
    blank = profiles_of(*({"customer_id": known} for known in book.table("customers")["customer_id"]))
    rows, problems = find_due([wanted], book, blank if profiles is None else profiles, TODAY, SETTINGS)
    assert problems.is_empty()
    return rows


def shown(rows: pl.DataFrame) -> list[tuple[str, ...]]:
    return rows.select("subject", "period").rows()


def test_an_event_is_for_everybody_each_customer_once_per_event() -> None:
    rows = due(invitation(), book_of(customers=PEOPLE, events=EVENTS))
    assert shown(rows) == [(f"C{n}", event) for event in ("E-0001", "E-0002") for n in (1, 2, 3)]
    assert set(rows.select("tab", "subject_row").rows()) == {("events", 2), ("events", 3)}


def test_the_condition_sees_the_event_the_customer_and_the_profile() -> None:
    book = book_of(customers=PEOPLE, events=EVENTS)
    profiles = profiles_of({"customer_id": "C1", "tier": "Gold"}, {"customer_id": "C3", "tier": "Bronze"})
    wanted = invitation(condition="events.type = 'class' and city = place and tier = 'Gold'")
    assert shown(due(wanted, book, profiles)) == [("C1", "E-0001")]


@pytest.mark.parametrize(
    ("repeat", "on", "period"),
    [
        (Repeat.ONCE, SOON, "E-0001"),
        (Repeat.DUE, SOON, "E-0001 2026-12"),
        (Repeat.EACH_DATE, SOON, "E-0001 2026-12-04"),
        (Repeat.YEARLY, date(2024, 12, 4), "E-0001 2026"),
        (Repeat.MONTHLY, date(2024, 1, 4), "E-0001 2026-12"),
        (Repeat.CADENCE, date(2026, 11, 24), "E-0001 1"),
    ],
)
def test_what_comes_back_is_a_new_reason_each_time(repeat: Repeat, on: date, period: str) -> None:
    book = book_of(customers=[customer()], events=[{"event_id": "E-0001", "name": "x", "date": on}])
    assert shown(due(invitation(repeat=repeat, cadence_days=10), book)) == [("C1", period)]


def test_an_id_never_brings_the_sign_that_parts_a_contacts_key() -> None:
    book = book_of(customers=[customer()], events=[{"event_id": "E|1", "name": "x", "date": SOON}])
    assert shown(due(invitation(), book)) == [("C1", "E_1")]


def test_two_events_are_two_contacts_and_the_template_gets_the_event() -> None:
    """Neither stands for the other, though they come together or one after the other."""
    later = {**EVENTS[1], "date": date(2026, 12, 5)}
    book, wanted = book_of(customers=[customer()], events=[EVENTS[0], later]), invitation(offset_days=-15)
    profiles = profiles_of({"customer_id": "C1"})
    rows = due(wanted, book, profiles)
    decisions = select(rows, [wanted], book, profiles, history_of(), SETTINGS, TODAY)
    contacts = make_contacts(decisions, [wanted], book, profiles, SETTINGS)
    assert [(one.key, one.facts["subject"]["name"]) for one in contacts] == [
        ("invitation|C1|E-0001", "Kelas batik"),
        ("invitation|C1|E-0002", "Seminar gula darah"),
    ]


def test_a_referral_thanks_the_one_who_gave_it() -> None:
    referrals = [
        {"referral_id": "R1", "referrer_id": "C2", "referred_name": "Sari", "referred_id": "C1", "date": TODAY},
        {"referral_id": "R2", "referrer_id": "C9", "referred_name": "Budi", "date": TODAY},
    ]
    thanks = program("referral_thanks", occasion="referrals.date", repeat=Repeat.ONCE)
    rows = due(thanks, book_of(customers=PEOPLE, referrals=referrals))
    assert rows.select("subject", "customer_id", "tab").rows() == [("R1", "C2", "referrals")]


def test_derived_columns_are_occasions_and_rows_are_known_by_derived_ids() -> None:
    attendance = [
        {"attendance_id": "E1/C1", "event_id": "E1", "customer_id": "C1", "state": "attended", "event_date": TODAY},
        {"attendance_id": "E1/C2", "event_id": "E1", "customer_id": "C2", "state": "absent", "event_date": TODAY},
    ]
    queue = [{"task_id": "T1", "customer_id": "C3", "follow_up": TODAY}, {"customer_id": "C3", "follow_up": TODAY}]
    book = book_of(customers=PEOPLE, attendance=attendance, queue=queue)
    came = program(occasion="attendance.event_date", repeat=Repeat.ONCE, condition="state = 'Hadir'")
    assert due(came, book)["subject"].to_list() == ["E1/C1"]
    again = program(occasion="queue.follow_up", repeat=Repeat.EACH_DATE)
    assert due(again, book).select("subject", "customer_id").rows() == [("T1", "C3")]
