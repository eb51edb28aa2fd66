"""The peer's messages: the same Jinja2 templates, files for delivery, a SQLite ledger against doing it twice."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_currency
from css_inline import CSSInliner
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, TemplateNotFound, pass_context
from peer_plan import MESSAGES, Due, History

Row = dict[str, Any]
COMPANY = re.compile(r"^(pt|cv|ud|pd|fa|firma|yayasan|koperasi|toko|apotek|klinik|rs|rumah sakit)\b", re.IGNORECASE)


TITLE_WORDS = (
    "h hj haji hajjah kh dr drs dra drg prof ir rr ra raden rm mr mrs ms bpk bapak ibu bu pak tn ny nn sdr sdri"
)
TITLES = frozenset(TITLE_WORDS.split())
LINE_OF_TAGS = re.compile(r"^([ \t]*(?:\{%.*?%\}|\{#.*?#\})+)[ \t]*\n", re.MULTILINE)


class MissingValue(Exception):
    """The message would have a gap."""


AMONG_FRIENDS = {"Bapak": ("Pak", ""), "Ibu": ("Bu", "")}
"""Salutations for those who like a familiar tone, in Indonesian and English."""


@dataclass
class Message:
    """A contact and its text."""

    contact: Due
    text: str
    subject: str = ""
    html: str = ""


class Label(str):
    """A choice as people read it, equal to its value as well."""

    value = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.casefold() in (self.casefold(), self.value.casefold())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def _without_variables(source: str) -> str:
    """A WhatsApp text without the numbered lines on top that fill an approved template."""
    return re.sub(r"\A(?:\{#.*?#\}\s*)?(?:\d+: [^\n]*\n)+\n", "", source, flags=re.DOTALL)


class Writer:
    """Renders messages; templates are compiled once."""

    def __init__(self, folder: Path, settings: Row, rules: Row, as_of: date) -> None:
        self.settings, self.rules, self.as_of = settings, rules, as_of
        self.environment = Environment(
            loader=FunctionLoader(lambda name: _source(folder / name)),
            undefined=StrictUndefined,
            autoescape=lambda name: str(name).endswith(".html"),  # noqa: S701 - plain texts are not HTML
            lstrip_blocks=True,
            finalize=_never_blank,
        )
        self.inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
        self.environment.filters |= self._filters()
        self.environment.tests["blank"] = lambda value: value is None
        self.templates: dict[tuple[str, ...], tuple[str, Template, Template | None]] = {}

    def write(self, contact: Due) -> Message:
        """The message of a contact; raises MissingValue."""
        customer = contact.facts["customer"]
        wanted = customer["language"] if customer["language"] in ("id", "en") else self.settings["language"]
        register = "familiar" if customer["register"] == "familiar" else ""
        language, body, subject = self._template(contact.program.template, contact.medium, wanted, register)
        names = self._names(contact, language)
        text = re.sub(r"\n{4,}", "\n\n\n", "\n".join(map(str.rstrip, body.render(names).split("\n")))).strip()
        if contact.medium == "sms":
            text = "".join(self.rules["plain_signs"].get(sign, sign) for sign in text)
        if subject is None:
            return Message(contact, text)
        names["subject_line"] = subject.render(names).strip()
        names["paragraphs"] = [part.split("\n") for part in re.split(r"\n{2,}", text)]
        html = self.inliner.inline(self.environment.get_template("layouts/email.html").render(names)).strip()
        return Message(contact, text, names["subject_line"], html)

    def _template(self, *key: str) -> tuple[str, Template, Template | None]:
        if key not in self.templates:
            self.templates[key] = self._find(*key)
        return self.templates[key]

    def _find(self, name: str, medium: str, wanted: str, register: str) -> tuple[str, Template, Template | None]:
        for language in dict.fromkeys((wanted, self.settings["language"], "id", "en")):
            media = (medium, "sms") if medium == "whatsapp" else (medium,)
            for one, tone in product(media, dict.fromkeys((register, ""))):
                try:
                    file = ".".join(part for part in (name, one, language, tone, "txt") if part)
                    source = self.environment.loader.get_source(self.environment, file)[0]
                except TemplateNotFound:
                    continue
                if medium != "email":
                    return language, self.environment.from_string(_without_variables(source)), None
                head, _, body = source.partition("\n\n")
                subject = head.removeprefix("Subject:").strip()
                return language, self.environment.from_string(body), self.environment.from_string(subject)
        raise TemplateNotFound(f"{name}.{medium}")

    def _names(self, contact: Due, language: str) -> Row:
        customer, subject, tab = contact.facts["customer"], contact.facts["subject"], contact.program.tab
        return {
            "customer": self._shown(customer, "customers", language),
            "profile": self._shown(customer, "", language),
            "subject": self._shown(subject, tab, language),
            "settings": {name: value or None for name, value in self.settings.items()},
            "occasion_date": contact.occasion,
            "today": self.as_of,
            "greeting_name": self._greeting_name(customer, language) or None,
            "owner": contact.program.owner or _known(customer["owner"]),
            "medium": contact.medium,
            "language": language,
            "preapproved": False,
            **self._pronouns(customer, language),
        }

    @staticmethod
    def _pronouns(customer: Row, language: str) -> Row:
        if language == "en":
            return {"you": "you", "your": "your"}
        return dict.fromkeys(("you", "your"), "kamu" if _known(customer["register"]) == "familiar" else "Anda")

    def _shown(self, row: Row, tab: str, language: str) -> Row:
        """A row with None for blanks and labels for choices."""
        shown = {name: _known(value) for name, value in row.items()}
        for column in self.rules["tabs"][tab]["columns"] if tab in self.rules["tabs"] else ():
            value = shown.get(column["name"])
            if column["labels"] and value in column["labels"]:
                label = Label(column["labels"][value][language == "en"])
                label.value = value
                shown[column["name"]] = label
        return shown

    def _greeting_name(self, customer: Row, language: str) -> str:
        name = customer["name"] if isinstance(customer["name"], str) else ""
        if customer["kind"] == "organisation" or COMPANY.match(name):
            return name
        columns = self.rules["tabs"]["customers"]["columns"]
        labels = next(column["labels"] for column in columns if column["name"] == "salutation")
        typed = _known(customer["salutation"]) or ""
        salutation = labels.get(typed, ["", ""])[language == "en"]
        if customer["register"] == "familiar" and typed in AMONG_FRIENDS:
            salutation = AMONG_FRIENDS[typed][language == "en"]
        if _known(customer["register"]) == "familiar":
            salutation = {"Bapak": "Pak", "Ibu": "Bu", "Mr": "", "Mrs": ""}.get(salutation, salutation)
        return f"{salutation} {first_name(name)}".strip()

    def _filters(self) -> Row:
        def dated(pattern: str) -> Any:
            return pass_context(lambda context, day: date_text(_needed(day), pattern, context["language"]))

        def money(context: Any, amount: Any) -> str:
            return money_text(_needed(amount), self.settings["currency"], context["language"])

        return {
            "date": dated("d MMMM y"),
            "day_month": dated("d MMMM"),
            "weekday": dated("EEEE"),
            "month": dated("MMMM y"),
            "days_until": lambda day: (_needed(day) - self.as_of).days,
            "money": pass_context(money),
            "first_name": lambda name: first_name(_needed(name)),
            "default": lambda value, instead="": instead if value is None else value,
            "truncate": lambda text, length: (
                text if len(text) <= length else text[: length - 3].rsplit(" ", 1)[0] + "..."
            ),
        }


def first_name(name: str) -> str:
    words = name.partition(",")[0].split()
    called = [word for word in words if not _is_title(word)]
    return called[0] if called else " ".join(words)


def _is_title(word: str) -> bool:
    plain = word.replace(".", "").casefold()
    return plain in TITLES or len(plain) == 1 or (word.endswith(".") and len(plain) <= 3)


def _source(path: Path) -> str | None:
    """A template in which a line of nothing but tags leaves no blank line behind."""
    return LINE_OF_TAGS.sub(r"\1", path.read_text(encoding="utf-8")) if path.exists() else None


def _known(value: Any) -> Any:
    """None for any kind of blank; dates without a time."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    return value.date() if isinstance(value, datetime) else value


def _needed(value: Any) -> Any:
    if value is None:
        raise MissingValue
    return value


def _never_blank(value: Any) -> Any:
    return _needed(value)


@lru_cache(maxsize=10_000)
def date_text(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


@lru_cache(maxsize=10_000)
def money_text(amount: float, currency: str, language: str) -> str:
    pattern = "¤#,##0" if language == "id" else "¤¤ #,##0"
    return format_currency(amount, currency, pattern, locale=language, currency_digits=False).replace("\xa0", " ")


class Ledger:
    """One row per contact, committed before it is made and again afterwards."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS contacts (key TEXT PRIMARY KEY, program TEXT, customer_id TEXT, medium TEXT, "
            "address TEXT, purpose TEXT, day TEXT, state TEXT, file TEXT)"
        )

    def claim(self, contact: Due, as_of: date) -> bool:
        program = contact.program
        row = (contact.key, program.program_id, contact.customer_id, contact.medium, contact.address, program.purpose)
        sql = "INSERT OR IGNORE INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?, 'claimed', '')"
        return self.connection.execute(sql, (*row, as_of.isoformat())).rowcount == 1

    def record(self, contact: Due, file: str = "") -> None:
        self.connection.execute("UPDATE contacts SET state = 'sent', file = ? WHERE key = ?", (file, contact.key))

    def history(self, as_of: date, settings: Row) -> History:
        """What the plan must know about earlier days."""
        history = History()
        since = as_of - timedelta(days=settings["cap_days"])
        for row in self.connection.execute(
            "SELECT key, program, customer_id, medium, address, purpose, day FROM contacts"
        ):
            key, program, customer_id, medium, address, purpose, day = row
            on = date.fromisoformat(day)
            history.done.add(key)
            history.reached[program, customer_id] = max(on, history.reached.get((program, customer_id), on))
            if medium in MESSAGES and since < on <= as_of:
                history.messages[customer_id] += 1
            if purpose == "greeting" and on == as_of:
                history.greeted.add(address or customer_id)
        return history


def deliver(messages: list[Message], ledger: Ledger, outbox: Path, as_of: date) -> Counter[str]:
    """Write each message to a file, once."""
    outbox.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    for message in messages:
        contact = message.contact
        if not ledger.claim(contact, as_of):
            counts["refused"] += 1
            continue
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", contact.key)
        if contact.medium == "email":
            path = outbox / f"{stem}.eml"
            path.write_bytes(_mail(message).as_bytes())
        else:
            path = outbox / f"{stem}.{contact.medium}.txt"
            path.write_text(f"{contact.medium}: {contact.address}\n\n{message.text}\n", encoding="utf-8")
        ledger.record(contact, path.name)
        counts["sent"] += 1
    return counts


def _mail(message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "CRM Sheets <outbox@example.invalid>"
    mail["To"] = message.contact.address
    mail["Subject"] = message.subject
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail
