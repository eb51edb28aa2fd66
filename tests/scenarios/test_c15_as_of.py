"""C15: a back-test knows of a past day what was known on it, and nothing that came later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenario import Team

TODAY = Team(
    """
    Customers
    Customer ID | Name | Phone          | E-mail
    C1          | Budi | 0812-1000-0001 | c1@example.com

    Deals
    Deal ID | Customer ID | Deal | Stage | Opened
    D1      | C1          | Car  | open  | 2026-11-20

    Policies
    Policy number | Customer ID | Policy status | Payment frequency | Next due   | Last paid on
    POL-1         | C1          | in force      | yearly            | 2026-11-15 | 2026-11-25

    Consents
    Consent ID | Customer ID | Channel | Purpose | State   | Date
    S1         | C1          | all     | all     | granted | 2026-01-10

    Programs
    Program ID | Program | Purpose | Occasion     | Repeats | Channels | Template
    offer      | Offer   | selling | deals.opened | once    | email    | winback
    """,
    programs="premium_grace",
    today="2026-11-30",
)


def test_a_payment_that_came_later_was_not_known_that_day() -> None:
    """Due on the 15th, paid on the 25th: on the 20th it was a premium not paid yet."""
    TODAY.plans("2026-11-20", "program | how\npremium_grace | whatsapp\noffer | email")
    assert TODAY.row("policies", "POL-1", "2026-11-20")["standing"] == "grace"
    assert TODAY.row("policies", "POL-1", "2026-11-26")["standing"] == "paid"


@pytest.mark.parametrize(("withdrawn", "why"), [("2026-11-20", "Opted out"), ("2026-11-21", "")])
def test_a_word_that_was_said_later_changes_nothing_that_day(withdrawn: str, why: str) -> None:
    later = TODAY.changed(
        "all     | all     | granted | 2026-01-10",
        f"all | all | granted | 2026-01-10\n    S2 | C1 | e-mail | selling | withdrawn | {withdrawn}",
    )
    replace(later, programs="").plans("2026-11-20", f"program | why not\noffer | {why}")


@pytest.mark.parametrize(("opened", "why"), [("2026-11-20", "Complaint still open"), ("2026-11-21", "")])
def test_a_complaint_counts_from_its_day_on(opened: str, why: str) -> None:
    angry = replace(TODAY, programs="").with_more(
        f"""
        Complaints
        Complaint ID | Customer ID | Opened on | Status
        K1           | C1          | {opened}  | open
        """
    )
    angry.plans("2026-11-20", f"program | why not\noffer | {why}")


def test_a_complaint_that_is_resolved_now_was_open_then() -> None:
    settled = replace(TODAY, programs="").with_more(
        """
        Complaints
        Complaint ID | Customer ID | Opened on  | Status   | Resolved on
        K1           | C1          | 2026-11-10 | resolved | 2026-11-25
        """
    )
    settled.plans("2026-11-20", "program | why not\noffer | Complaint still open")


def test_a_day_to_come_is_planned_from_what_is_known_today() -> None:
    TODAY.changed("2026-11-15 | 2026-11-25", "2026-12-15 | ").plans("2026-12-20", "program\npremium_grace")


def test_a_plan_that_could_be_sent_never_overlooks_a_withdrawal() -> None:
    """No back-test but a plan: a "no" counts at once, whatever its date."""
    later = TODAY.changed(
        "all     | all     | granted | 2026-01-10",
        "all | all | granted | 2026-01-10\n    S2 | C1 | e-mail | selling | withdrawn | 2026-11-21",
    )
    replace(later, programs="", today="").plans("2026-11-20", "program | why not\noffer | Opted out")
