"""Small builders for tests about messages: a contact with facts, and a template rendered in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import jinja2

from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat, Trace
from crm_sheets.render import Renderer
from crm_sheets.team_settings import TeamSettings

TODAY = date(2026, 11, 20)
SETTINGS = TeamSettings(company="Mitra Sehat Sentosa", sender="Tim Mitra Sehat", reply_phone="0811-0000-9000")
POLICY = {
    "policy_id": "POL-1",
    "premium": 1_500_000.0,
    "next_due": date(2026, 11, 23),
    "payment_frequency": "monthly",
}
CUSTOMER = {"customer_id": "C1", "name": "Budi Santoso", "salutation": "Bapak", "hobbies": None, "religion": "islam"}
PROFILE = {"customer_id": "C1", "tier": "Gold", "age": 46}
PROGRAM = Program(
    program_id="premium",
    name="Premi",
    purpose=Purpose.SERVICE,
    occasion="policies.next_due",
    repeat=Repeat.DUE,
    offset_days=-3,
    condition="",
    media=(Medium.SMS,),
    template="t",
    owner="",
    needs_approval=False,
    priority=5,
    lateness_days=3,
    row=2,
)


def trace(key: str, medium: Medium = Medium.SMS, **changes: Any) -> Trace:
    """What is asked about a message whose outcome was lost."""
    made = Trace(key, medium, "+628129876001", "", datetime(2026, 11, 20, 2, tzinfo=UTC))
    return made._replace(**changes)


def contact(
    medium: Medium = Medium.SMS,
    language: str = "id",
    *,
    customer: Mapping[str, Any] | None = None,
    subject: Mapping[str, Any] | None = None,
    program: Program = PROGRAM,
    **changes: Any,
) -> Contact:
    """A contact about a policy, unless said otherwise."""
    person = {**CUSTOMER, **(customer or {})}
    made = Contact(
        program=program,
        subject="POL-1",
        customer_id="C1",
        customer_name=person["name"],
        occasion_date=date(2026, 11, 23),
        period="2026-11",
        due_date=TODAY,
        medium=medium,
        address="budi@example.com" if medium is Medium.EMAIL else "+6281200000001",
        language=language,
        owner="Rina",
        facts={"customer": person, "profile": PROFILE, "subject": {**POLICY, **(subject or {})}},
    )
    return replace(made, **changes)


def loader(templates: Mapping[str, str]) -> jinja2.BaseLoader:
    """Templates by file name, without files."""
    return jinja2.DictLoader(dict(templates))


def render(
    source: str,
    medium: Medium = Medium.WHATSAPP,
    language: str = "id",
    *,
    more: Mapping[str, str] | None = None,
    settings: TeamSettings = SETTINGS,
    **changes: Any,
) -> Message:
    """The message that a template in this language gives for a contact."""
    templates = {f"t.{medium.value}.{language}.txt": source, **(more or {})}
    return Renderer(loader(templates), settings).render(contact(medium, language, **changes), TODAY)
