"""What waits for another day: messages on holidays, work for people on days that nobody works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from small_books import Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Medium, Program, Purpose, Repeat
from crm_sheets.plan import select
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.public_holidays import public_holidays

FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (20, 21, 22))
CHRISTMAS = date(2026, 12, 25)
"""A Friday."""
WORK = (Medium.CALL, Medium.VISIT, Medium.GIFT, Medium.LETTER, Medium.SOCIAL)
REACHABLE = [customer(address="Jl. Melati 1", social="@siti")]


def decide(
    chosen: Program, on: date, *, due_date: date | None = None, calendar: Sequence[Row] = (), **settings: Any
) -> tuple[str, str]:
    """The decision and why; a contact that is kept says by which medium."""
    decisions = select(
        due_of({"program": chosen.program_id, "due_date": due_date or on, "occasion_date": due_date or on}),
        (chosen,),
        book_of(customers=REACHABLE, calendar=calendar),
        profiles_of(),
        history_of(),
        TeamSettings(**{"language": "en", "country": "ID"} | settings),
        on,
    )
    (row,) = decisions.iter_rows(named=True)
    return row["decision"], f"{row['reason']}: {row['detail']}" if row["reason"] else row["medium"]


def message(purpose: Purpose, **fields: Any) -> Program:
    return program(purpose=purpose, **{"media": (Medium.WHATSAPP,)} | fields)


def work(medium: Medium = Medium.CALL, purpose: Purpose = Purpose.RELATIONSHIP, **fields: Any) -> Program:
    return program(purpose=purpose, media=(medium,), **fields)


# --- messages


@pytest.mark.parametrize(
    ("purpose", "goes"),
    [
        (Purpose.GREETING, True),
        (Purpose.SERVICE, True),
        (Purpose.SELLING, False),
        (Purpose.RELATIONSHIP, False),
        (Purpose.UNDERSTANDING, False),
    ],
)
def test_on_a_holiday_people_are_greeted_and_served_only(purpose: Purpose, goes: bool) -> None:
    waits = ("deferred", "quiet_hours: Christmas Day; follows on 26/12/2026")
    assert decide(message(purpose), CHRISTMAS) == (("kept", "whatsapp") if goes else waits)


def test_the_holiday_is_named_in_the_teams_language() -> None:
    found = decide(message(Purpose.SELLING), CHRISTMAS, language="id")
    assert found == ("deferred", "quiet_hours: Hari Raya Natal; menyusul 26/12/2026")


@pytest.mark.parametrize(
    ("kind", "why"),
    [("holiday", "Galungan"), ("closed", "the office is closed"), ("event", "")],
)
def test_the_teams_own_calendar_counts_too(kind: str, why: str) -> None:
    own = [{"date": FRIDAY, "name": "Galungan", "kind": kind}]
    waits = ("deferred", f"quiet_hours: {why}; follows on 21/11/2026")
    assert decide(message(Purpose.SELLING), FRIDAY, calendar=own) == (waits if why else ("kept", "whatsapp"))


def test_holidays_in_a_row_are_all_waited_for() -> None:
    own = [{"date": date(2026, 12, day), "name": "Libur", "kind": "holiday"} for day in (26, 27)]
    assert decide(message(Purpose.SELLING), CHRISTMAS, calendar=own)[1].endswith("follows on 28/12/2026")


@pytest.mark.parametrize(
    ("lateness", "decision", "why"),
    [
        (1, "deferred", "quiet_hours: Christmas Day; follows on 26/12/2026"),
        (0, "skipped", "too_late: Christmas Day; too late after it"),
    ],
)
def test_a_message_that_would_be_too_late_after_the_holiday_is_told_as_such(
    lateness: int, decision: str, why: str
) -> None:
    assert decide(message(Purpose.SELLING, lateness_days=lateness), CHRISTMAS) == (decision, why)


def test_messages_go_out_at_weekends() -> None:
    assert decide(message(Purpose.SELLING), SUNDAY) == ("kept", "whatsapp")


def test_a_team_may_want_no_quiet_holidays() -> None:
    assert decide(message(Purpose.SELLING), CHRISTMAS, quiet_holidays="no") == ("kept", "whatsapp")
    assert decide(work(), CHRISTMAS, quiet_holidays="no") == ("kept", "call")
    assert decide(work(), SUNDAY, quiet_holidays="no")[0] == "deferred"


def test_an_estimated_holiday_is_none_until_the_team_confirms_it() -> None:
    eid = next(holiday.on for holiday in public_holidays("ID", 2035) if holiday.is_estimate)
    assert decide(message(Purpose.SELLING), eid) == ("kept", "whatsapp")
    own = [{"date": eid, "name": "Idulfitri", "kind": "holiday"}]
    assert decide(message(Purpose.SELLING), eid, calendar=own)[0] == "deferred"


# --- work for people


@pytest.mark.parametrize("medium", WORK)
@pytest.mark.parametrize(
    ("on", "why"),
    [
        (FRIDAY, ""),
        (SATURDAY, "not a working day; follows on 23/11/2026"),
        (SUNDAY, "not a working day; follows on 23/11/2026"),
        (CHRISTMAS, "Christmas Day; follows on 28/12/2026"),
    ],
)
def test_work_for_people_waits_for_a_working_day(medium: Medium, on: date, why: str) -> None:
    assert decide(work(medium), on) == (("deferred", f"quiet_hours: {why}") if why else ("kept", medium))


def test_the_teams_week_is_its_own() -> None:
    assert decide(work(), SATURDAY, work_days="mon-sat") == ("kept", "call")
    assert decide(work(), SUNDAY, work_days="mon-sat")[1].endswith("follows on 23/11/2026")


@pytest.mark.parametrize(
    ("chosen", "waits"),
    [
        (work(purpose=Purpose.SERVICE, priority=1), False),
        (work(purpose=Purpose.SERVICE, priority=2), True),
        (work(purpose=Purpose.SELLING, priority=1), True),
        (work(occasion="deals.follow_up_date"), False),
        (work(occasion="attendance.event_date", repeat=Repeat.EACH_DATE), True),
        (work(occasion="call_requests.date"), False),
    ],
    ids=["urgent service", "service", "urgent selling", "agreed", "after an event", "asked for"],
)
def test_urgent_service_and_what_was_asked_for_wait_for_nobody(chosen: Program, waits: bool) -> None:
    assert decide(chosen, SUNDAY)[0] == ("deferred" if waits else "kept")


@pytest.mark.parametrize(("lateness", "decision"), [(2, "deferred"), (1, "kept"), (0, "kept")])
def test_the_last_chance_is_given_out_rather_than_lost(lateness: int, decision: str) -> None:
    assert decide(work(lateness_days=lateness), SATURDAY)[0] == decision


def test_a_team_that_never_works_is_not_waited_for() -> None:
    closed = [{"date": FRIDAY + timedelta(days=ahead), "name": "Tutup", "kind": "closed"} for ahead in range(400)]
    assert decide(work(lateness_days=300), FRIDAY, calendar=closed) == ("kept", "call")


def test_what_waits_takes_no_place_from_others() -> None:
    offer, news = message(Purpose.SELLING, priority=1), program("news", purpose=Purpose.SERVICE, most_per_day=1)
    decisions = select(
        due_of({"due_date": CHRISTMAS}, {"program": "news", "due_date": CHRISTMAS}),
        (offer, news),
        book_of(customers=REACHABLE),
        profiles_of(),
        history_of(),
        TeamSettings(language="en", country="ID", cap_contacts=1),
        CHRISTMAS,
    )
    assert decisions["decision"].to_list() == ["deferred", "kept"]
    assert decisions.filter(decision="deferred")["reason"].to_list() == ["quiet_hours"]
