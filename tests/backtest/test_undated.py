"""What a replay has to take as it is now is named: of what the program uses, all that has no history and no more."""

from __future__ import annotations

from datetime import date

import jinja2
import pytest
from small_books import book_of, customer, profiles_of, program

from crm_sheets.backtest import undated_facts, used_columns
from crm_sheets.backtest.undated import AS_NOW, BY_LIMITS, BY_POLICIES, DATED_DERIVED, LOGS, PROFILE_SOURCES, STEADY
from crm_sheets.enrich import PROFILES
from crm_sheets.model import Medium, Program, Repeat
from crm_sheets.schema import TABS

TODAY = date(2026, 11, 20)
BOOK = book_of(customers=[customer()], policies=[])


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("policies.next_due", AS_NOW),
        ("policies.status", AS_NOW),
        ("customers.city", AS_NOW),
        ("policies.due_on", AS_NOW),
        ("profiles.tier", BY_LIMITS),
        ("profiles.premium_yearly", BY_POLICIES),
        ("profiles.phone", AS_NOW),
        ("customers.birth_date", None),
        ("customers.customer_since", None),
        ("policies.issue_date", None),
        ("policies.policy_id", None),
        ("policies.nav_fall", None),
        ("transactions.amount", None),
        ("complaints.resolved_date", None),
        ("profiles.purchases", None),
        ("profiles.age", None),
        ("profiles.nothing", None),
        ("nowhere.nothing", None),
    ],
)
def test_what_has_no_history(column: str, why: object) -> None:
    assert [fact.why for fact in undated_facts([column])] == ([why] if why else [])


def test_a_fact_is_named_once_and_as_people_call_it() -> None:
    (fact,) = undated_facts(["policies.next_due", "policies.next_due"])
    assert fact.label == ("Polis.Jatuh tempo", "Policies.Next due")
    (tier,) = undated_facts(["profiles.tier"])
    assert tier.label == ("Profil.Tingkatan", "Profiles.Tier")


def test_what_is_declared_exists() -> None:
    everywhere = {name for tab in TABS.values() for name in tab.by_name}
    assert set(PROFILE_SOURCES) <= set(PROFILES)
    assert set(TABS) >= LOGS
    assert everywhere >= STEADY | DATED_DERIVED


def used(of: Program, texts: dict[str, str] | None = None) -> list[str]:
    return used_columns(of, BOOK, profiles_of({"customer_id": "C1"}), 12, jinja2.DictLoader(texts or {}), TODAY)


def test_used_is_what_occasion_condition_and_templates_name() -> None:
    premium = program(
        "premium", occasion="policies.next_due", repeat=Repeat.DUE, condition="status = 'inforce' and tier = 'Gold'",
        media=(Medium.SMS,),
    )  # fmt: skip
    texts = {"premium.sms.id.txt": "{{ subject.premium|money }} {{ customer.city }} {{ profile.age }} {{ owner }}"}
    assert used(premium, texts) == [
        "policies.next_due", "policies.status", "profiles.tier", "policies.premium", "customers.city", "profiles.age",
    ]  # fmt: skip


def test_a_calendar_day_is_no_column_and_a_wrong_condition_names_none() -> None:
    assert used(program(occasion="25", repeat=Repeat.CALENDAR)) == []
    assert used(program(condition="oops (")) == ["customers.birth_date"]
