"""What the team sets in the `Settings` tab: numbers that the product must never keep in code."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.problems import problem
from crm_sheets.tables import PROBLEMS, ROW, Book
from crm_sheets.values.numbers import read_number


@dataclass(frozen=True)
class TeamSettings:
    """The team's settings with their defaults; each field is a row's key in the `Settings` tab.

    Money is in the workbook's currency, windows are in months or days as the name says. `country` (ISO code) decides
    how phones, dates and numbers are read; blank leaves it to the operator's `crm.toml`.
    """

    company: str = "Perusahaan Anda"
    sender: str = "Tim kami"
    reply_phone: str = ""
    language: str = "id"
    country: str = ""
    currency: str = "IDR"
    tier_platinum: float = 100_000_000
    tier_gold: float = 50_000_000
    tier_silver: float = 20_000_000
    spend_window_months: int = 12
    recency_1_months: int = 3
    recency_2_months: int = 6
    recency_3_months: int = 12
    recency_4_months: int = 24
    new_customer_days: int = 90
    at_risk_months: int = 6
    dormant_months: int = 12
    lost_months: int = 24
    leap_day: str = "feb28"
    cap_days: int = 7
    cap_contacts: int = 3
    frequency_uplift: float = 0.2
    sms_price: float = 500
    whatsapp_price: float = 600


CHOICES = {"language": ("id", "en"), "leap_day": ("feb28", "mar1")}


def read_team_settings(book: Book) -> tuple[TeamSettings, pl.DataFrame]:
    """The team's settings and a problem for each row that cannot be used; a bad row leaves its default in force."""
    settings, problems = TeamSettings(), []
    known = {item.name: item.type for item in fields(TeamSettings)}
    for row in book.table("settings").iter_rows(named=True):
        name, value = (row["setting"] or "").strip().lower(), row["value"]
        if value is None:
            continue
        if name not in known:
            problems.append(
                problem(
                    book, "settings", row[ROW], "setting", name, ProblemCode.BAD_SETTING, _did_you_mean(name, known)
                )
            )
            continue
        try:
            settings = replace(settings, **{name: _read(name, str(known[name]), value)})
        except ValueError as error:
            problems.append(problem(book, "settings", row[ROW], "value", value, ProblemCode.BAD_SETTING, str(error)))
    return settings, pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def _read(name: str, wanted: str, value: str) -> Any:
    if name in CHOICES:
        if value.strip().lower() not in CHOICES[name]:
            raise ValueError(" / ".join(CHOICES[name]))
        return value.strip().lower()
    if name == "country":
        return read_country(value)
    if wanted == "str":
        return value
    number = read_number(value)
    if number is None or number < 0:
        raise ValueError("100000000" if wanted == "float" else "12")
    return int(number) if wanted == "int" else number


def read_country(value: str) -> str:
    """An ISO country code such as "ID"; ValueError for anything else."""
    code = value.strip().upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        return code
    raise ValueError("ID / SG / MY / US")


def _did_you_mean(name: str, known: dict[str, Any]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
