"""What people type in the Queue moves what comes next: the cadence, the promise, the next try, the wrong number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from small_books import TODAY, book_of, customer

from crm_sheets.day import Day, observe
from crm_sheets.model import ProblemCode
from crm_sheets.schema import TABS
from crm_sheets.tables import HISTORY

SARI = customer("C1", name="Sari", owner="Maya", address="Jl. Melati 1", customer_since=date(2020, 1, 1))
MONTH_AGO = TODAY - timedelta(days=30)
TALKED = {"interaction_id": "I1", "customer_id": "C1", "date": MONTH_AGO, "channel": "call", "outcome": "reached"}
TASK = {"key": "call|C1|1", "customer_id": "C1", "task": "call", "call": SARI["phone"], "planned_on": TODAY}


SETTINGS = {"company": "Mitra", "call_rest_days": "0"}


def program_row(program_id: str, occasion: str, **columns: Any) -> dict[str, Any]:
    usual = {"name": program_id, "purpose": "service", "channels": "call", "template": program_id, "active": True}
    return {"program_id": program_id, "occasion": occasion, **usual, **columns}


CADENCE = program_row("touch", "Profil.last_contact", repeat="cadence", cadence_days=30, lateness_days=5)
PROMISE = program_row("promise", "Antrean.Tindak lanjut", repeat="each_date", lateness_days=5)
RETRY = program_row(
    "retry",
    "Antrean.Hasil dicatat pada",
    repeat="each_date",
    offset_days=2,
    lateness_days=3,
    condition="outcome = 'not_reached' and tries < 3 and not settled",
)


def day(*queue: dict[str, Any], as_of: date = TODAY, person: Any = SARI, **tabs: Any) -> Day:
    consents = [{"customer_id": "C1", "channel": "all", "purpose": "all", "state": "granted", "date": date(2020, 1, 1)}]
    book = book_of(
        customers=[person],
        consents=consents,
        interactions=[TALKED],
        queue=queue,
        settings=[{"setting": name, "value": value} for name, value in SETTINGS.items()],
        **{"programs": [CADENCE, PROMISE, RETRY], **tabs},
    )
    return observe(book, as_of, HISTORY.to_frame())


def due(seen: Day) -> list[tuple[str, str, str]]:
    kept = seen.decisions.filter(seen.decisions["decision"] == "kept")
    return list(kept.select("program", "subject", "period").iter_rows())


def test_programs_of_the_queue_are_understood() -> None:
    assert day(TASK).problems.filter(day(TASK).problems["tab"] == "programs").is_empty()


def test_without_an_outcome_the_cadence_is_due() -> None:
    assert ("touch", "C1", "1") in due(day(TASK))


@pytest.mark.parametrize(
    ("typed", "is_due"),
    [
        ({"outcome": "reached"}, False),
        ({"outcome": "interested"}, False),
        ({"outcome": "postponed"}, False),
        ({"outcome": "refused"}, False),
        ({"done": True}, False),
        ({"done": False}, True),
        ({"outcome": "not_reached"}, True),
        ({"outcome": "not_reached", "done": True}, True),
    ],
    ids=str,
)
def test_an_outcome_or_a_tick_moves_the_cadence_unless_nobody_was_reached(typed: dict[str, Any], is_due: bool) -> None:
    yesterday = {**TASK, "planned_on": TODAY - timedelta(days=1), **typed}
    assert (("touch", "C1", "1") in due(day(yesterday))) is is_due


def test_a_promised_date_becomes_a_task_on_that_day_with_where_it_came_from() -> None:
    promised = {
        **TASK,
        "reason": "Premi tahunan",
        "script": "Halo",
        "planned_on": date(2026, 11, 10),
        "outcome": "postponed",
        "outcome_date": date(2026, 11, 11),
        "follow_up": TODAY,
    }
    seen = day(promised)
    assert ("promise", "call~C1~1", "2026-11-20") in due(seen)
    contact = next(contact for contact in seen.contacts() if contact.program.program_id == "promise")
    assert contact.facts["subject"]["original_script"] == "Halo"
    assert ("promise", "call~C1~1", "2026-11-20") not in due(day(promised, as_of=date(2026, 11, 19)))


def test_who_was_not_reached_is_called_again_two_days_later_three_times_in_all() -> None:
    first = {**TASK, "planned_on": date(2026, 11, 9), "outcome": "not_reached"}
    second = {**TASK, "key": "retry|call~C1~1|2026-11-09", "planned_on": date(2026, 11, 11), "outcome": "not_reached"}
    third = {**TASK, "key": "retry|call~C1~1|2026-11-11", "planned_on": date(2026, 11, 13), "outcome": "not_reached"}

    def again(*rows: dict[str, Any], on: int) -> bool:
        return any(program == "retry" for program, _, _ in due(day(*rows, as_of=date(2026, 11, on))))

    assert not again(first, on=10)
    assert again(first, on=11)
    assert again(first, second, on=13)
    assert not again(first, second, third, on=16)
    assert not again(first, {**second, "outcome": "reached"}, on=13)


OFFER = program_row("offer", "Pelanggan.Pelanggan sejak", repeat="cadence", cadence_days=1, purpose="selling")
REFUSED = {**TASK, "planned_on": date(2026, 11, 10), "outcome": "refused"}


@pytest.mark.parametrize(
    ("typed", "purpose", "channels", "is_due"),
    [
        ((), "selling", "call", True),
        ((REFUSED,), "selling", "call", False),
        ((REFUSED,), "relationship", "visit", False),
        ((REFUSED,), "service", "call", True),
        ((REFUSED,), "selling", "whatsapp", True),
        (({**REFUSED, "planned_on": date(2026, 8, 1)},), "selling", "call", True),
        ((REFUSED, {**TASK, "planned_on": date(2026, 11, 12), "outcome": "interested"}), "selling", "call", True),
    ],
    ids=["nothing", "selling", "relationship", "service", "a message", "long ago", "interested since"],
)
def test_who_refused_is_left_in_peace_for_a_while(
    typed: tuple[dict[str, Any], ...], purpose: str, channels: str, *, is_due: bool
) -> None:
    program = {**OFFER, "purpose": purpose, "channels": channels}
    seen = day(*typed, programs=[program])
    offered = seen.decisions.filter(seen.decisions["program"] == "offer")
    kept = "kept" in offered["decision"].to_list()
    assert kept is is_due
    if not is_due:
        assert "menolak pada 10/11/2026; lagi mulai 08/02/2027" in offered["detail"].to_list()


WRONG = {**TASK, "planned_on": date(2026, 11, 10), "outcome": "wrong_address"}


def dead(seen: Day) -> list[tuple[str, str]]:
    found = seen.problems.filter(seen.problems["code"] == ProblemCode.DEAD_ADDRESS)
    return [(row["column"], row["hint"]) for row in found.iter_rows(named=True)]


def test_a_wrong_number_is_a_problem_at_the_customers_phone_and_nothing_more_goes_there() -> None:
    seen = day(WRONG)
    assert dead(seen) == [("phone", "10/11/2026 (Telepon, SMS, WhatsApp)")]
    assert due(seen) == []


def test_a_new_number_or_a_later_talk_puts_it_right() -> None:
    assert dead(day(WRONG, person={**SARI, "phone": "+6281299990000"})) == []
    assert dead(day(WRONG, {**TASK, "key": "call|C1|2", "outcome": "reached", "planned_on": date(2026, 11, 12)})) == []


def test_a_wrong_home_address_is_a_problem_until_the_data_were_verified() -> None:
    visit = {**WRONG, "task": "visit"}
    assert dead(day(visit)) == [("address", "10/11/2026; isi juga “Terakhir diverifikasi”")]
    assert dead(day(visit, person={**SARI, "last_verified": date(2026, 11, 12)})) == []


def test_every_derived_column_of_the_queue_has_a_name_in_both_languages() -> None:
    assert all(column.label.id and column.label.en for column in TABS["queue"].derived)
