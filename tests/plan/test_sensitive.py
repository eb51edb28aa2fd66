"""Sensitive data needs a consent of its own, and an estimated date waits for the official one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from small_books import TODAY, Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Medium, Program, Purpose, Repeat, SkipReason
from crm_sheets.plan import Circumstances, select
from crm_sheets.programs import find_due
from crm_sheets.team_settings import TeamSettings

CHRISTMAS = date(2026, 12, 25)
SETTINGS = TeamSettings(country="ID", language="en", quiet_holidays="no")
WHATSAPP, EMAIL = Medium.WHATSAPP, Medium.EMAIL


def christmas(**fields: object) -> Program:
    usual = {"occasion": "Natal", "repeat": Repeat.CALENDAR, "condition": "religion = 'Kristen'"}
    return program("christmas", **{**usual, **fields})


def decide(wanted: Program, on: date = CHRISTMAS, **tabs: list[Row]) -> tuple[str, str, str]:
    """Reason, medium and detail for one Christian customer."""
    book = book_of(customers=[customer(religion="protestant", birth_date=date(1990, 12, 25))], **tabs)
    profiles = profiles_of({"customer_id": "C1"})
    due, _ = find_due([wanted], book, profiles, on, SETTINGS)
    decisions = select(due, [wanted], book, profiles, history_of(), SETTINGS, on, Circumstances())
    (row,) = decisions.select("reason", "medium", "detail").rows()
    return row


def consent(channel: str, purpose: str, state: str = "granted", days_ago: int = 30) -> Row:
    on = CHRISTMAS - timedelta(days=days_ago)
    return {"customer_id": "C1", "channel": channel, "purpose": purpose, "state": state, "date": on}


@pytest.mark.parametrize(
    ("consents", "reason", "medium"),
    [
        ([], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "all")], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "greeting")], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "sensitive")], "", WHATSAPP),
        ([consent("email", "sensitive")], "", EMAIL),
        ([consent("call", "sensitive")], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "sensitive"), consent("all", "sensitive", "withdrawn", 20)], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "sensitive"), consent("whatsapp", "sensitive", "withdrawn", 20)], "", EMAIL),
        ([consent("all", "sensitive", "withdrawn", 40), consent("all", "sensitive", "granted", 20)], "", WHATSAPP),
        (
            [consent("all", "sensitive"), consent("all", "all", "withdrawn", 20), consent("all", "all", "granted", 10)],
            SkipReason.SENSITIVE_DATA,
            "",
        ),
        ([consent("all", "sensitive", days_ago=-1)], SkipReason.SENSITIVE_DATA, ""),
        ([consent("all", "sensitive"), consent("all", "all", "withdrawn", 20)], SkipReason.OPTED_OUT, ""),
    ],
)
def test_a_religion_is_used_only_with_a_consent_of_its_own(consents: list[Row], reason: str, medium: str) -> None:
    rows = [{"consent_id": str(number), **row} for number, row in enumerate(consents)]
    assert decide(christmas(), consents=rows)[:2] == (reason, medium)


def test_a_workbook_without_consents_keeps_them_elsewhere() -> None:
    assert decide(christmas())[:2] == ("", WHATSAPP)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("", ""),
        ("city kosong", ""),
        ("health kosong", SkipReason.SENSITIVE_DATA),
        ("Agama = 'Kristen' or city = 'Bandung'", SkipReason.SENSITIVE_DATA),
        ("not income > 5jt", SkipReason.SENSITIVE_DATA),
    ],
)
def test_any_sensitive_column_in_a_condition_counts(condition: str, reason: str) -> None:
    assert decide(christmas(condition=condition), consents=[])[0] == reason


def test_work_for_people_needs_the_consent_too() -> None:
    assert decide(christmas(media=(Medium.GIFT,)), consents=[])[0] == SkipReason.SENSITIVE_DATA


def test_selling_with_sensitive_data_needs_both_consents() -> None:
    selling = christmas(purpose=Purpose.SELLING)
    both = [consent("all", "sensitive"), consent("all", "selling")]
    for kept, reason in ((both[:1], SkipReason.NO_CONSENT), (both[1:], SkipReason.SENSITIVE_DATA), (both, "")):
        rows = [{"consent_id": str(number), **row} for number, row in enumerate(kept)]
        assert decide(selling, consents=rows)[0] == reason


def test_nobody_is_contacted_on_an_estimated_date() -> None:
    eid, estimate = christmas(occasion="Lebaran", condition=""), date(2027, 3, 10)
    assert decide(eid, estimate) == (SkipReason.UNCONFIRMED_DATE, WHATSAPP, "10/03/2027")
    row = {"date": estimate, "name": "Idul Fitri 1448 H", "kind": "holiday"}
    assert decide(eid, estimate, calendar=[row])[0] == ""


def test_due_rows_that_say_nothing_of_it_are_neither() -> None:
    book, profiles = book_of(customers=[customer()], consents=[]), profiles_of({"customer_id": "C1"})
    due = due_of({"is_sensitive": None, "is_estimate": None})
    assert select(due, [program()], book, profiles, history_of(), SETTINGS, TODAY)["reason"].to_list() == [""]
