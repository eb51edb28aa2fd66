"""Typing mistakes, planted one by one, each with what a check of the workbook must say about it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from crm_sheets.model import ProblemCode, Text
from crm_sheets.sample.cast import CAST
from crm_sheets.sample.cells import BrokenFormula
from crm_sheets.sample.options import Options, Row
from crm_sheets.schema import TABS

VALIDATE, SETTINGS, PROGRAMS, TEMPLATES = "validate", "settings", "programs", "templates"
"""The stages that find mistakes."""


class PlantedFault(NamedTuple):
    """One planted mistake: where it stands, what is typed there, and which stage says which code about it.

    `tab` and `column` are canonical names; `row` is the sheet row, None for a header.
    """

    tab: str
    row: int | None
    column: str
    code: str
    value: str
    stage: str
    note: str


@dataclass(frozen=True)
class Mistake:
    """A mistake to plant in a row that has a value there (and in the column `beside`), or in a new row at the end."""

    tab: str
    column: str
    code: ProblemCode
    value: Any
    note: str
    new_row: Row | None = None
    beside: str = ""
    stage: str = VALIDATE


BROKEN = BrokenFormula("=1/0", "#DIV/0!")
NOT_FOUND = BrokenFormula("=NA()", "#N/A")
Code = ProblemCode

_STRANGER: Row = {"name": "Budi Hartono", "salutation": "Bapak", "type": "lead", "kind": "person", "city": "Bandung"}
_POLICY: Row = {"customer_id": "P-0040", "status": "inforce", "premium": 400_000, "payment_frequency": "monthly"}

_PEOPLE = (
    Mistake("customers", "phone", Code.BAD_PHONE, "0812-0000", "too short"),
    Mistake("customers", "phone", Code.BAD_PHONE, "O812-OOOO-4471", "letters for zeros"),
    Mistake("customers", "phone", Code.BAD_PHONE, "tidak punya HP", "words for a number"),
    Mistake("customers", "phone", Code.TWO_NUMBERS, "0812-0000-4411 / 0813-0000-4412", "two numbers"),
    Mistake("customers", "phone", Code.LOST_DIGITS, "8.12E+10", "shown in exponent form, digits lost"),
    Mistake("customers", "phone", Code.LOST_DIGITS, "6,28E+12", "the same with a decimal comma"),
    Mistake("customers", "email", Code.BAD_EMAIL, "ratna.sari(at)example.com", "no at sign"),
    Mistake("customers", "email", Code.BAD_EMAIL, "wulan@@example.com", "two at signs"),
    Mistake("customers", "email", Code.BAD_EMAIL, "tidak ada", "words for an address"),
    Mistake("customers", "birth_date", Code.BAD_DATE, "31 Pebruari 1985", "a day that does not exist"),
    Mistake("customers", "birth_date", Code.BAD_DATE, "5 Maret", "no year"),
    Mistake("customers", "birth_date", Code.FUTURE_DATE, "17/08/2067", "1967 was meant"),
    Mistake("customers", "birth_date", Code.AMBIGUOUS_DATE, "1/2/20", "a child, or over a hundred"),
    Mistake(
        "customers", "customer_since", Code.DATE_ORDER, date(1940, 1, 1), "before the birth date", beside="birth_date"
    ),
    Mistake("customers", "name", Code.MISSING_VALUE, None, "no name"),
    Mistake("customers", "owner", Code.UNKNOWN_REFERENCE, "Pak Gunawan", "not in Staff"),
    Mistake("customers", "preferred_channel", Code.BAD_CHOICE, "merpati pos", "not a channel"),
    Mistake("customers", "income", Code.BAD_MONEY, "lumayan", "a word for an amount"),
    Mistake("customers", "timezone", Code.BAD_ZONE, "ikut Surabaya", "no time zone"),
    Mistake("customers", "customer_id", Code.DUPLICATE_VALUE, "P-0041", "the same id twice", _STRANGER),
    Mistake("customers", "customer_id", Code.MISSING_VALUE, None, "no id", _STRANGER | {"name": "Siti Rahayu"}),
    Mistake("family", "birth_date", Code.BAD_DATE, "sekitar 2010", "a guess"),
    Mistake("family", "birth_date", Code.AMBIGUOUS_DATE, "5/6/19", "a child, or over a hundred"),
    Mistake("family", "beneficiary", Code.BAD_YES_NO, "mungkin", "neither yes nor no"),
    Mistake("family", "customer_id", Code.UNKNOWN_REFERENCE, "P-O112", "the letter O for a zero"),
    Mistake("consents", "channel", Code.BAD_CHOICE, "faks", "not a channel"),
)
_CONTRACTS = (
    Mistake("policies", "premium", Code.BAD_MONEY, "2 M", "two thousand million, or two million"),
    Mistake("policies", "premium", Code.OUT_OF_RANGE, -500_000, "below zero"),
    Mistake("policies", "next_due", Code.DATE_ORDER, date(2009, 1, 5), "before the policy was issued"),
    Mistake("policies", "wants_call", Code.BAD_YES_NO, "kadang", "neither yes nor no"),
    Mistake("policies", "payment_frequency", Code.BAD_CHOICE, "sesempatnya", "not a frequency"),
    Mistake("policies", "card_expiry", Code.BAD_DATE, "13/27", "no such month"),
    Mistake("policies", "product_id", Code.UNKNOWN_REFERENCE, "A-999", "no such product"),
    Mistake("policies", "policy_id", Code.DUPLICATE_VALUE, "", "the same policy twice", _POLICY),
    Mistake("transactions", "amount", Code.BAD_MONEY, "1.2.500", "dots in odd places"),
    Mistake("transactions", "amount", Code.FORMULA_ERROR, BROKEN, "a formula gone wrong"),
    Mistake("transactions", "amount", Code.MISSING_VALUE, None, "no amount"),
    Mistake("transactions", "date", Code.FUTURE_DATE, "17/11/2062", "2026 was meant"),
    Mistake("transactions", "date", Code.BAD_DATE, "2025-13-05", "no such month"),
    Mistake("transactions", "quantity", Code.BAD_NUMBER, "dua lusin", "words for a number"),
    Mistake("transactions", "customer_id", Code.UNKNOWN_REFERENCE, "P-9999", "no such customer"),
    Mistake("products", "cost", Code.BAD_MONEY, "?", "not known"),
    Mistake("fund_prices", "nav", Code.FORMULA_ERROR, NOT_FOUND, "a lookup gone wrong"),
    Mistake("fund_prices", "nav", Code.BAD_NUMBER, "libur", "a word for a price"),
)
_SELLING = (
    Mistake("deals", "probability", Code.BAD_PERCENT, "tinggi", "a word for a percentage"),
    Mistake("deals", "probability", Code.OUT_OF_RANGE, "150%", "over a hundred per cent"),
    Mistake("deals", "probability", Code.BAD_PERCENT, "fifty-fifty", "words for a percentage"),
    Mistake("invoices", "due_date", Code.DATE_ORDER, date(2020, 1, 31), "due before it was written"),
    Mistake("invoices", "paid_amount", Code.BAD_MONEY, "lunas", "a word for an amount"),
    Mistake("visits", "owner", Code.UNKNOWN_REFERENCE, "Bu Ratih", "not in Staff"),
    Mistake("referrals", "phone", Code.TWO_NUMBERS, "081200007001, 081300007002", "two numbers"),
    Mistake("complaints", "status", Code.BAD_CHOICE, "entahlah", "not a status"),
    Mistake("surveys", "score", Code.OUT_OF_RANGE, 12, "above ten"),
    Mistake("surveys", "score", Code.BAD_NUMBER, "sepuluh", "a number in words"),
    Mistake("commissions", "amount", Code.OUT_OF_RANGE, "-25000", "below zero"),
    Mistake("gifts", "customer_id", Code.MISSING_VALUE, None, "nobody named"),
)
_SETTINGS = (
    Mistake(
        "settings", "value", Code.BAD_SETTING, "sepuluh", "a number in words", {"setting": "cap_contacts"}, "", SETTINGS
    ),
    Mistake(
        "settings", "setting", Code.BAD_SETTING, "teir_gold", "no such setting", {"value": 50_000_000}, "", SETTINGS
    ),
)
MISTAKES = (*_PEOPLE, *_CONTRACTS, *_SELLING)
DOUBLED_HEADER = ("events", "notes")
TRIALS: tuple[tuple[Mistake, Text, Row], ...] = (
    (
        Mistake("programs", "condition", Code.BAD_CONDITION, "tierr = 'Gold'", "tier misspelt", stage=PROGRAMS),
        Text("Promo Gold", "Gold offer"),
        {"program_id": "gold_offer"},
    ),
    (
        Mistake("programs", "occasion", Code.BAD_PROGRAM, "customers.wedding_date", "no such column", stage=PROGRAMS),
        Text("Hari pernikahan", "Wedding day"),
        {"program_id": "wedding_day"},
    ),
    (
        Mistake("programs", "template", Code.BAD_TEMPLATE, "birthday_custmer", "no such template", stage=TEMPLATES),
        Text("Ulang tahun kedua", "Second birthday"),
        {"program_id": "second_birthday", "condition": "purchases > 500"},
    ),
)
TRIED_OUT = "complaint_follow_up"
"""The program that the trials were copied from."""
_CAST_IDS = {f"P-{number:04d}" for number in range(1, len(CAST) + 1)}


def plant_faults(options: Options, tabs: dict[str, list[Row]]) -> tuple[list[PlantedFault], dict[str, str]]:
    """Change cells of `tabs` into mistakes; gives their list, and the headers that are typed twice (tab -> column)."""
    random = options.random("faults")
    taken: set[tuple[str, int]] = set()
    planted = [fault for mistake in MISTAKES if (fault := _plant(random, tabs[mistake.tab], mistake, taken))]
    planted += [_plant_setting(tabs["settings"], mistake) for mistake in _SETTINGS]
    planted += _plant_programs(options, tabs["programs"])
    tab, column = DOUBLED_HEADER
    header = options.say(TABS[tab].by_name[column].label)
    planted.append(PlantedFault(tab, None, column, Code.DOUBLED_HEADER, header, VALIDATE, "a second such column"))
    return sorted(planted, key=lambda fault: (fault.tab, fault.row or 0, fault.column)), {tab: column}


def _plant(random: Random, rows: list[Row], mistake: Mistake, taken: set[tuple[str, int]]) -> PlantedFault | None:
    position = _position(random, rows, mistake, taken)
    if position is None:
        return None
    taken.add((mistake.tab, position))
    mistake = replace(mistake, value=_value(rows, mistake))
    rows[position][mistake.column] = mistake.value
    return _listed(mistake, position)


def _position(random: Random, rows: list[Row], mistake: Mistake, taken: set[tuple[str, int]]) -> int | None:
    """A row without mistakes so far, of nobody in the cast, that has a value to spoil; None when there is none."""
    if mistake.new_row is not None:
        rows.append(dict(mistake.new_row))
        return len(rows) - 1
    free = [
        position
        for position, row in enumerate(rows)
        if row.get(mistake.column) is not None
        and (mistake.tab, position) not in taken
        and row.get(mistake.beside or mistake.column) is not None
        and row.get("customer_id", "") not in _CAST_IDS
    ]
    return random.choice(free) if free else None


def _value(rows: Sequence[Row], mistake: Mistake) -> Any:
    """What gets typed; a policy id that stands twice is that of an earlier row."""
    if mistake.value == "" and mistake.code is Code.DUPLICATE_VALUE:
        return rows[len(rows) // 2][mistake.column]
    return mistake.value


def _plant_setting(rows: list[Row], mistake: Mistake) -> PlantedFault:
    """A setting with a faulty value, or a faulty row of its own."""
    new_row = mistake.new_row or {}
    names = [row["setting"] for row in rows]
    if new_row.get("setting") in names:
        position = names.index(new_row["setting"])
    else:
        rows.append(dict(new_row))
        position = len(rows) - 1
    rows[position][mistake.column] = mistake.value
    return _listed(mistake, position)


def _plant_programs(options: Options, rows: list[Row]) -> list[PlantedFault]:
    """Programs that somebody is still trying out."""
    usual = next(row for row in rows if row["program_id"] == TRIED_OUT)
    trial = dict(usual) | {"priority": 8, "notes": options.say(Text("Uji coba", "A trial"))}
    planted = []
    for mistake, name, fields in TRIALS:
        rows.append(trial | fields | {"name": options.say(name), mistake.column: mistake.value})
        planted.append(_listed(mistake, len(rows) - 1))
    return planted


def _listed(mistake: Mistake, position: int) -> PlantedFault:
    """The mistake as it stands in the list; `position` is its row's in the tab."""
    shown = _shown(mistake.value)
    return PlantedFault(mistake.tab, position + 2, mistake.column, mistake.code, shown, mistake.stage, mistake.note)


def _shown(value: Any) -> str:
    """The value as it stands in a raw tab."""
    if isinstance(value, BrokenFormula):
        return value.shown
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def write_faults(faults: Sequence[PlantedFault], path: Path) -> None:
    """The list of planted mistakes as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PlantedFault._fields)
        writer.writerows(faults)
