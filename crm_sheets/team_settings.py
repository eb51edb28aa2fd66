"""What the team sets in the `Settings` tab: numbers that the product must never keep in code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.problems import problem
from crm_sheets.schema import TABS
from crm_sheets.tables import PROBLEMS, ROW, Book
from crm_sheets.values.numbers import read_number
from crm_sheets.values.times import read_time_of_day
from crm_sheets.values.weekdays import read_weekdays


@dataclass(frozen=True)
class TeamSettings:
    """The team's settings with their defaults; each field is a row's key in the `Settings` tab.

    Money is in the workbook's currency, windows are in months or days as the name says. `country` (ISO code) decides
    how phones, dates and numbers are read; blank leaves it to the operator's `crm.toml`. A blank `company` stops the
    messages that name it; a blank `sender` is the company.

    `message_budget` is what SMS and WhatsApp may cost in a calendar month, 0 for no limit. Messages go out from
    `send_from` to `send_until`, local time of the same day; at any time where both are the same. Whoever writes is to
    have an answer within `answer_minutes` of working time (`work_days`, `work_starts` to `work_ends`, without the
    Calendar's holidays and closed days); `acknowledge` sends a note at once that their message has come. After
    `turns_before_call` messages within a week people are asked to call instead. `desk_owner` answers what belongs to
    nobody else.

    An unpaid premium is in its grace period for `grace_days` after it was due; after a reinstatement hospital claims
    count again `hospital_wait_days` later, those for certain illnesses `illness_wait_months` later. A fund whose price
    is `nav_fall` (a share) or more below its highest of the last `nav_window_days` raises an alarm. Gifts to a customer
    may cost `gift_share` of that customer's commission of the last 12 months, `gift_limit` each at most; under
    `gift_minimum` none is given.

    At most `selling_share` of a customer's contacts in `mix_days` are selling (1: no limit). Between two calls or
    visits to a customer lie `call_rest_days`, service apart (0: no limit). With `quiet_holidays` only greetings and
    service messages go out on holidays. A run that would send `unusual_factor` times as many messages as the busiest
    of the last 30 days, and more than `unusual_minimum`, asks first (0: never). `survey_link` is where surveys are
    answered; `agenda` sends everybody their tasks of the day by e-mail.
    """

    company: str = ""
    sender: str = ""
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
    message_budget: float = 0
    send_from: str = "08:00"
    send_until: str = "20:00"
    work_days: str = "mon-fri"
    work_starts: str = "08:00"
    work_ends: str = "17:00"
    answer_minutes: int = 120
    turns_before_call: int = 3
    acknowledge: str = "no"
    desk_owner: str = ""
    grace_days: int = 45
    hospital_wait_days: int = 30
    illness_wait_months: int = 12
    nav_fall: float = 0.1
    nav_window_days: int = 30
    gift_share: float = 0.1
    gift_limit: float = 500_000
    gift_minimum: float = 50_000
    selling_share: float = 0.5
    mix_days: int = 90
    call_rest_days: int = 7
    quiet_holidays: str = "yes"
    unusual_factor: float = 3
    unusual_minimum: int = 50
    survey_link: str = ""
    agenda: str = "no"

    def told_in(self, language: str) -> TeamSettings:
        """The same for what is told to somebody who reads `language`; "" is the team's own."""
        return replace(self, language=language or self.language)


LIMITS = {
    "_months": (1200, "12"),
    "_days": (36500, "7"),
    "cap_contacts": (1000, "3"),
    "_minutes": (100_000, "120"),
    "turns_before_call": (1000, "3"),
    "_uplift": (1, "0,2"),
    "_share": (1, "0,5"),
    "nav_fall": (1, "0,1"),
    "unusual_factor": (1000, "3"),
    "unusual_minimum": (1_000_000, "50"),
    "_price": (1e9, "500"),
    "": (1e15, "100000000"),
}
"""By the end of a setting's name: the most it may be, and an example."""

YES_NO = ("yes", "no")
CHOICES = {
    "language": ("id", "en"),
    "leap_day": ("feb28", "mar1"),
    **dict.fromkeys(("acknowledge", "quiet_holidays", "agenda"), YES_NO),
}
WORDS = {name: {"ya": "yes", "tidak": "no"} for name, choices in CHOICES.items() if choices is YES_NO}
"""Answers in the other language, by setting."""
SENDING_HOURS = ("send_from", "send_until")
TIMES = (*SENDING_HOURS, "work_starts", "work_ends")


def read_team_settings(book: Book, language: str = "") -> tuple[TeamSettings, pl.DataFrame]:
    """The team's settings and a problem for each row that cannot be used; a bad row leaves its default in force.

    Without a language in the tab it is `language` (the operator's), else that of the title of the customers tab.
    """
    settings, problems = TeamSettings(language=language or _language_of(book)), []
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
    problems += missing_settings(book, settings, "company")
    settings, wrong = _with_ordered_hours(settings, book, {found["row"] for found in problems})
    problems += wrong
    settings = replace(settings, sender=settings.sender or settings.company)
    return settings, pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def missing_settings(book: Book, settings: TeamSettings, *names: str) -> list[dict[str, Any]]:
    """A warning for each of these settings that is blank, in a workbook that contacts people."""
    blank = [name for name in names if not getattr(settings, name)] if book.has("programs") else []
    missing, warning = ProblemCode.MISSING_SETTING, Severity.WARNING
    return [problem(book, "settings", None, "", name, missing, severity=warning) for name in blank]


def _with_ordered_hours(
    settings: TeamSettings, book: Book, faulty: Collection[int]
) -> tuple[TeamSettings, list[dict[str, Any]]]:
    """The settings with hours for messages that lie within one day, and what is wrong with the ones typed.

    The same hour typed twice means at any time; typed once, beside the other's default, it is a mistake. `faulty` are
    the sheet rows that could not be read at all.
    """
    typed = {(row["setting"] or "").strip().lower(): row for row in book.table("settings").iter_rows(named=True)}
    known = [typed[name] for name in SENDING_HOURS if name in typed]
    rows = [row for row in known if row["value"] is not None and row[ROW] not in faulty]
    is_always = settings.send_from == settings.send_until and len(rows) == len(SENDING_HOURS)
    if settings.send_from < settings.send_until or is_always:
        return settings, []
    usual = TeamSettings()
    hint = f"{usual.send_from}-{usual.send_until}"
    wrong = [problem(book, "settings", row[ROW], "value", row["value"], ProblemCode.BAD_SETTING, hint) for row in rows]
    return replace(settings, send_from=usual.send_from, send_until=usual.send_until), wrong


def _language_of(book: Book) -> str:
    """English where the customers tab has its English title, else Indonesian."""
    return "en" if book.titles.get("customers", "").strip().lower() == TABS["customers"].label.en.lower() else "id"


def _read(name: str, wanted: str, value: str) -> Any:
    if name in CHOICES:
        return _read_choice(name, value.strip().lower())
    if name in TIMES:
        return f"{read_time_of_day(value):%H:%M}"
    if name == "work_days":
        read_weekdays(value)
        return value.strip().lower()
    if name == "country":
        return read_country(value)
    if wanted == "str":
        return value
    return _read_amount(name, wanted, value)


def _read_choice(name: str, value: str) -> str:
    """One of the setting's choices, in either language."""
    choice = WORDS.get(name, {}).get(value, value)
    if choice not in CHOICES[name]:
        raise ValueError(" / ".join(CHOICES[name]))
    return choice


def _read_amount(name: str, wanted: str, value: str) -> float | int:
    """A number that the product can reckon with: no window of more than a hundred years, no share above 1."""
    most, example = next((limits for ending, limits in LIMITS.items() if name.endswith(ending)), LIMITS[""])
    number = _read_share(value) if most == 1 else read_number(value)
    if number is None or not 0 <= number <= most:
        raise ValueError(example)
    return int(number) if wanted == "int" else number


def _read_share(value: str) -> float | None:
    """A share as "0,1" or "10 %"; a number without a percent sign is never taken for a percentage."""
    bare = value.strip().removesuffix("%")
    number = read_number(bare)
    return number / 100 if number is not None and bare != value.strip() else number


def read_country(value: str) -> str:
    """An ISO country code such as "ID"; ValueError for anything else."""
    code = value.strip().upper()
    if len(code) == 2 and code.isascii() and code.isalpha():
        return code
    raise ValueError("ID / SG / MY / US")


def _did_you_mean(name: str, known: dict[str, Any]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
