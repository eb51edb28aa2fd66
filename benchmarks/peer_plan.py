"""The peer's plan: which rows are due for which program, and which of them are contacted how."""

from __future__ import annotations

from calendar import isleap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd
from peer_profiles import Settings, Tables

Row = dict[str, Any]
MESSAGES = ("sms", "whatsapp", "email")
ASKS_FIRST = ("sms", "whatsapp", "email", "call")
SHOWN_AFTER_DAYS = 7
UNIQUE = ["subject", "period"]
PERIODS = {"due": "%Y-%m", "each_date": "%Y-%m-%d", "once": "once"}
"""What a date counts for: its month, itself, or the only one."""

CONDITIONS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "birthday_family": lambda rows: ~rows["deceased"].eq(True),
    "birthday_gift": lambda rows: (rows["premium_yearly"] >= 24_000_000) | rows["tier"].isin(("Platinum", "Gold")),
    "premium_monthly": lambda rows: (
        rows["status"].eq("inforce") & rows["payment_frequency"].eq("monthly") & ~rows["wants_call"].eq(True)
    ),
    "premium_call": lambda rows: (
        rows["status"].eq("inforce")
        & (rows["payment_frequency"].isin(("quarterly", "half_yearly", "yearly")) | rows["wants_call"].eq(True))
    ),
    "monthly_payer_call": lambda rows: rows["monthly_payer"],
    "card_expiry": lambda rows: rows["payment_method"].eq("credit_card") & rows["status"].eq("inforce"),
    "platinum_visit": lambda rows: rows["tier"].eq("Platinum"),
    "deal_follow_up": lambda rows: rows["stage"].isin(("open", "proposal", "negotiation", "postponed")),
}
"""The conditions of the Programs tab, by program."""


@dataclass
class Program:
    """One row of the Programs tab."""

    program_id: str
    name: str
    purpose: str
    tab: str
    column: str
    repeat: str
    offset: int
    cadence: int
    media: list[str]
    template: str
    owner: str
    needs_approval: bool
    priority: int
    lateness: int
    order: int


@dataclass
class Due:
    """One due contact and what was decided about it; `reason` is "" when it is made."""

    program: Program
    subject: str
    customer_id: str
    occasion: date
    period: str
    facts: Row
    medium: str = ""
    address: str = ""
    reason: str = ""

    @property
    def due_on(self) -> date:
        return self.occasion + timedelta(days=self.program.offset)

    @property
    def key(self) -> str:
        return f"{self.program.program_id}|{self.subject}|{self.period}"

    @property
    def importance(self) -> tuple[Any, ...]:
        program = self.program
        return program.priority, self.due_on, program.order, self.customer_id, self.subject, self.period


@dataclass
class History:
    """What earlier runs did: contact keys, messages of the last days, who was greeted today, last contacts."""

    done: set[str] = field(default_factory=set)
    messages: Counter[str] = field(default_factory=Counter)
    greeted: set[str] = field(default_factory=set)
    reached: dict[tuple[str, str], date] = field(default_factory=dict)


def read_programs(tables: Tables, rules: Row) -> list[Program]:
    """The active programs, in the order of their rows."""
    programs = []
    for row in tables["programs"].to_dict("records"):
        if row["active"] is False or any(pd.isna(row[name]) for name in ("name", "purpose", "repeat", "channels")):
            continue
        tab, column = _occasion(row["occasion"], rules)
        program = Program(
            program_id=row["program_id"],
            name=row["name"],
            purpose=row["purpose"],
            tab=tab,
            column=column,
            repeat=row["repeat"],
            offset=int(_or(row["offset_days"], 0)),
            cadence=int(_or(row["cadence_days"], 0)),
            media=row["channels"].split(", "),
            template=row["template"],
            owner=_or(row["owner"], ""),
            needs_approval=row["approval"] is True,
            priority=int(_or(row["priority"], 5)),
            lateness=int(_or(row["lateness_days"], 3)),
            order=len(programs),
        )
        if tab and (program.repeat != "cadence" or program.cadence) and _is_known(row):
            programs.append(program)
    return programs


def _is_known(row: Row) -> bool:
    """The conditions are written above: a program of that name, or one without a condition."""
    return row["program_id"] in CONDITIONS or pd.isna(row["condition"])


def _or(value: Any, default: Any) -> Any:
    return default if pd.isna(value) else value


def _occasion(text: str, rules: Row) -> tuple[str, str]:
    """Tab and column by their canonical names, from "Pelanggan.Tanggal lahir"; blank when there is no such column."""
    title, _, header = text.partition(".")
    if title == rules["titles"]["profiles"]:
        return "profiles", next((name for name, label in rules["profile_columns"].items() if label == header), "")
    for name, tab in rules["tabs"].items():
        for column in tab["columns"]:
            if tab["title"] == title and column["header"] == header and column["kind"] in ("date", "month"):
                return name, column["name"]
    return "", ""


def find_due(
    programs: list[Program], tables: Tables, profiles: pd.DataFrame, settings: Settings, as_of: date, rules: Row
) -> list[Due]:
    """The due contacts of all programs, those that were missed by up to a week among them."""
    due = []
    for program in programs:
        table = profiles if program.tab in ("profiles", "customers") else tables[program.tab]
        key = "customer_id" if program.tab == "profiles" else rules["tabs"][program.tab]["key"]
        last = as_of - timedelta(days=program.offset)
        first = last - timedelta(days=program.lateness + SHOWN_AFTER_DAYS)
        rows = table[table[key].notna() & table[program.column].notna()]
        rows = _occurrences(rows, program, first, last, settings["leap_day"])
        if table is not profiles:
            derived = profiles[["customer_id", "tier", "premium_yearly", "monthly_payer"]]
            rows = rows.merge(derived, on="customer_id", how="inner")
        if program.program_id in CONDITIONS:
            rows = rows[CONDITIONS[program.program_id](rows)]
        rows = rows.assign(subject=rows[key]).drop_duplicates(UNIQUE)
        for row in rows.to_dict("records"):
            due.append(Due(program, row["subject"], row["customer_id"], row["occasion"].date(), row["period"], row))
    return due


def _occurrences(rows: pd.DataFrame, program: Program, first: date, last: date, leap_day: str) -> pd.DataFrame:
    """The rows whose occasion falls on first..last, with `occasion` and `period`."""
    dates = rows[program.column]
    if program.repeat == "yearly":
        years = range(first.year, last.year + 1)
        return pd.concat([_in_year(rows, dates, year, leap_day) for year in years]).pipe(_between, first, last)
    if program.repeat == "cadence":
        return pd.concat(list(_every(rows, dates, program.cadence, first, last)))
    if program.repeat in PERIODS:
        found = _between(rows.assign(occasion=dates), first, last)
        return found.assign(period=found["occasion"].dt.strftime(PERIODS[program.repeat]))
    raise NotImplementedError(program.repeat)


def _between(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return rows[rows["occasion"].between(pd.Timestamp(first), pd.Timestamp(last))]


def _in_year(rows: pd.DataFrame, dates: pd.Series, year: int, leap_day: str) -> pd.DataFrame:
    earlier = dates.dt.year < year
    rows, dates = rows[earlier], dates[earlier]
    month, day = dates.dt.month, dates.dt.day
    if not isleap(year):
        on_leap_day = (month == 2) & (day == 29)
        month = month.where(~on_leap_day, 3 if leap_day == "mar1" else 2)
        day = day.where(~on_leap_day, 1 if leap_day == "mar1" else 28)
    return rows.assign(occasion=pd.to_datetime({"year": year, "month": month, "day": day}), period=str(year))


def _every(rows: pd.DataFrame, dates: pd.Series, days: int, first: date, last: date) -> Iterator[pd.DataFrame]:
    number = (pd.Timestamp(last) - dates).dt.days // days
    for back in range((last - first).days // days + 1):
        occasion = dates + pd.to_timedelta((number - back) * days, unit="D")
        found = rows.assign(occasion=occasion, period=(number - back).astype(str))
        yield _between(found[number - back >= 1], first, last)


def select(
    due: list[Due], tables: Tables, profiles: pd.DataFrame, history: History, settings: Settings, as_of: date
) -> list[Due]:
    """All due contacts, the most important first, each with its medium or the reason why it is not made."""
    due = sorted(due, key=lambda contact: contact.importance)
    wanted = {contact.customer_id for contact in due}
    people = {row["customer_id"]: row for row in profiles[profiles["customer_id"].isin(wanted)].to_dict("records")}
    consents = _consents(tables["consents"], wanted, as_of)
    newest: dict[tuple[str, str], date] = {}
    for contact in due:
        pair = contact.program.program_id, contact.subject
        newest[pair] = max(newest.get(pair, contact.occasion), contact.occasion)
    for contact in due:
        person = people[contact.customer_id]
        contact.facts = {"customer": person, "subject": contact.facts}
        is_newest = contact.occasion == newest[contact.program.program_id, contact.subject]
        contact.reason = _refusal(contact, person, history, as_of, is_newest=is_newest)
        no_medium = _choose_medium(contact, person, consents.get(contact.customer_id, []))
        contact.reason = contact.reason or no_medium
    _limit(due, history, settings)
    return due


def _refusal(contact: Due, person: Row, history: History, as_of: date, *, is_newest: bool) -> str:
    status, purpose = person["status"], contact.program.purpose
    checks = {
        "already_done": contact.key in history.done,
        "deceased": status == "deceased" or contact.facts["subject"].get("deceased") is True,
        "do_not_contact": status == "do_not_contact",
        "do_not_congratulate": status == "do_not_congratulate" and purpose == "greeting",
        "too_late": contact.due_on + timedelta(days=contact.program.lateness) < as_of or not is_newest,
        "in_complaint": person["open_complaint"] and purpose in ("selling", "relationship"),
    }
    return next((reason for reason, holds in checks.items() if holds), "")


def _consents(table: pd.DataFrame, wanted: set[str], as_of: date) -> dict[str, list[Row]]:
    """Each customer's consents, the latest last; a withdrawal never loses its force by a blank cell."""
    found: dict[str, list[Row]] = {}
    for row in table[table["customer_id"].isin(wanted)].to_dict("records"):
        readable = {name: None if pd.isna(value) else value for name, value in row.items()}
        if readable["date"] is not None and readable["date"].date() > as_of:
            readable["date"] = None
        if readable["state"] == "withdrawn":
            readable["date"] = readable["date"] or pd.Timestamp(as_of)
            readable["channel"] = readable["channel"] or "all"
            readable["purpose"] = readable["purpose"] or "all"
        if all(readable[name] is not None for name in ("state", "date", "channel", "purpose")):
            found.setdefault(row["customer_id"], []).append(readable)
    for rows in found.values():
        rows.sort(key=lambda row: (row["date"], row["state"] == "withdrawn"))
    return found


def _choose_medium(contact: Due, person: Row, consents: list[Row]) -> str:
    """Fill in the medium and the address; the reason when there is none."""
    media = contact.program.media
    if person["preferred_channel"] in media:
        media = sorted(media, key=lambda medium: medium != person["preferred_channel"])
    refusals = set()
    for medium in media:
        address = _address(medium, person)
        if address is None:
            continue
        covering = [
            row["state"]
            for row in consents
            if row["channel"] in ("all", medium) and row["purpose"] in ("all", contact.program.purpose)
        ]
        state = covering[-1] if covering else ""
        must_be_granted = contact.program.purpose == "selling" and medium in ASKS_FIRST
        if state == "withdrawn":
            refusals.add("opted_out")
        elif must_be_granted and state != "granted":
            refusals.add("no_consent")
        else:
            contact.medium, contact.address = medium, address
            return ""
    return next((reason for reason in ("opted_out", "no_consent") if reason in refusals), "no_address")


def _address(medium: str, person: Row) -> str | None:
    phone = None if pd.isna(person["phone"]) else person["phone"]
    if medium in ("sms", "whatsapp"):
        return phone if person["phone_kind"] == "mobile" else None
    if medium == "email":
        return None if pd.isna(person["email"]) else person["email"]
    if medium == "call":
        return phone
    if medium in ("letter", "social"):
        return None if pd.isna(person["address" if medium == "letter" else "social"]) else ""
    return ""


def _limit(due: list[Due], history: History, settings: Settings) -> None:
    """One greeting per address and day, one contact for single events that came together, the frequency cap."""
    greeted = set(history.greeted)
    for contact in due:
        if not contact.reason and contact.program.purpose == "greeting":
            reached = contact.address or contact.customer_id
            contact.reason = "same_address" if reached in greeted else ""
            greeted.add(reached)
    together = set()
    for contact in due:
        program = contact.program
        if not contact.reason and program.repeat == "once" and program.purpose != "greeting":
            pair = program.program_id, contact.customer_id
            reached_on = history.reached.get(pair)
            is_done = pair in together or (reached_on is not None and reached_on >= contact.due_on)
            contact.reason = "already_done" if is_done else ""
            together.add(pair)
    messages = Counter(history.messages)
    for contact in due:
        if not contact.reason and contact.medium in MESSAGES and settings["cap_contacts"]:
            is_over = messages[contact.customer_id] >= settings["cap_contacts"]
            contact.reason = "frequency_cap" if is_over and contact.program.purpose != "service" else ""
            messages[contact.customer_id] += 1


def by_worth(kept: list[Due]) -> list[Due]:
    """The kept contacts by priority, then by what the customer is worth a year."""

    def order(contact: Due) -> tuple[Any, ...]:
        person, program = contact.facts["customer"], contact.program
        worth = person["spend_window"] + person["premium_yearly"]
        return program.priority, -worth, contact.customer_id, program.program_id, contact.subject, contact.period

    return sorted(kept, key=order)
