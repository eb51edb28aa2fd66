"""Tasks to ask a customer something: may service notices go on, which number works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from hashlib import blake2b
from typing import Any

from crm_sheets.desk.rows import called, channel_within, quoted
from crm_sheets.desk.tasks import LATER, PREFIX, Owed, customer_task, phone_of, ticket_task
from crm_sheets.desk.ticket import Ticket
from crm_sheets.model import Medium, Text
from crm_sheets.render.people import greeting_name

OPT_OUT_REASON = Text("Setelah minta berhenti", "After an opt-out")
ADDRESS_REASON = Text("Alamat tidak berfungsi", "Address does not work")
SERVICE_QUESTION = Text(
    "{who} minta berhenti lewat {channel}. Tanyakan: bolehkah pemberitahuan layanan (premi jatuh tempo) tetap "
    "dikirim? Bila ya, catat di tab Persetujuan: saluran yang dipilih, tujuan Layanan, status Setuju, dan tanggal "
    "pelanggan mengizinkannya. Bila tidak, atau tidak terhubung, biarkan: tidak ada lagi yang dikirim. Jangan "
    "menawarkan apa pun.",
    "{who} asked us to stop by {channel}. Ask: may service notices (a premium that is due) still be sent? If so, "
    "record it in the Consents tab: the channel they choose, purpose Service, state Granted, and the day they "
    "allowed it. If not, or if they cannot be reached, leave it: nothing more goes out. Do not offer anything.",
)
ADDRESS_QUESTION = Text(
    "Pesan lewat {channel} kepada {who} tidak sampai: alamatnya tidak berfungsi. Tanyakan nomor atau alamat yang baru, "
    "lalu perbaiki di tab Pelanggan.",
    "Messages to {who} by {channel} do not arrive: the address does not work. Ask for the new number or address, then "
    "correct it in the Customers tab.",
)


def opt_out_row(ticket: Ticket, now: datetime, zone: tzinfo, language: str) -> dict[str, Any] | None:
    """The task that asks whether service notices may go on after an opt-out; None for whom there are none.

    By a call, or a visit where no number is known: messages are what they asked us to stop.
    """
    if not ticket.serves:
        return None
    who, channel = called(ticket, language), channel_within(ticket.inbound.medium, language)
    question = SERVICE_QUESTION.in_language(language).format(who=who, channel=channel)
    owed = Owed(
        medium=Medium.CALL if phone_of(ticket) else Medium.VISIT,
        reason=OPT_OUT_REASON.in_language(language),
        script=f"{question}\n\n{quoted(ticket, zone, language)}",
        priority=LATER,
        key=f"{PREFIX}|{ticket.key}|service",
    )
    return ticket_task(owed, ticket, now, zone, language)


def address_row(
    medium: Medium, customer: Mapping[str, Any], profile: Mapping[str, Any], owner: str, today: date, language: str
) -> dict[str, Any]:
    """The task that asks a customer for a new number or address, because that of `medium` does not work.

    `customer` and `profile` are rows by canonical column names. The key is the same for the same customer and address,
    so that nobody is asked twice.
    """
    phone, email = str(customer.get("phone") or ""), str(customer.get("email") or "")
    who = greeting_name(customer, language) or str(customer.get("customer_id") or "")
    owed = Owed(
        medium=_another_way(medium, phone, email),
        reason=ADDRESS_REASON.in_language(language),
        script=ADDRESS_QUESTION.in_language(language).format(who=who, channel=channel_within(medium, language)),
        priority=LATER,
        key=f"{PREFIX}|address|{_digest(customer, email if medium is Medium.EMAIL else phone)}",
    )
    return customer_task(owed, customer, profile, owner, phone, today, language)


def _another_way(broken: Medium, phone: str, email: str) -> Medium:
    if broken is Medium.EMAIL:
        return Medium.CALL if phone else Medium.VISIT
    return Medium.EMAIL if email else Medium.CALL


def _digest(customer: Mapping[str, Any], address: str) -> str:
    """Short, so that the address cannot be read from it: the customer's id tells the rest."""
    named = f"{customer.get('customer_id')}|{address}".encode(errors="surrogatepass")
    return f"{customer.get('customer_id')}|{blake2b(named, digest_size=4).hexdigest()}"
