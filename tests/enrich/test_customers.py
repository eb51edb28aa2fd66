"""Columns that rest on the customer's own row: age, birthdays, tenure, reachability, completeness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.enrich.age import birthday_columns
from crm_sheets.enrich.completeness import PERSONS_ONLY, WEIGHTS
from crm_sheets.schema import TABS
from crm_sheets.schema.customers import CUSTOMER_STATUSES

TODAY = date(2026, 11, 20)
Profile = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("born", "age", "next_birthday", "days"),
    [
        (date(1990, 11, 19), 36, date(2027, 11, 19), 364),
        (date(1990, 11, 20), 36, date(2026, 11, 20), 0),
        (date(1990, 11, 21), 35, date(2026, 11, 21), 1),
        (date(1990, 1, 3), 36, date(2027, 1, 3), 44),
        (date(2026, 11, 20), 0, date(2027, 11, 20), 365),
    ],
)
def test_age_and_next_birthday(profile: Profile, born: date, age: int, next_birthday: date, days: int) -> None:
    found = profile(TODAY, {"birth_date": born})
    assert (found["age"], found["next_birthday"], found["days_to_birthday"]) == (age, next_birthday, days)


@pytest.mark.parametrize(
    ("as_of", "leap_day", "age", "next_birthday"),
    [
        (date(2027, 2, 27), "feb28", 30, date(2027, 2, 28)),
        (date(2027, 2, 28), "feb28", 31, date(2027, 2, 28)),
        (date(2027, 2, 28), "mar1", 30, date(2027, 3, 1)),
        (date(2027, 3, 1), "mar1", 31, date(2027, 3, 1)),
        (date(2027, 3, 1), "feb28", 31, date(2028, 2, 29)),
        (date(2028, 2, 28), "feb28", 31, date(2028, 2, 29)),
        (date(2028, 2, 29), "mar1", 32, date(2028, 2, 29)),
    ],
)
def test_born_on_29_february(profile: Profile, as_of: date, leap_day: str, age: int, next_birthday: date) -> None:
    found = profile(as_of, {"birth_date": date(1996, 2, 29)}, {"leap_day": leap_day})
    assert (found["age"], found["next_birthday"]) == (age, next_birthday)


@pytest.mark.parametrize(
    "customer",
    [{}, {"birth_date": date(2026, 11, 21)}, {"birth_date": date(1950, 1, 1), "status": "deceased"}],
)
def test_no_birthday_without_a_date_before_birth_and_for_the_deceased(
    profile: Profile, customer: dict[str, Any]
) -> None:
    found = profile(TODAY, customer)
    assert (found["age"], found["next_birthday"], found["days_to_birthday"]) == (None, None, None)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.booleans())
def test_the_next_birthday_is_within_a_year_and_the_age_rises_on_it(born: date, as_of: date, early: bool) -> None:
    born, as_of = sorted((born, as_of))
    leap_day = "feb28" if early else "mar1"
    people = pl.DataFrame({"birth_date": [born], "status": ["active"]})
    age, upcoming, days = people.select(birthday_columns(as_of, leap_day)).row(0)
    assert 0 <= days <= 366
    assert (upcoming - as_of).days == days
    age_then = people.select(birthday_columns(upcoming, leap_day)).row(0)[0]
    assert age_then == (age if days == 0 else age + 1)


def test_tenure_counts_from_customer_since_else_from_the_first_purchase_or_policy(profile: Profile) -> None:
    bought = [{"date": date(2026, 11, 10), "amount": 1.0}]
    insured = [{"issue_date": date(2026, 11, 5)}]
    assert profile(TODAY)["tenure_days"] is None
    assert profile(TODAY, transactions=bought)["tenure_days"] == 10
    assert profile(TODAY, transactions=bought, policies=insured)["tenure_days"] == 15
    assert profile(TODAY, {"customer_since": date(2026, 11, 19)}, policies=insured)["tenure_days"] == 1


def test_a_date_still_to_come_is_not_known_yet(profile: Profile) -> None:
    tomorrow = date(2026, 11, 21)
    found = profile(TODAY, {"customer_since": tomorrow, "last_verified": tomorrow})
    assert (found["tenure_days"], found["last_verified"]) == (None, None)
    assert profile(tomorrow, {"last_verified": tomorrow})["last_verified"] == tomorrow


def test_a_blank_status_is_active_and_a_blank_language_is_the_teams(profile: Profile) -> None:
    found = profile(TODAY, {}, {"language": "en"})
    assert (found["status"], found["language"]) == ("active", "en")
    assert profile(TODAY, {"status": "inactive", "language": "id"}, {"language": "en"})["language"] == "id"


MOBILE = {"phone": "+6281200000001", "phone_kind": "mobile"}
LANDLINE = {"phone": "+622150000001", "phone_kind": "landline"}
EMAIL = {"email": "budi@example.com"}


@pytest.mark.parametrize(
    ("customer", "reachable_by"),
    [
        ({}, ""),
        (MOBILE, "sms, whatsapp, call"),
        (LANDLINE, "call"),
        ({"phone": "+6280000", "phone_kind": None}, "call"),
        (EMAIL, "email"),
        (MOBILE | EMAIL, "sms, whatsapp, email, call"),
        (LANDLINE | EMAIL, "email, call"),
    ],
)
def test_reachable_by_what_the_address_can_take(profile: Profile, customer: dict[str, Any], reachable_by: str) -> None:
    found = profile(TODAY, customer)
    assert (found["reachable_by"], found["contactable"]) == (reachable_by, reachable_by != "")


@pytest.mark.parametrize("status", [choice.value for choice in CUSTOMER_STATUSES])
def test_nobody_contacts_the_dead_and_who_does_not_want_it(profile: Profile, status: str) -> None:
    found = profile(TODAY, MOBILE | {"status": status})
    assert found["contactable"] == (status not in ("deceased", "do_not_contact"))
    assert found["reachable_by"] == "sms, whatsapp, call"


def test_completeness_is_the_weight_of_what_is_filled(profile: Profile) -> None:
    total = sum(WEIGHTS.values())
    assert profile(TODAY)["completeness"] == 0
    assert profile(TODAY, MOBILE)["completeness"] == pytest.approx(WEIGHTS["phone"] / total)
    filled = {name: date(1990, 1, 1) if name == "birth_date" else "x" for name in WEIGHTS}
    complete = profile(TODAY, filled)
    assert (complete["completeness"], complete["next_question"]) == (1, None)


def test_the_most_useful_blank_is_asked_next(profile: Profile) -> None:
    assert profile(TODAY)["next_question"] == "phone"
    assert profile(TODAY, MOBILE)["next_question"] == "birth_date"
    assert profile(TODAY, MOBILE | EMAIL | {"birth_date": date(1990, 1, 1)})["next_question"] == "occupation"


def test_an_organisation_is_not_asked_for_its_hobbies(profile: Profile) -> None:
    filled = {name: "x" for name in WEIGHTS if name not in PERSONS_ONLY}
    found = profile(TODAY, filled | {"kind": "organisation"})
    assert (found["completeness"], found["next_question"]) == (1, None)
    assert profile(TODAY, filled | {"kind": "person"})["completeness"] < 1


def test_only_columns_that_exist_and_are_not_sensitive_are_asked_the_most_useful_first() -> None:
    columns = TABS["customers"].by_name
    assert all(name in columns and not columns[name].sensitive for name in WEIGHTS)
    assert list(WEIGHTS.values()) == sorted(WEIGHTS.values(), reverse=True)
