"""Today's contacts: kept first, each other with its reason and what would have to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_sheets.content import Tone
from crm_sheets.model import Decision, HandledBy, Medium, Program, Purpose, Repeat, SkipReason
from crm_sheets.reports import ReportInput
from crm_sheets.reports.plan_tab import plan_tab

BIRTHDAY = Program(
    "birthday_customer",
    "Ulang tahun pelanggan",
    Purpose.GREETING,
    "customers.birth_date",
    Repeat.YEARLY,
    0,
    "",
    (Medium.SMS,),
    "birthday_customer",
    "",
    False,
    5,
    3,
)
PEOPLE = [{"customer_id": "C1", "name": "Budi", "owner": "Rina"}, {"customer_id": "C2", "name": "Ani"}]


def decision(customer: str, decision: str, reason: str = "", **more: Any) -> dict[str, Any]:
    day = date(2026, 11, 20)
    return {
        "program": "birthday_customer",
        "subject": customer,
        "customer_id": customer,
        "period": "2026",
        "occasion_date": day,
        "due_date": day,
        "medium": "sms",
        "address": "+6281200000001",
        "decision": decision,
        "reason": reason,
        **more,
    }


def test_what_goes_ahead_comes_first_with_names_instead_of_ids(source: Callable[..., ReportInput]) -> None:
    decisions = [decision("C2", "skipped", "no_consent", medium=""), decision("C1", "kept")]
    tab = plan_tab(source(customers=PEOPLE, decisions=decisions, language="id", given={"programs": (BIRTHDAY,)}))
    frame = tab.blocks[0].frame
    assert frame.select("decision_label", "customer", "program_name", "medium_label", "owner").rows() == [
        ("Jadi", "Budi", "Ulang tahun pelanggan", "SMS", "Rina"),
        ("Dilewati", "Ani", "Ulang tahun pelanggan", "", None),
    ]
    assert frame["reason_label"].to_list() == ["", "Belum ada persetujuan"]
    assert "Persetujuan" in frame["remedy"][1]
    assert frame["customer_link"].to_list() == ["#'Pelanggan'!B2", "#'Pelanggan'!B3"]


def test_every_row_carries_its_own_key_and_no_address(source: Callable[..., ReportInput]) -> None:
    frame = plan_tab(source(customers=PEOPLE, decisions=[decision("C1", "kept")])).blocks[0].frame
    assert frame["key"].to_list() == ["birthday_customer|C1|2026"]
    assert "+6281200000001" not in str(frame.rows())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("reason", SkipReason)
def test_every_reason_is_explained(source: Callable[..., ReportInput], reason: SkipReason, language: str) -> None:
    decisions = [decision("C1", "skipped", reason.value)]
    frame = plan_tab(source(customers=PEOPLE, decisions=decisions, language=language)).blocks[0].frame
    label, remedy = frame.select("reason_label", "remedy").row(0)
    assert label != reason.value
    assert len(remedy) > 20


def test_a_customer_who_is_gone_is_shown_by_id(source: Callable[..., ReportInput]) -> None:
    frame = plan_tab(source(customers=PEOPLE, decisions=[decision("C9", "kept")])).blocks[0].frame
    assert frame.select("customer", "customer_link").row(0) == ("C9", None)


def test_a_day_with_nothing_due_says_so(source: Callable[..., ReportInput]) -> None:
    tab = plan_tab(source(customers=PEOPLE, language="id"))
    assert tab.blocks[0].frame["reason_label"].to_list() == ["Hari ini tidak ada kontak yang jatuh waktu."]


def test_what_waits_for_a_tick_comes_before_and_what_is_settled_after_the_rest(
    source: Callable[..., ReportInput],
) -> None:
    reasons = ("already_done", "no_consent", "awaiting_approval", "too_late")
    decisions = [decision("C1", "skipped", reason) for reason in reasons]
    block = plan_tab(source(customers=PEOPLE, decisions=decisions, language="en")).blocks[0]
    assert block.frame["decision_label"].to_list() == ["Waiting", "Skipped", "Skipped", "Skipped"]
    assert block.frame["reason_label"].to_list()[1:] == ["No consent", "Already done", "Too late"]
    tones = dict(next(column.tones for column in block.columns if column.name == "decision_label"))
    assert (tones["Waiting"], tones["Goes ahead"], tones["Skipped"]) == (Tone.WARNING, Tone.GOOD, Tone.QUIET)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_decision_has_a_tone(source: Callable[..., ReportInput], language: str) -> None:
    rows = [decision("C1", each.value, "" if each is Decision.KEPT else "quiet_hours") for each in Decision]
    block = plan_tab(source(customers=PEOPLE, decisions=rows, language=language)).blocks[0]
    tones = dict(block.columns[0].tones)
    assert set(block.frame["decision_label"]) <= tones.keys()


def test_the_owner_is_who_does_the_work(source: Callable[..., ReportInput]) -> None:
    staff = [{"name": "Rina", "leader": "Dadan"}, {"name": "Dadan"}]
    led = replace(BIRTHDAY, program_id="led", handled_by=HandledBy.LEADER)
    decisions = [decision("C1", "kept"), decision("C1", "kept", program="led"), decision("C2", "kept", program="gone")]
    given = {"programs": (BIRTHDAY, led)}
    tab = plan_tab(source(customers=PEOPLE, staff=staff, decisions=decisions, given=given))
    owners = dict(tab.blocks[0].frame.select("key", "owner").iter_rows())
    assert owners == {"birthday_customer|C1|2026": "Rina", "led|C1|2026": "Dadan", "gone|C2|2026": None}
