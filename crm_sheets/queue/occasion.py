"""What causes a task, in words: "ulang tahun 24 Nov", "premi Rp750.000 jatuh tempo 5 Des, polis P-12"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from typing import Any

from crm_sheets.model import Contact, Repeat, Text
from crm_sheets.render.shown import date_text, money_text, number_text
from crm_sheets.reports.labels import choice_labels
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind

_PREMIUM = (
    Text("premi {premium} jatuh tempo {day}, polis {policy_id}", "premium {premium} due {day}, policy {policy_id}"),
    Text("premi jatuh tempo {day}, polis {policy_id}", "premium due {day}, policy {policy_id}"),
)
_DEAL = (Text('peluang "{name}", {day}', 'deal "{name}", {day}'),)

WORDS: dict[str, tuple[Text, ...]] = {
    "customers.birth_date": (Text("ulang tahun {day}", "birthday {day}"),),
    "customers.customer_since": (
        Text("{years} tahun menjadi pelanggan, {day}", "a customer for {years} years, {day}"),
        Text("pelanggan sejak {date}", "a customer since {date}"),
    ),
    "customers.last_verified": (Text("data terakhir diperiksa {date}", "data last checked {date}"),),
    "profiles.last_contact": (Text("terakhir dihubungi {date}", "last contact {date}"),),
    "profiles.last_purchase": (Text("terakhir beli {date}", "last bought {date}"),),
    "profiles.next_birthday": (Text("ulang tahun {day}", "birthday {day}"),),
    "family.birth_date": (
        Text("ulang tahun {name} ({relation}), {day}", "birthday of {name} ({relation}), {day}"),
        Text("ulang tahun {name}, {day}", "birthday of {name}, {day}"),
    ),
    "policies.next_due": _PREMIUM,
    "policies.due_on": _PREMIUM,
    "policies.grace_ends": (
        Text(
            "masa tenggang polis {policy_id} habis {day}, premi {premium}",
            "grace of policy {policy_id} ends {day}, premium {premium}",
        ),
        Text("masa tenggang polis {policy_id} habis {day}", "grace of policy {policy_id} ends {day}"),
    ),
    "policies.debit_failed": (
        Text(
            "debit premi {premium} gagal {day}, polis {policy_id}",
            "debit of premium {premium} failed {day}, policy {policy_id}",
        ),
        Text("debit premi gagal {day}, polis {policy_id}", "debit failed {day}, policy {policy_id}"),
    ),
    "policies.card_expiry": (
        Text("kartu polis {policy_id} berlaku sampai {day}", "card of policy {policy_id} expires {day}"),
    ),
    "policies.issue_date": (Text("polis {policy_id} terbit {date}", "policy {policy_id} issued {date}"),),
    "policies.reinstated_on": (Text("polis {policy_id} dipulihkan {day}", "policy {policy_id} reinstated {day}"),),
    "policies.nav_alarm_on": (
        Text(
            "NAB {fund_name} turun {nav_fall} ({day}), polis {policy_id}",
            "NAV of {fund_name} fell by {nav_fall} ({day}), policy {policy_id}",
        ),
        Text("alarm NAB {day}, polis {policy_id}", "NAV alarm {day}, policy {policy_id}"),
    ),
    "transactions.date": (
        Text("membeli {product_name} {date}", "bought {product_name} {date}"),
        Text("pembelian {date}, {transaction_id}", "purchase {date}, {transaction_id}"),
    ),
    "deals.follow_up_date": _DEAL,
    "deals.offer_again_on": (
        Text('tawarkan {new_product} untuk peluang "{name}"', 'offer {new_product} for deal "{name}"'),
        *_DEAL,
    ),
    "complaints.opened_date": (Text("keluhan {complaint_id} masuk {day}", "complaint {complaint_id} came in {day}"),),
    "complaints.resolved_date": (
        Text("keluhan {complaint_id} selesai {day}", "complaint {complaint_id} resolved {day}"),
    ),
    "surveys.date": (Text("survei {day}: skor {score}", "survey {day}: score {score}"),),
    "attendance.event_date": (Text("acara {event_name}, {day}", "event {event_name}, {day}"),),
    "referrals.date": (
        Text("mereferensikan {referred_name}, {day}", "referred {referred_name}, {day}"),
        Text("referensi {day}", "referral {day}"),
    ),
    "queue.follow_up": (Text("janji {day} dari: {original_reason}", "promised for {day}: {original_reason}"),),
    "queue.outcome_on": (
        Text(
            "tidak terhubung {day} ({tries} kali): {original_reason}",
            "not reached {day} (tries: {tries}): {original_reason}",
        ),
    ),
    "call_requests.requested_date": (Text("{topic}", "{topic}"), Text("untuk {day}", "for {day}")),
}
"""By occasion; the first whose fields are all known is said. `day` is the occasion's, `date` the date in the cell."""


def occasion_words(contact: Contact, as_of: date, language: str, currency: str) -> str:
    """What causes a contact, in a few words of the team's language; a date of another year says its year."""
    occasion = contact.program.occasion
    if contact.program.repeat is Repeat.CALENDAR:
        return _calendar_day(contact, as_of, language)
    tab, _, column = occasion.partition(".")
    facts = contact.facts.get("subject") or {}
    known = dict(_shown(tab, facts, language, currency))
    known |= {"day": _day(contact.occasion_date, as_of, language)}
    typed = facts.get(column)
    if isinstance(typed, date):
        known |= {"date": _day(typed, as_of, language)}
        years = contact.occasion_date.year - typed.year
        known |= {"years": str(years)} if years > 1 and contact.program.repeat is Repeat.YEARLY else {}
    return next(_filled(WORDS.get(occasion, ()), known, language), "") or _plainly(tab, column, known["day"], language)


def _filled(texts: tuple[Text, ...], known: Mapping[str, str], language: str) -> Iterator[str]:
    for text in texts:
        pattern = text.in_language(language)
        if all(known.get(name) for _, name, _, _ in Formatter().parse(pattern) if name):
            yield pattern.format(**known)


def _plainly(tab: str, column: str, day: str, language: str) -> str:
    """A date that nothing else is said of: its column's name and the day."""
    declared = TABS[tab].by_name.get(column) if tab in TABS else None
    return f"{declared.label.in_language(language).lower()} {day}" if declared else day


def _calendar_day(contact: Contact, as_of: date, language: str) -> str:
    named = contact.program.occasion if any(map(str.isalpha, contact.program.occasion)) else ""
    return f"{named} {_day(contact.occasion_date, as_of, language)}".strip()


def _shown(tab: str, facts: Mapping[str, Any], language: str, currency: str) -> Iterator[tuple[str, str]]:
    """The columns of the row that causes it, as a person writes them; never a sensitive one."""
    declared = TABS[tab].by_name if tab in TABS else {}
    for name, value in facts.items():
        column = declared.get(name)
        if value is None or (column and column.sensitive):
            continue
        kind = column.kind if column else Kind.TEXT
        if kind is Kind.CHOICE:
            yield name, choice_labels(tab, name, language).get(value, str(value)).lower()
        elif kind is Kind.MONEY:
            yield name, money_text(value, currency, language)
        elif kind is Kind.PERCENT:
            yield name, f"{number_text(round(100 * value, 1), language)}%"
        else:
            yield name, str(value)


def _day(day: date, as_of: date, language: str) -> str:
    return date_text(day, language, "d MMM" if day.year == as_of.year else "d MMM y")
