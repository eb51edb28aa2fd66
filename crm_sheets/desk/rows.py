"""What the desk writes for people about a message: a line of the Inbox tab, and the task to answer it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from crm_sheets.desk.cells import clean, local, stranger
from crm_sheets.desk.intent import Wish
from crm_sheets.desk.notes import MAYBE_FORGED
from crm_sheets.desk.tasks import PREFIX, SOON, URGENT, Owed, phone_of, ticket_task
from crm_sheets.desk.ticket import Ticket
from crm_sheets.model import Medium, Text
from crm_sheets.render.people import greeting_name
from crm_sheets.reports.labels import choice_labels
from crm_sheets.values.times import moment_text

LONGEST_QUOTE = 1500
LONGEST_TEXT = 5000
LONGEST_ADDRESS = 320
LONGEST_SUBJECT = 300

SOMEBODY = Text("Pengirim", "The sender")
WROTE = Text("{who} menulis lewat {channel}, {when}:", "{who} wrote by {channel}, {when}:")
NO_TEXT = Text("(tanpa teks)", "(no text)")
ATTACHED = Text("({count} lampiran)", "({count} attachments)")
SUGGESTED = Text('Saran jawaban, dari "{topic}" ({why}):', 'Suggested reply, from "{topic}" ({why}):')
REASONS = {
    "unhappy": Text("Skor survei {score} dari 10", "Survey score {score} of 10"),
    "score": Text("Jawaban survei (skor {score} dari 10)", "Survey answer (score {score} of 10)"),
    "opt_in": Text("Mau menerima pesan lagi", "Wants messages again"),
    "maybe": Text("Mungkin minta berhenti", "May be asking us to stop"),
    "complaint": Text("Keluhan", "Complaint"),
    "call": Text("Minta ditelepon", "Asks to be called"),
    "turns": Text("Lebih baik ditelepon", "Better call"),
    "reply": Text("Membalas: {program}", "Reply to: {program}"),
    "message": Text("Pesan masuk", "Message"),
}
ASK_FIRST = Text(
    "Tanyakan dulu apakah maksudnya berhenti menerima pesan. Bila ya, catat pencabutannya di tab Persetujuan.",
    "Ask first whether they mean to stop our messages. If so, record the withdrawal in the Consents tab.",
)
OR_NAME = Text("Bapak/Ibu", "[name]")
YOUR_NAME = Text("[nama Anda]", "[your name]")
UNHAPPY = Text(
    'Buka: "Selamat pagi/siang, {who}. Saya {owner}. Terima kasih sudah menjawab survei kami dengan jujur. Saya ingin '
    'mendengar langsung ceritanya."\n'
    'Tanyakan: "Apa yang membuat nilainya {score}?" dan "Apa satu hal yang paling perlu kami perbaiki?"\n'
    "Dengarkan sampai selesai, jangan membela diri, jangan menawarkan apa pun. Sebutkan kapan akan ada kabar, lalu "
    "catat di tab Keluhan; masukan untuk cara kerja kita di tab Perbaikan.",
    'Open: "Good morning, {who}. This is {owner}. Thank you for answering our survey so honestly. I would like to hear '
    'it from you."\n'
    'Ask: "What made you give us a {score}?" and "What is the one thing we should do better?"\n'
    "Hear them out, do not argue, do not offer anything. Say by when they will hear from you, then record it in the "
    "Complaints tab; what it teaches us goes into the Improvements tab.",
)
RECORD_CONSENT = Text(
    "Pastikan, lalu catat izinnya di tab Persetujuan; baru sesudah itu pesan dikirim lagi.",
    "Make sure, then record the consent in the Consents tab; only then do messages go out again.",
)


def inbox_row(ticket: Ticket, zone: tzinfo, language: str) -> dict[str, Any]:
    """One line of the Inbox tab, in the team's language and local time."""
    inbound = ticket.inbound
    return {
        "at": local(inbound.at, zone),
        "customer": ticket.customer_name or ticket.customer_id or stranger(inbound.sender_name, language),
        "channel": channel_label(inbound.medium, language),
        "sender": clean(inbound.sender, LONGEST_ADDRESS),
        "kind": choice_labels("inbox", "kind", language)[ticket.kind.value],
        "text": _said(ticket, language, LONGEST_TEXT),
        "answers": ticket.program or None,
        "score": ticket.score.value if ticket.score else None,
        "note": ticket.note,
        "owner": ticket.owner or None,
        "customer_id": ticket.customer_id or None,
        "contact": ticket.contact or None,
        "key": ticket.key,
    }


def task_row(ticket: Ticket, now: datetime, zone: tzinfo, language: str) -> dict[str, Any]:
    """The Queue's task to answer a ticket, by its channel or by a call: what they wrote, and what one might answer."""
    urgent = ticket.intent.wish is Wish.COMPLAINT or ticket.intent.wants_call or is_unhappy(ticket)
    owed = Owed(
        medium=Medium.CALL
        if ticket.call_instead or (is_unhappy(ticket) and phone_of(ticket))
        else ticket.inbound.medium,
        reason=_reason(ticket, language),
        script="\n\n".join([quoted(ticket, zone, language), *_advice(ticket, language)]),
        priority=URGENT if urgent else SOON,
        key=f"{PREFIX}|{ticket.key}",
        answer_by=ticket.answer_by,
    )
    return ticket_task(owed, ticket, now, zone, language)


def is_unhappy(ticket: Ticket) -> bool:
    """True for a survey answer that should worry us."""
    return ticket.score is not None and ticket.score.is_unhappy


def channel_label(medium: Medium, language: str) -> str:
    """What a medium is called in the Inbox tab."""
    return choice_labels("inbox", "channel", language)[medium.value]


def channel_within(medium: Medium, language: str) -> str:
    """The same within a sentence: "lewat e-mail", but "lewat WhatsApp"."""
    label = channel_label(medium, language)
    return label.lower() if medium is Medium.EMAIL else label


def called(ticket: Ticket, language: str) -> str:
    """How people speak of who wrote: "Ibu Sari", else just the sender."""
    return greeting_name(ticket.customer, language) or SOMEBODY.in_language(language)


def quoted(ticket: Ticket, zone: tzinfo, language: str) -> str:
    """What they wrote, each line marked as theirs, under who wrote when and how; for e-mail with the address."""
    inbound, who = ticket.inbound, called(ticket, language)
    if inbound.medium is Medium.EMAIL:
        who = f"{who} ({clean(inbound.sender, LONGEST_ADDRESS)})"
    when = moment_text(local(inbound.at, zone), language)
    head = WROTE.in_language(language).format(who=who, channel=channel_within(inbound.medium, language), when=when)
    lines = _said(ticket, language, LONGEST_QUOTE).split("\n")
    return "\n".join([head, *(f"> {line}" for line in lines)])


def _reason(ticket: Ticket, language: str) -> str:
    """Why this is a task: the first of these that is so."""
    intent = ticket.intent
    so = {
        "opt_in": intent.wish is Wish.OPT_IN,
        "maybe": intent.maybe_opt_out,
        "complaint": intent.wish is Wish.COMPLAINT,
        "unhappy": is_unhappy(ticket),
        "call": intent.wants_call,
        "score": ticket.score is not None,
        "turns": ticket.call_instead,
        "reply": bool(ticket.program),
        "message": True,
    }
    name = next(name for name, is_so in so.items() if is_so)
    return (
        REASONS[name]
        .in_language(language)
        .format(program=ticket.program, score=ticket.score.value if ticket.score else "")
    )


def _advice(ticket: Ticket, language: str) -> Iterator[str]:
    """What to do, and what one might answer."""
    if ticket.is_doubtful:
        yield MAYBE_FORGED.in_language(language)
    if ticket.score and ticket.score.is_unhappy:
        who = greeting_name(ticket.customer, language) or OR_NAME.in_language(language)
        owner = ticket.owner or YOUR_NAME.in_language(language)
        yield UNHAPPY.in_language(language).format(who=who, owner=owner, score=ticket.score.value)
    if ticket.intent.maybe_opt_out:
        yield ASK_FIRST.in_language(language)
    if ticket.intent.wish is Wish.OPT_IN:
        yield RECORD_CONSENT.in_language(language)
    if ticket.suggestion:
        topic, why = ticket.suggestion.topic, ticket.suggestion.why
        yield f"{SUGGESTED.in_language(language).format(topic=topic, why=why)}\n{ticket.suggestion.text}"


def _said(ticket: Ticket, language: str, most: int) -> str:
    """What they wrote, with the subject line on top."""
    inbound = ticket.inbound
    texts = [clean(" ".join(inbound.subject_line[:1000].split()), LONGEST_SUBJECT), clean(inbound.text, most)]
    if inbound.attachments:
        texts.append(ATTACHED.in_language(language).format(count=inbound.attachments))
    return "\n".join(filter(None, texts)) or NO_TEXT.in_language(language)
