"""A message as most customers would get it: a template filled with typical values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import BaseLoader

from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.model import Contact, Medium, Message, Program
from crm_sheets.proofreading.passages import BOTH
from crm_sheets.render import Renderer
from crm_sheets.render.grammar import Reference
from crm_sheets.render.rows import Money
from crm_sheets.render.source import REGISTERS
from crm_sheets.render.way_out import WayOut
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind
from crm_sheets.team_settings import TeamSettings

AS_OF = date(2026, 11, 20)
"""The day of the examples; which one does not matter."""
COMPANY, REPLY_PHONE = "Mitra Sehat Sentosa", "0811-0000-9000"
"""For a team that has not typed its own yet."""
TYPICAL: Mapping[Kind, Any] = {
    Kind.ID: "POL-2021-0012",
    Kind.NAME: "Rani Santoso",
    Kind.TEXT: "Dana Pendidikan",
    Kind.LONG_TEXT: "Jl. Melati 5, Bandung Wetan",
    Kind.PHONE: "0812-3456-7890",
    Kind.EMAIL: "budi.santoso@contoh.id",
    Kind.DATE: AS_OF + timedelta(days=3),
    Kind.MONTH: date(2026, 12, 31),
    Kind.DATETIME: datetime(2026, 11, 20, 9, 30),
    Kind.MONEY: 1_500_000.0,
    Kind.NUMBER: 12.5,
    Kind.INTEGER: 3,
    Kind.PERCENT: 0.12,
    Kind.YES_NO: True,
    Kind.ZONE: "Asia/Jakarta",
    Kind.URL: "https://contoh.id/s/4821",
    Kind.CHOICE: "A",
}
CUSTOMER = {"name": "Budi Santoso", "salutation": "Bapak", "kind": "person", "status": "active", "city": "Bandung"}
BORN = date(1985, 11, 20)
IDEA = {"name": "Kopi Gayo", "price": Money(150_000), "reason": "kopi"}
FUND = {
    "name": "Dana Berimbang",
    "type": "balanced",
    "nav": 1_523.45,
    "nav_date": AS_OF,
    "month_change": -0.12,
    "value": Money(25_000_000),
}
GIFT = {"budget": Money(500_000), "ideas": [IDEA, IDEA]}


class Examples:
    """Writes examples from the team's templates; `settings` are theirs, with an example for what is blank.

    `sms_replies` says whether an SMS can be answered.
    """

    def __init__(self, loader: BaseLoader, settings: TeamSettings, *, sms_replies: bool = False) -> None:
        company = settings.company.strip() or COMPANY
        self.settings = replace(
            settings,
            company=company,
            sender=settings.sender.strip() or company,
            reply_phone=settings.reply_phone.strip() or REPLY_PHONE,
        )
        self._renderer = Renderer(loader, self.settings)
        self.way_out = WayOut(self.settings.reply_phone, sms_replies)

    def of(
        self, program: Program, medium: Medium, language: str, register: str, references: list[Reference]
    ) -> Iterator[Message]:
        """What customers of either register get, on the day and a day late. Raises RenderProblem."""
        facts = {**facts_for(program, references), "gift": GIFT, "funds": [FUND, FUND]}
        for one in [register] if register != BOTH else REGISTERS:
            person = {**facts["customer"], "register": one, "language": language}
            for occasion in (AS_OF, AS_OF - timedelta(days=1)):
                contact = _contact(program, medium, language, occasion, {**facts, "customer": person})
                yield self._renderer.render(contact, AS_OF)


def _contact(program: Program, medium: Medium, language: str, occasion: date, facts: dict[str, Any]) -> Contact:
    return Contact(
        program=program,
        subject="",
        customer_id="P-0012",
        customer_name=CUSTOMER["name"],
        occasion_date=occasion,
        period="2026",
        due_date=AS_OF,
        medium=medium,
        address="",
        language=language,
        owner="Rina Wulandari",
        facts=facts,
    )


def facts_for(program: Program, references: list[Reference]) -> dict[str, Any]:
    """Typical values for all columns, and for the fields that are read: a column may be the team's own."""
    tab = program.tab
    profile = {name: _of_type(str(dtype)) for name, dtype in PROFILES.items()}
    subject = _row(tab) if tab in TABS else profile if tab == "profiles" else {}
    read = {one: _read(one, references) for one in ("customer", "subject")}
    customer = {**read["customer"], **_row("customers"), **CUSTOMER}
    return {"customer": customer, "profile": profile, "subject": {**read["subject"], **subject}}


def _read(place: str, references: list[Reference]) -> dict[str, Any]:
    return {one.name: _value_of_any(one.name) for one in references if one.place == place}


def _row(tab: str) -> dict[str, Any]:
    return {name: _value(column) for name, column in TABS[tab].by_name.items()}


def _value(column: Column) -> Any:
    if column.choices:
        return column.choices[0].value
    return BORN if column.past and column.kind is Kind.DATE and "birth" in column.name else TYPICAL[column.kind]


def _value_of_any(name: str) -> Any:
    """A value for a field of a tab that nobody names: as the first tab that has it would give."""
    columns = (tab.by_name[name] for tab in TABS.values() if name in tab.by_name)
    column = next(columns, None)
    if column is None:
        return TYPICAL[Kind.TEXT]
    return Money(TYPICAL[Kind.MONEY]) if column.kind is Kind.MONEY else _value(column)


def _of_type(dtype: str) -> Any:
    kinds = {"String": Kind.TEXT, "Date": Kind.DATE, "Boolean": Kind.YES_NO}
    return TYPICAL[kinds.get(dtype, Kind.NUMBER if dtype.startswith("Float") else Kind.INTEGER)]
