"""Messages that may or may not have arrived, put before people: send again, or leave it (law 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any
from urllib.parse import quote

from crm_sheets.ledger import Decided
from crm_sheets.model import LedgerEntry, Medium, Text
from crm_sheets.schema import TABS
from crm_sheets.tables import Book
from crm_sheets.values.times import moment_text

GRACE = timedelta(hours=6)
"""Providers' lists lag by minutes to hours: so long is asked there before a person is."""

SEPARATOR = "#"
LOST = Text(
    "Pengirimannya terputus pada {since}, jadi belum pasti pesan ini sampai. Buktinya sudah dicari dan tidak "
    "ditemukan. Bila perlu tanyakan kepada pelanggan, lalu isi 'Kirim lagi?' atau 'Biarkan?'. Tanpa jawaban, pesan ini "
    "tidak dikirim lagi.",
    "Sending was cut off on {since}, so it is not certain that this message arrived. Proof was looked for and not "
    "found. If need be, ask the customer; then answer 'Send again?' or 'Leave it?'. Without an answer, it is not sent "
    "again.",
)


def decisions_in(book: Book) -> list[Decided]:
    """What people ticked: "send again" or "leave it"; both or neither is no decision."""
    ticked = book.table("doubts").select("doubt", "again", "leave").drop_nulls("doubt")
    return [
        Decided(key, run_id, again=bool(again))
        for doubt, again, leave in ticked.iter_rows()
        for key, _, run_id in (doubt.rpartition(SEPARATOR),)
        if key and bool(again) != bool(leave)
    ]


def not_worth_asking(entries: Sequence[LedgerEntry], now: datetime) -> list[Decided]:
    """Our own notes that a message has come, of which nothing more is heard: nobody wants to be asked about those."""
    return [
        Decided(entry.key, entry.run_id, again=False) for entry in entries if _is_note(entry) and _is_old(entry, now)
    ]


def due_for_people(entries: Sequence[LedgerEntry], book: Book, now: datetime) -> list[LedgerEntry]:
    """The uncertain messages that nobody was asked about yet and that no trace was found of within the grace."""
    asked = set(book.table("doubts")["doubt"])
    return [
        entry
        for entry in entries
        if entry.medium.is_message and not _is_note(entry) and _is_old(entry, now) and doubt_of(entry) not in asked
    ]


def _is_note(entry: LedgerEntry) -> bool:
    return entry.program_id.startswith("_")


def _is_old(entry: LedgerEntry, now: datetime) -> bool:
    return now - entry.trace.since >= GRACE


def doubt_of(entry: LedgerEntry) -> str:
    """The key of a doubt: this very attempt at this contact."""
    return f"{entry.key}{SEPARATOR}{entry.run_id}"


def doubt_rows(
    entries: Sequence[LedgerEntry],
    programs: Mapping[str, str],
    customers: Mapping[str, str],
    zone: tzinfo,
    language: str,
) -> Iterator[dict[str, Any]]:
    """Rows of the `doubts` tab; `programs` and `customers` give names by id."""
    channels = {
        choice.value: choice.label.in_language(language) for choice in TABS["doubts"].by_name["channel"].choices
    }
    for entry in entries:
        at = entry.trace.since.astimezone(zone).replace(tzinfo=None, microsecond=0)
        yield {
            "at": at,
            "customer": customers.get(entry.customer_id, entry.customer_id),
            "program_name": programs.get(entry.program_id, entry.program_id),
            "channel": channels.get(entry.medium.value, entry.medium.value),
            "address": entry.address,
            "address_link": _link_to(entry),
            "known": LOST.in_language(language).format(since=moment_text(at, language)),
            "customer_id": entry.customer_id,
            "program": entry.program_id,
            "doubt": doubt_of(entry),
        }


def _link_to(entry: LedgerEntry) -> str | None:
    """Where to ask the customer, by a tap; None when the address is gone."""
    address = entry.address
    if not address:
        return None
    if entry.medium is Medium.EMAIL:
        return f"mailto:{quote(address, safe='@+')}"
    digits = address.removeprefix("+")
    return f"https://wa.me/{digits}" if entry.medium is Medium.WHATSAPP else f"tel:{address}"
