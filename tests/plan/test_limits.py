"""How much one customer, one program and one day may have: a small table per limit, and who wins where two compete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import ACKNOWLEDGEMENT_ID, Medium, Program, Purpose
from crm_sheets.plan import select
from crm_sheets.team_settings import TeamSettings

WHATSAPP, CALL, VISIT = (Medium.WHATSAPP,), (Medium.CALL,), (Medium.VISIT,)
GREETING = program("birthday")
NEWS = program("news", purpose=Purpose.RELATIONSHIP)
OFFER = program("offer", purpose=Purpose.SELLING)
NOTICE = program("notice", purpose=Purpose.SERVICE)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def due(chosen: Program, customer_id: str = "C1", **columns: Any) -> Row:
    return {"program": chosen.program_id, "customer_id": customer_id, "subject": customer_id, **columns}


def past(chosen: Program, on: date, medium: str = "whatsapp", customer_id: str = "C1", **columns: Any) -> Row:
    name = chosen.program_id
    key = f"{name}|{customer_id}|{on}"
    return {"key": key, "program": name, "on": on, "medium": medium, "customer_id": customer_id} | columns


def decide(
    rows: Sequence[Row],
    *programs: Program,
    history: Sequence[Row] = (),
    profiles: Sequence[Row] = (),
    customers: Sequence[Row] = (customer(),),
    on: date = TODAY,
    queue: Sequence[Row] = (),
    requests: Sequence[Row] = (),
    **settings: Any,
) -> dict[str, str]:
    """Program and subject -> the medium of what is kept, or reason and detail."""
    decisions = select(
        due_of(*rows),
        programs,
        book_of(customers=customers, queue=queue, call_requests=requests),
        profiles_of(*profiles),
        history_of(*history),
        TeamSettings(**{"language": "en"} | settings),
        on,
    )
    return {
        f"{row['program']} {row['subject']}": f"{row['reason']}: {row['detail']}" if row["reason"] else row["medium"]
        for row in decisions.iter_rows(named=True)
    }


def verdict(rows: Sequence[Row], *programs: Program, **more: Any) -> str:
    (found,) = decide(rows, *programs, **more).values()
    return found


# --- a program's rest


MONTHLY_CHAT = program("chat", purpose=Purpose.RELATIONSHIP, media=CALL, rest_days=180)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (179, "program_rest: this program last 25/05/2026, rests 180 days; again from 21/11/2026"),
        (180, "call"),
    ],
)
def test_a_program_rests_between_two_contacts_with_a_customer(last: int, expected: str) -> None:
    assert verdict([due(MONTHLY_CHAT)], MONTHLY_CHAT, history=[past(MONTHLY_CHAT, ago(last), "call")]) == expected


@pytest.mark.parametrize(
    "other", [{"customer_id": "C2"}, {"program": "news"}, {"state": "failed"}], ids=["person", "program", "failed"]
)
def test_it_rests_for_that_customer_and_that_program_only(other: Row) -> None:
    history = [past(MONTHLY_CHAT, ago(30), "call", **other)]
    assert verdict([due(MONTHLY_CHAT)], MONTHLY_CHAT, history=history) == "call"


def test_two_reasons_of_one_program_on_one_day_are_one_contact_when_it_rests() -> None:
    reports = program("fund", purpose=Purpose.SERVICE, rest_days=30)
    rows = [due(reports, subject="P1"), due(reports, subject="P2")]
    assert decide(rows, reports) == {
        "fund P1": "whatsapp",
        "fund P2": "program_rest: this program last 20/11/2026, rests 30 days; again from 20/12/2026",
    }


# --- a number a day


def worth(**spent: float) -> list[Row]:
    return [{"customer_id": name, "spend_window": value, "premium_yearly": None} for name, value in spent.items()]


PEOPLE = [customer(f"C{number}") for number in range(1, 6)]
DAILY = program("visits", purpose=Purpose.RELATIONSHIP, media=VISIT, most_per_day=2)


def test_the_most_valuable_customers_have_the_places_of_a_day() -> None:
    rows = [due(DAILY, f"C{number}") for number in range(1, 5)]
    profiles = [*worth(C1=10, C2=30, C3=20), {"customer_id": "C4", "spend_window": 5, "premium_yearly": 20}]
    full = "daily_limit: at most 2 a day, others go first"
    assert decide(rows, DAILY, profiles=profiles, customers=PEOPLE) == {
        "visits C1": full, "visits C2": "visit", "visits C3": full, "visits C4": "visit",
    }  # fmt: skip


def test_what_was_made_today_takes_its_place_and_what_was_made_yesterday_does_not() -> None:
    rows, made = [due(DAILY, f"C{number}") for number in (1, 2)], (past(DAILY, TODAY, "visit", "C5"),)
    kept = decide(rows, DAILY, history=made, profiles=worth(C1=1, C2=2), customers=PEOPLE)
    assert list(kept.values()).count("visit") == 1
    earlier = [past(DAILY, ago(1), "visit", "C5"), past(DAILY, ago(1), "visit", "C4")]
    assert set(decide(rows, DAILY, history=earlier, customers=PEOPLE).values()) == {"visit"}


def test_who_may_not_be_visited_takes_no_place_of_the_day() -> None:
    rows = [due(DAILY, f"C{number}") for number in range(1, 4)]
    called = [past(NEWS, ago(1), "call", "C1")]
    found = decide(rows, DAILY, history=called, profiles=worth(C1=99, C2=2, C3=1), customers=PEOPLE)
    assert (found["visits C2"], found["visits C3"]) == ("visit", "visit")


# --- the mix of purposes


@pytest.mark.parametrize(
    ("others", "offers", "share", "expected"),
    [
        (0, 0, 0.5, "whatsapp"),  # one always may be
        (0, 1, 0.5, "too_much_selling: 1 of 1 contacts in 90 days were offers already; at most 50 %"),
        (1, 1, 0.5, "too_much_selling: 1 of 2 contacts in 90 days were offers already; at most 50 %"),
        (2, 1, 0.5, "whatsapp"),  # 2 of 4
        (6, 2, 0.3, "too_much_selling: 2 of 8 contacts in 90 days were offers already; at most 30 %"),
        (7, 2, 0.3, "whatsapp"),  # 3 of 10, which binary fractions take for 2.999
        (0, 9, 1.0, "whatsapp"),
        (9, 1, 0.0, "too_much_selling: 1 of 10 contacts in 90 days were offers already; at most 0 %"),
    ],
)
def test_offers_are_a_share_of_all_contacts(others: int, offers: int, share: float, expected: str) -> None:
    history = [past(NOTICE, ago(20), key=f"n{number}") for number in range(others)]
    history += [past(OFFER, ago(20), key=f"o{number}") for number in range(offers)]
    assert verdict([due(OFFER)], OFFER, NOTICE, history=history, selling_share=share) == expected


@pytest.mark.parametrize("medium", ["call", "visit", "email", "gift"])
def test_offers_of_every_medium_count(medium: str) -> None:
    assert verdict([due(OFFER)], OFFER, history=[past(OFFER, ago(9), medium)]).startswith("too_much_selling")


@pytest.mark.parametrize(
    "uncounted",
    [
        past(OFFER, ago(90)),
        past(OFFER, ago(9), state="failed"),
        past(OFFER, ago(9), customer_id="C2"),
        past(program("long_gone"), ago(9)),
    ],
    ids=["long ago", "failed", "another customer", "a program that is gone"],
)
def test_what_does_not_count_as_an_offer(uncounted: Row) -> None:
    assert verdict([due(OFFER)], OFFER, history=[uncounted]) == "whatsapp"


def test_a_note_that_a_message_came_makes_no_room_for_offers() -> None:
    notes = [past(program(ACKNOWLEDGEMENT_ID), ago(3), key=f"a{number}") for number in range(5)]
    found = verdict([due(OFFER)], OFFER, history=[past(OFFER, ago(9)), *notes])
    assert found.startswith("too_much_selling: 1 of 1")


def test_other_contacts_of_the_day_make_room_when_they_go_first() -> None:
    early, late = program("late", purpose=Purpose.SERVICE, priority=1), program("more", purpose=Purpose.SERVICE)
    rows = [due(OFFER), due(early), due(late, due_date=ago(1))]
    history = [past(OFFER, ago(9))]
    assert decide(rows, OFFER, early, late, history=history)["offer C1"] == "whatsapp"
    assert decide(rows[:2], OFFER, early, history=history)["offer C1"].startswith("too_much_selling")


# --- the rest between calls and visits


PHONING = program("phoning", purpose=Purpose.RELATIONSHIP, media=CALL)


@pytest.mark.parametrize("medium", ["call", "visit"])
@pytest.mark.parametrize("later", [CALL, VISIT])
def test_a_customer_is_called_or_visited_once_a_week(medium: str, later: tuple[Medium, ...]) -> None:
    wanted = program("wanted", purpose=Purpose.RELATIONSHIP, media=later)
    why = "frequency_cap: called or visited on 14/11/2026, a pause of 7 days; again from 21/11/2026"
    assert verdict([due(wanted)], wanted, history=[past(NEWS, ago(6), medium)]) == why
    assert verdict([due(wanted)], wanted, history=[past(NEWS, ago(7), medium)]) == later[0]
    assert verdict([due(wanted)], wanted, history=[past(NEWS, ago(6), medium)], call_rest_days=0) == later[0]


@pytest.mark.parametrize("medium", ["whatsapp", "email", "gift", "letter"])
def test_messages_and_gifts_are_no_calls(medium: str) -> None:
    assert verdict([due(PHONING)], PHONING, history=[past(NEWS, ago(1), medium)]) == "call"


@pytest.mark.parametrize(
    ("outcome", "held"), [("not_reached", False), ("wrong_address", False), ("reached", True), (None, True)]
)
def test_a_call_that_reached_nobody_is_none(outcome: str | None, held: bool) -> None:
    history = [past(NEWS, ago(2), "call", key="news|C1|x")]
    found = verdict([due(PHONING)], PHONING, history=history, queue=[{"key": "news|C1|x", "outcome": outcome}])
    assert found.startswith("frequency_cap") is held


@pytest.mark.parametrize(
    "free",
    [
        program("premium", purpose=Purpose.SERVICE, media=CALL),
        program("asked", purpose=Purpose.RELATIONSHIP, media=CALL, occasion="call_requests.date"),
        program("agreed", purpose=Purpose.SELLING, media=CALL, occasion="queue.follow_up"),
    ],
    ids=lambda chosen: chosen.program_id,
)
def test_service_and_what_was_asked_for_is_never_held_back_but_counts(free: Program) -> None:
    assert verdict([due(free)], free, history=[past(NEWS, ago(1), "call")]) == "call"
    both = decide([due(PHONING), due(free, due_date=ago(1))], PHONING, free)
    assert both["phoning C1"].startswith("frequency_cap: called or visited on 20/11/2026")


CALLED_TODAY = "frequency_cap: called or visited on 20/11/2026, a pause of 7 days; again from 27/11/2026"
REQUEST = {"request_id": "M1", "customer_id": "C1", "requested_date": TODAY, "status": "waiting"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, CALLED_TODAY),
        ({"status": None}, CALLED_TODAY),
        ({"status": "called"}, "call"),
        ({"status": "cancelled"}, "call"),
        ({"requested_date": ago(7)}, CALLED_TODAY),  # overdue, and called today
        ({"requested_date": ago(8)}, "call"),
        ({"requested_date": ago(-1)}, "call"),
        ({"customer_id": "C2"}, "call"),
        ({"customer_id": None, "phone": customer("C1")["phone"]}, CALLED_TODAY),
        ({"customer_id": None, "phone": "+628999"}, "call"),  # no customer
    ],
)
def test_who_asked_for_a_call_today_gets_no_other_call(columns: Row, expected: str) -> None:
    assert verdict([due(PHONING)], PHONING, requests=[REQUEST | columns]) == expected


def test_a_request_that_was_handed_out_counts_on_that_day() -> None:
    """Three days ago, so the pause is over in four; when nobody was reached then, it counts for nothing."""
    key = f"_call|M1|{ago(3)}"
    more: dict[str, Any] = {
        "requests": [REQUEST | {"requested_date": ago(3)}],
        "history": [past(NEWS, ago(3), "call", key=key, program="_call")],
    }
    assert verdict([due(PHONING)], PHONING, **more).endswith("again from 24/11/2026")
    in_vain = [{"key": key, "outcome": "not_reached"}]
    assert verdict([due(PHONING)], PHONING, **more, queue=in_vain) == "call"


def test_a_requested_call_holds_no_service_back() -> None:
    premium = program("premium", purpose=Purpose.SERVICE, media=CALL)
    assert verdict([due(premium)], premium, requests=[REQUEST]) == "call"


# --- who wins


def test_priority_wins_the_only_place() -> None:
    gold = program("gold", purpose=Purpose.RELATIONSHIP, priority=2)
    rows = [due(NEWS, due_date=ago(2)), due(gold)]
    found = decide(rows, NEWS, gold, cap_contacts=1)
    assert (found["gold C1"], found["news C1"].partition(":")[0]) == ("whatsapp", "frequency_cap")


def test_what_is_held_back_takes_no_place_from_what_comes_after_it() -> None:
    """The offer goes first, but is one too many; the only message of the week is the news then."""
    offer = program("offer", purpose=Purpose.SELLING, priority=1)
    found = decide([due(offer), due(NEWS)], offer, NEWS, history=[past(offer, ago(30))], cap_contacts=1)
    assert found["offer C1"].startswith("too_much_selling")
    assert found["news C1"] == "whatsapp"


def test_service_is_never_held_back_by_caps_or_shares() -> None:
    history = [past(OFFER, ago(1), key=f"o{number}") for number in range(9)]
    rows = [due(NOTICE, subject=f"P{number}") for number in range(5)]
    assert set(decide(rows, NOTICE, OFFER, history=history).values()) == {"whatsapp"}


def test_two_birthdays_in_a_family_on_one_phone_are_kept_on_two_days() -> None:
    family = [customer("C1"), customer("C2", phone=customer("C1")["phone"])]
    rows = [due(GREETING, "C1"), due(GREETING, "C2", subject_row=3)]
    first = decide(rows, GREETING, customers=family)
    assert first == {"birthday C1": "whatsapp", "birthday C2": "same_address: goes first today: Program birthday"}
    made = [past(GREETING, TODAY, key="birthday|C1|2026")]
    tomorrow = decide(rows, GREETING, customers=family, history=made, on=TODAY + timedelta(days=1))
    assert tomorrow["birthday C2"] == "whatsapp"


def test_the_order_of_rows_changes_nothing() -> None:
    programs = (NEWS, OFFER, DAILY, GREETING, PHONING)
    rows = [due(chosen, person["customer_id"]) for chosen in programs for person in PEOPLE]
    history = [past(NEWS, ago(3), customer_id="C3"), past(OFFER, ago(4), customer_id="C2")]
    found = decide(rows, *programs, history=history, customers=PEOPLE, cap_contacts=1)
    again = decide(rows[::-1], *programs, history=history[::-1], customers=PEOPLE[::-1], cap_contacts=1)
    assert found == again
    assert {value.partition(":")[0] for value in found.values()} >= {"daily_limit", "frequency_cap", "whatsapp"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_details_are_filled_in_both_languages(language: str) -> None:
    rows = [due(PHONING), due(MONTHLY_CHAT), due(OFFER)]
    history = [past(MONTHLY_CHAT, ago(2), "call"), past(OFFER, ago(2))]
    found = decide(rows, PHONING, MONTHLY_CHAT, OFFER, history=history, language=language)
    assert all("{" not in why and any(map(str.isdigit, why)) for why in found.values())
    assert pl.Series(list(found.values())).str.contains("lagi mulai").any() is (language == "id")
