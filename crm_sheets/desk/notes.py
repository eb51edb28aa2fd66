"""What was done about a message, or is to be done, in the team's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from crm_sheets.desk.intent import Wish
from crm_sheets.desk.ticket import InboundKind, Ticket
from crm_sheets.model import Text
from crm_sheets.values.times import hour_text

OPTED_OUT = Text(
    "Minta berhenti: mulai sekarang tidak ada lagi pesan otomatis ke alamat ini.",
    "Asks to stop: from now on no automatic message goes to this address.",
)
ASK_ABOUT_SERVICE = Text(
    "Tugas di Antrean: tanyakan apakah pemberitahuan layanan boleh diteruskan.",
    "A task in the Queue: ask whether service notices may go on.",
)
OPTED_IN = Text(
    "Mau menerima pesan lagi. Catat izinnya di tab Persetujuan; baru sesudah itu pesan dikirim lagi.",
    "Wants messages again. Record the consent in the Consents tab; only then do messages go out again.",
)
AUTOMATIC = Text("Jawaban otomatis, tidak perlu dijawab.", "An automatic answer; nothing to do.")
BOUNCED = Text("Pemberitahuan dari server e-mail, tidak perlu dijawab.", "A notice from a mail server; nothing to do.")
THANKED = Text("Ucapan terima kasih, tidak perlu dijawab.", "Thanks only; no answer needed.")
SCORED = Text("Skor survei: {score} dari 10.", "Survey score: {score} of 10.")
TO_ANSWER = Text("Tugas di Antrean{whose}, jawab sebelum {when}.", "A task in the Queue{whose}, answer by {when}.")
TO_ANSWER_SOME_DAY = Text("Tugas di Antrean{whose}.", "A task in the Queue{whose}.")
WHOSE = Text(" untuk {owner}", " for {owner}")
PERHAPS_OPT_OUT = Text(
    "Mungkin minta berhenti: tanyakan dulu maksudnya.", "May be asking us to stop: ask first what is meant."
)
MAYBE_FORGED = Text(
    "Mungkin bukan dari pelanggan: menurut server e-mail, alamat pengirimnya bisa palsu. Pastikan lewat jalan lain.",
    "May not be from the customer: the mail server says that the sender's address may be forged. Ask by another way.",
)
WANTS_CALL = Text("Minta ditelepon.", "Asks to be called.")
BETTER_CALL = Text(
    "Sudah {turns} pesan dalam tujuh hari: lebih baik ditelepon.", "{turns} messages within seven days: better call."
)
COMPLAINS = Text("Tampaknya keluhan: catat di tab Keluhan.", "Looks like a complaint: record it in the Complaints tab.")
ACKNOWLEDGED = Text("Tanda terima dikirim ke pengirim.", "The sender gets a note that it has come.")
SHARED = Text("Alamat ini milik beberapa pelanggan: {names}.", "Several customers share this address: {names}.")
ATTACHED = Text("Lampiran: {count}.", "Attachments: {count}.")
UNKNOWN = Text("Pengirim belum dikenal.", "The sender is not known yet.")


def note(ticket: Ticket, sharers: Sequence[str], zone: tzinfo, language: str) -> str:
    """What the Inbox tab says about a ticket; `sharers` are the names of all customers at its address."""
    texts = [*_what_it_is(ticket, zone, language), *_what_else(ticket, sharers, language)]
    return " ".join(texts)


def _what_it_is(ticket: Ticket, zone: tzinfo, language: str) -> Iterator[str]:
    kinds = {
        InboundKind.OPT_OUT: OPTED_OUT,
        InboundKind.OPT_IN: OPTED_IN,
        InboundKind.AUTOMATIC: AUTOMATIC,
        InboundKind.BOUNCE: BOUNCED,
    }
    if ticket.kind in kinds:
        yield kinds[ticket.kind].in_language(language)
    if ticket.kind is InboundKind.OPT_OUT and ticket.serves:
        yield ASK_ABOUT_SERVICE.in_language(language)
    if ticket.score:
        yield SCORED.in_language(language).format(score=ticket.score.value)
    if ticket.needs_answer:
        yield _to_answer(ticket, zone, language)
    elif ticket.intent.wish is Wish.THANKS and not ticket.score:
        yield THANKED.in_language(language)


def _to_answer(ticket: Ticket, zone: tzinfo, language: str) -> str:
    whose = WHOSE.in_language(language).format(owner=ticket.owner) if ticket.owner else ""
    if ticket.answer_by is None:
        return TO_ANSWER_SOME_DAY.in_language(language).format(whose=whose)
    return TO_ANSWER.in_language(language).format(whose=whose, when=at_hour(ticket.answer_by, zone, language))


def _what_else(ticket: Ticket, sharers: Sequence[str], language: str) -> Iterator[str]:
    said = (
        (ticket.is_doubtful and ticket.needs_answer, MAYBE_FORGED),
        (ticket.intent.maybe_opt_out and ticket.needs_answer, PERHAPS_OPT_OUT),
        (ticket.intent.wants_call, WANTS_CALL),
        (ticket.call_instead and not ticket.intent.wants_call, BETTER_CALL),
        (ticket.intent.wish is Wish.COMPLAINT and ticket.needs_answer, COMPLAINS),
        (ticket.acknowledge, ACKNOWLEDGED),
        (ticket.inbound.attachments > 0, ATTACHED),
        (not ticket.customer_id and ticket.needs_answer, UNKNOWN),
        (len(sharers) > 1, SHARED),
    )
    for is_so, text in said:
        if is_so:
            names = ", ".join(sharers[:5])
            yield text.in_language(language).format(turns=ticket.turns, count=ticket.inbound.attachments, names=names)


def at_hour(moment: datetime, zone: tzinfo, language: str) -> str:
    """A moment to come, local: "20/11 15.00" in Indonesian, "20/11 15:00" in English."""
    here = moment.astimezone(zone)
    return f"{here:%d/%m} {hour_text(here, language)}"
