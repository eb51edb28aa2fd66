"""One row of the Queue: for whom, why, by when, what to say, what to ask, what to tap, whom one speaks with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from crm_sheets.model import CALL_REQUEST_ID, Contact, Medium, Message, Text
from crm_sheets.queue.brief import customer_brief
from crm_sheets.queue.call_time import call_time_text
from crm_sheets.queue.occasion import occasion_words
from crm_sheets.queue.questions import questions
from crm_sheets.render.people import greeting_name
from crm_sheets.reports.labels import choice_labels

OWNER_UNKNOWN = Text("(belum ada)", "(nobody yet)")
OPENINGS = {
    Medium.CALL: Text(
        "Halo {who}, saya {owner}. Kapan waktu yang baik untuk saya telepon sebentar?",
        "Hello {who}, this is {owner}. When would be a good moment for a short call?",
    ),
    Medium.VISIT: Text(
        "Halo {who}, saya {owner}. Kapan saya boleh berkunjung sebentar?",
        "Hello {who}, this is {owner}. When may I come by for a moment?",
    ),
}
"""What a tap on WhatsApp has typed already, by task: it makes the appointment, the script is for the talk itself."""


def queue_row(message: Message, as_of: date, language: str, currency: str = "IDR") -> dict[str, Any]:
    """One task for a person, by canonical column names, in the team's `language`; what to ask in the script's."""
    contact = message.contact
    customer, profile = contact.facts.get("customer", {}), contact.facts.get("profile", {})
    return {
        "planned_on": as_of,
        "owner": contact.owner or OWNER_UNKNOWN.in_language(language),
        "priority": contact.program.priority,
        "customer": called(contact, language),
        "task": choice_labels("queue", "task", language)[contact.medium],
        "reason": _reason(contact, as_of, language, currency),
        "script": message.text,
        "call_at": _call_at(contact, language),
        **_links(contact),
        "ask": questions(customer, profile, message.language or language),
        "brief": customer_brief(contact, language),
        "deadline": _deadline(contact, as_of),
        "customer_id": contact.customer_id or None,
        "program": contact.program.program_id,
        "key": contact.key,
    }


def called(contact: Contact, language: str) -> str:
    """Salutation and whole name: "Ibu Sari Dewi"; an organisation has no salutation."""
    customer, name = contact.facts.get("customer", {}), contact.customer_name
    salutation = customer.get("salutation")
    if not (name and salutation) or customer.get("kind") == "organisation":
        return name
    return f"{choice_labels('customers', 'salutation', language).get(salutation, salutation)} {name}"


def _deadline(contact: Contact, as_of: date) -> date:
    """The last day of its lateness window; what was promised for a day is late after that day."""
    lateness = 0 if contact.program.is_asked_for else contact.program.lateness_days
    return max(as_of, contact.due_date + timedelta(days=lateness))


def _reason(contact: Contact, as_of: date, language: str, currency: str) -> str:
    """The program's name and the occasion in words; what is no program's has said it all in its name."""
    if not contact.program.occasion:
        return contact.program.name
    return f"{contact.program.name}: {occasion_words(contact, as_of, language, currency)}"


def _call_at(contact: Contact, language: str) -> str | None:
    if contact.program.program_id != CALL_REQUEST_ID:
        return None
    request = contact.facts.get("subject", {})
    return call_time_text(request.get("hour") or "", request.get("queue_number"), language) or None


def _links(contact: Contact) -> dict[str, str | None]:
    """What can be tapped: any number can be called, a mobile one may have WhatsApp."""
    profile = contact.facts.get("profile", {})
    phone = contact.address or profile.get("phone") or ""
    if not phone.startswith("+"):
        return dict.fromkeys(("call", "call_link", "chat", "chat_link"))
    is_mobile = profile.get("phone_kind") == "mobile"
    return {
        "call": phone,
        "call_link": f"tel:{phone}",
        "chat": "WhatsApp" if is_mobile else None,
        "chat_link": chat_link(phone, _opening(contact)) if is_mobile else None,
    }


def chat_link(phone: str, text: str) -> str:
    """A link that opens WhatsApp with `phone` (E.164), `text` typed already."""
    typed = f"?text={quote(text, safe='')}" if text else ""
    return f"https://wa.me/{phone.removeprefix('+')}{typed}"


def _opening(contact: Contact) -> str:
    """In the customer's language; nothing where it is not known who writes to whom."""
    opening = OPENINGS.get(contact.medium)
    language = contact.language
    who = greeting_name({"name": contact.customer_name, **contact.facts.get("customer", {})}, language)
    return (
        opening.in_language(language).format(who=who, owner=contact.owner) if opening and who and contact.owner else ""
    )
