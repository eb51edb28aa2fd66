"""Approval in the sheet: a tick in `Outbox` holds for exactly that text to that recipient (catalogue C14, law 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, Protocol

from crm_sheets.model import Contact, Message, SkipReason, Text
from crm_sheets.tables import Book

WAITING_TEXTS = {
    "new": Text("baru, menunggu di Kotak keluar", "new, waits in the Outbox"),
    "facts_changed": Text(
        "teks atau datanya berubah, menunggu lagi di Kotak keluar",
        "its text or facts changed, waits in the Outbox again",
    ),
    "row_removed": Text("barisnya dihapus dari Kotak keluar", "its row was removed from the Outbox"),
    "text_edited": Text(
        "isi atau tujuan di Kotak keluar diubah; ubah templatnya saja",
        "text or address was edited in the Outbox; edit the template instead",
    ),
    "declined": Text("dijawab Tidak di Kotak keluar", "answered No in the Outbox"),
    "not_ticked": Text("belum dicentang di Kotak keluar", "not ticked in the Outbox yet"),
}
"""What a contact waits for, for people to read."""


class Draft(Protocol):
    """A message that was put before people: its fingerprint, and the day it was written as of."""

    @property
    def fingerprint(self) -> str:
        """The digest of what was put before them."""

    @property
    def planned_on(self) -> date:
        """The day the text was written as of."""


@dataclass
class Approvals:
    """What may go out now, what is put before people now, and what waits, by contact key with reason and detail."""

    approved: list[Message] = field(default_factory=list)
    to_ask: list[Message] = field(default_factory=list)
    waiting: dict[str, tuple[SkipReason, str]] = field(default_factory=dict)


def approved_parts(message: Message) -> tuple[str, ...]:
    """All that a tick holds for: the recipient, and every text and file that would reach them.

    A message without files and provider's template has the same five parts as ever, so that old ticks go on holding.
    """
    contact = message.contact
    parts = [contact.medium.value, contact.address, message.subject_line, message.text, message.html]
    for attachment in message.attachments:
        parts += ["attachment", attachment.name, _digest(attachment.content)]
    if message.content:
        parts += ["content", message.content.content_id, *message.content.variables]
    return tuple(parts)


@lru_cache(maxsize=64)
def _digest(content: bytes) -> str:
    """Digest of a file; the same few files travel with many messages."""
    return sha256(content).hexdigest()


def outbox_text(message: Message) -> str:
    """The text as it stands in the `Outbox` cell, with the subject line and the files' names on top for e-mail."""
    head = [message.subject_line] if message.subject_line else []
    head += [f"\N{PAPERCLIP} {attachment.name}" for attachment in message.attachments]
    return "\n\n".join(["\n".join(head), message.text] if head else [message.text])


def sort_approvals(
    messages: Sequence[Message],
    book: Book,
    drafts: Mapping[str, Draft],
    render: Callable[[Contact, date], Message],
    fingerprint: Callable[[Message], str],
) -> Approvals:
    """Sort messages of programs that need approval.

    `render` writes a contact's message as of a day, `fingerprint` digests its `approved_parts`.

    A message is rendered again as of the day it was put before people, so that "in 3 days" stays what was approved;
    if it still comes out the same and its row is ticked and unchanged, it goes. If the facts behind it changed, it is
    put before people again.
    """
    result = Approvals()
    rows = _rows_by_text(book)
    for message in messages:
        key = message.contact.key
        asked = [draft for draft in (drafts.get(key), _asked_already(rows, key)) if draft]
        same = ((draft, render(message.contact, draft.planned_on)) for draft in asked)
        draft, frozen = next(((d, text) for d, text in same if fingerprint(text) == d.fingerprint), (None, message))
        if draft is None:
            result.to_ask.append(message)
            result.waiting[key] = (SkipReason.AWAITING_APPROVAL, "facts_changed" if asked else "new")
            continue
        waits_for = _what_is_missing(rows.get((key, draft.fingerprint)), frozen)
        if waits_for:
            reason = SkipReason.DECLINED if waits_for == "declined" else SkipReason.AWAITING_APPROVAL
            result.waiting[key] = (reason, waits_for)
        else:
            result.approved.append(frozen)
    return result


@dataclass(frozen=True)
class _AskedAlready:
    """A message that stands in the Outbox although the run that put it there did not live to note it."""

    fingerprint: str
    planned_on: date


def _asked_already(rows: Mapping[tuple[str, str], Mapping[str, Any]], key: str) -> _AskedAlready | None:
    """What stands there of a contact; nobody can make a fingerprint up, it needs the ledger's key."""
    found = [row for (known, _), row in rows.items() if known == key and row["fingerprint"] and row["planned_on"]]
    return _AskedAlready(found[-1]["fingerprint"], found[-1]["planned_on"]) if found else None


def _rows_by_text(book: Book) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows by key and fingerprint; of two for the same text, one "no" counts before one "yes"."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in book.table("outbox").iter_rows(named=True):
        place = (row["key"], row["fingerprint"])
        answers = [answer for answer in (rows.get(place, {}).get("approve"), row["approve"]) if answer is not None]
        rows[place] = row | {"approve": all(answers) if answers else None}
    return rows


def _what_is_missing(row: Mapping[str, Any] | None, message: Message) -> str:
    """Why it may not go: the row was removed, declined, its text or address was edited, or there is no tick."""
    if row is None:
        return "row_removed"
    if row["approve"] is False:
        return "declined"
    same_text = _squeezed(row["text"]) == _squeezed(outbox_text(message))
    if not same_text or _squeezed(row["address"]) != _squeezed(message.contact.address):
        return "text_edited"
    return "" if row["approve"] else "not_ticked"


def _squeezed(text: str | None) -> str:
    """Text without regard to white space, which spreadsheets change on their own."""
    return " ".join((text or "").split())
