"""From kept decisions to contacts."""

from __future__ import annotations

from typing import Any

import polars as pl
from small_books import TODAY, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Contact, HandledBy, Program, Purpose
from crm_sheets.plan import make_contacts, select
from crm_sheets.tables import ROW
from crm_sheets.team_settings import TeamSettings

SETTINGS = TeamSettings(language="id")


def contacts(due: pl.DataFrame, *programs: Program, profiles: pl.DataFrame | None = None, **tabs: Any) -> list[Contact]:
    book, known = book_of(**tabs), profiles_of() if profiles is None else profiles
    decisions = select(due, programs, book, known, history_of(), SETTINGS, TODAY)
    return make_contacts(decisions, programs, book, known, SETTINGS)


def test_a_contact_says_who_why_how_and_whose() -> None:
    birthday = program()
    (contact,) = contacts(due_of({}), birthday, customers=[customer(language="en", owner="Dewi")])
    assert contact.program == birthday
    assert (contact.subject, contact.customer_id, contact.customer_name) == ("C1", "C1", "Pelanggan C1")
    assert (contact.occasion_date, contact.due_date, contact.period) == (TODAY, TODAY, "2026")
    assert (contact.medium, contact.address) == ("whatsapp", "+6281200000001")
    assert (contact.language, contact.owner, contact.key) == ("en", "Dewi", "birthday|C1|2026")


def test_what_the_customer_does_not_say_comes_from_the_program_and_the_settings() -> None:
    (contact,) = contacts(due_of({}), program(owner="Andi"), customers=[customer(owner="Dewi")])
    assert (contact.language, contact.owner) == ("id", "Andi")
    (nobody,) = contacts(due_of({}), program(), customers=[customer()])
    assert nobody.owner == ""


def test_the_facts_are_the_customer_the_profile_and_the_row_that_causes_it() -> None:
    policies = [{"policy_id": "P0"}, {"policy_id": "P1", "customer_id": "C1", "premium": 250_000.0}]
    due = due_of({"tab": "policies", "subject": "P1", "subject_row": 3})
    profiles = profiles_of({"customer_id": "C1", "tier": "Gold"})
    (contact,) = contacts(due, program(), profiles=profiles, customers=[customer(city="Bandung")], policies=policies)
    assert contact.facts["customer"]["city"] == "Bandung"
    assert contact.facts["profile"]["tier"] == "Gold"
    assert contact.facts["subject"]["premium"] == 250_000
    assert not any(ROW in facts for facts in contact.facts.values())


def test_the_subject_of_a_profile_date_is_the_profile() -> None:
    profiles = profiles_of({"customer_id": "C1", "tier": "Gold"})
    (contact,) = contacts(due_of({"tab": "profiles"}), program(), profiles=profiles, customers=[customer()])
    assert contact.facts["subject"]["tier"] == "Gold"


def test_only_what_is_kept_becomes_a_contact() -> None:
    both = [customer("C1", status="deceased"), customer("C2")]
    due = due_of({}, {"customer_id": "C2", "subject": "C2", "subject_row": 3})
    assert [contact.customer_id for contact in contacts(due, program(), customers=both)] == ["C2"]
    assert contacts(due_of(), program(), customers=both) == []


def test_what_needs_approval_is_kept_for_the_approval_to_come() -> None:
    (contact,) = contacts(due_of({}), program(needs_approval=True), customers=[customer()])
    assert contact.program.needs_approval


def test_the_order_is_priority_then_worth_then_id() -> None:
    ids = ["C1", "C2", "C3", "C4", "C5"]
    profiles = profiles_of(
        {"customer_id": "C2", "spend_window": 5.0, "premium_yearly": 5.0},
        {"customer_id": "C3", "spend_window": 9.0},
        {"customer_id": "C4", "premium_yearly": 9.0},
    )
    urgent, usual = program("urgent", purpose=Purpose.SERVICE, priority=1), program("usual", purpose=Purpose.SERVICE)
    due = due_of(
        *({"program": "usual", "customer_id": known, "subject": known, "subject_row": 2} for known in ids[:4]),
        {"program": "urgent", "customer_id": "C5", "subject": "C5", "subject_row": 2},
    )
    found = contacts(due, usual, urgent, profiles=profiles, customers=[customer(known) for known in ids])
    assert [contact.customer_id for contact in found] == ["C5", "C2", "C3", "C4", "C1"]


def test_the_work_goes_to_whom_the_program_says() -> None:
    staff = [{"name": "Dewi", "leader": "Andi"}, {"name": "Andi"}, {"name": "Ratna", "authorised_for_advice": True}]
    for handled_by, who in (("owner", "Dewi"), ("leader", "Andi"), ("adviser", "Ratna")):
        one = program(handled_by=HandledBy(handled_by))
        (contact,) = contacts(due_of({}), one, customers=[customer(owner="Dewi")], staff=staff)
        assert contact.owner == who
