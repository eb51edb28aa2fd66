"""The customer in one line, for whoever is about to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crm_sheets.model import Contact, Text

POLICIES = Text("{count} polis aktif", "{count} policies in force")
ONE_POLICY = Text("1 polis aktif", "1 policy in force")
LAST_BOUGHT = Text("terakhir beli {day}", "last bought {day}")
LAST_CONTACT = Text("terakhir dihubungi {day}", "last contact {day}")
NO_CONTACT = Text("belum pernah dihubungi langsung", "never spoken to")
WITH_OUTCOME = Text("terakhir dihubungi {day}: {outcome}", "last contact {day}: {outcome}")
HOBBIES = Text("hobi: {text}", "hobbies: {text}")
LIKES = Text("suka: {text}", "likes: {text}")
DISLIKES = Text("tidak suka: {text}", "dislikes: {text}")
COMPLAINT = Text("ADA KELUHAN TERBUKA", "OPEN COMPLAINT")
OVERDUE = Text("premi menunggak: {count} polis", "premium overdue: {count} policies")
STATUSES = {
    "do_not_contact": Text("JANGAN DIHUBUNGI selain untuk ini", "DO NOT CONTACT except for this"),
    "deceased": Text("TERCATAT MENINGGAL: pastikan siapa yang meminta", "RECORDED AS DECEASED: find out who is asking"),
}
LONGEST = 80
"""Characters of one free text; the rest stands in the Customers tab."""
LAST_OUTCOME = "last_outcome"
"""In a contact's facts: what came of the last contact, as (day, words)."""


def customer_brief(contact: Contact, language: str) -> str:
    """Tier, policies, last purchase, last contact and its outcome, hobbies, likes and dislikes, an open complaint.

    What nobody knows is left out. Sensitive columns (health, religion, income) are never in it.
    """
    return " · ".join(part for part in _parts(contact, language) if part)


def _parts(contact: Contact, language: str) -> Iterator[str]:
    profile, customer = contact.facts.get("profile", {}), contact.facts.get("customer", {})

    def said(words: Text, value: Any, **shown: Any) -> str:
        return words.in_language(language).format(**shown) if value else ""

    status = STATUSES.get(customer.get("status") or "")
    yield status.in_language(language) if status else ""
    yield said(COMPLAINT, profile.get("open_complaint"))
    yield profile.get("tier") or ""
    policies = profile.get("policies_inforce")
    yield said(ONE_POLICY if policies == 1 else POLICIES, policies, count=policies)
    overdue = profile.get("overdue_policies")
    yield said(OVERDUE, overdue, count=overdue)
    bought = profile.get("last_purchase")
    yield said(LAST_BOUGHT, bought, day=_day(bought))
    yield _last_contact(contact, language)
    for column, words in (("hobbies", HOBBIES), ("likes", LIKES), ("dislikes", DISLIKES)):
        known = " ".join(str(customer.get(column) or "").split())
        yield said(words, known, text=known if len(known) <= LONGEST else f"{known[: LONGEST - 3].rstrip()}...")


def _last_contact(contact: Contact, language: str) -> str:
    """When somebody last spoke with the customer, and what came of it; "" where nothing is known of contacts."""
    outcome = contact.facts.get(LAST_OUTCOME)
    if outcome:
        day, words = outcome
        return (WITH_OUTCOME if words else LAST_CONTACT).in_language(language).format(day=_day(day), outcome=words)
    profile = contact.facts.get("profile", {})
    if profile.get("last_contact"):
        return LAST_CONTACT.in_language(language).format(day=_day(profile["last_contact"]))
    return NO_CONTACT.in_language(language) if profile.get("untouched_since_issue") else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
