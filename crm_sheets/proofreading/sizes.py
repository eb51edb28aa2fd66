"""Whether a message is longer than its medium likes, and what makes it so; measured on examples."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from crm_sheets.model import Medium, Message, Text
from crm_sheets.proofreading.finding import Kind, Remark, Weight
from crm_sheets.proofreading.passages import EDGE, GAP, Passage
from crm_sheets.render.shown import money_text
from crm_sheets.sms import (
    GSM_BASIC,
    GSM_EXTENDED,
    GSM_PART,
    GSM_SINGLE,
    UCS2_PART,
    UCS2_SINGLE,
    estimate_cost,
    measure,
    to_gsm,
)
from crm_sheets.team_settings import TeamSettings

LONGEST_WHATSAPP = 1024
"""Characters of a text with variables that WhatsApp approves."""
LONGEST_SUBJECT = 60
"""Characters of a subject that a phone shows."""
MOST_USUAL_SEGMENTS = 2
VALUES = {GAP, EDGE}


def sizes(
    examples: Sequence[Message], passages: Sequence[Passage], settings: TeamSettings
) -> Iterator[tuple[int, Remark]]:
    """What there is to say about the longest of these examples, each with its line (0: the whole text)."""
    longest = max(examples, key=lambda message: (message.segments, len(message.text)))
    medium = longest.contact.medium
    if medium is Medium.SMS:
        yield from _sms(longest.text, passages, settings)
    elif medium is Medium.WHATSAPP and len(longest.text) > LONGEST_WHATSAPP:
        yield 0, _too_long(longest.text, LONGEST_WHATSAPP)
    elif medium is Medium.EMAIL:
        subject = max((message.subject_line for message in examples), key=len)
        if len(subject) > LONGEST_SUBJECT:
            yield 1, _long_subject(subject)


def dear_signs(text: str) -> str:
    """The signs of a text that force the costly alphabet, once each; those that sending replaces do not count."""
    return "".join(dict.fromkeys(sign for sign in to_gsm(text) if sign not in GSM_BASIC | GSM_EXTENDED | VALUES))


def _sms(text: str, passages: Sequence[Passage], settings: TeamSettings) -> Iterator[tuple[int, Remark]]:
    signs = dear_signs("".join(passage.text for passage in passages))
    if signs:
        yield _place(signs[0], passages), _dear(text, signs, settings)
        return
    size = measure(text)
    if size.segments < 2:
        return
    cost = money_text(estimate_cost(size.segments, settings), settings.currency, "id")
    price = money_text(estimate_cost(size.segments, settings), settings.currency, "en")
    single, part = (UCS2_SINGLE, UCS2_PART) if size.encoding == "ucs2" else (GSM_SINGLE, GSM_PART)
    what = Text(
        f"contohnya {size.units} huruf = {size.segments} segmen, {cost} per SMS; satu segmen memuat {single}",
        f"an example has {size.units} characters = {size.segments} segments, {price} each; one segment holds {single}",
    )
    over = size.units - (single if size.segments == 2 else (size.segments - 1) * part)
    remedy = Text(
        f"Hilangkan {over} huruf untuk satu segmen lebih sedikit.", f"Take out {over} characters to save one."
    )
    weight = Weight.WARNING if size.segments > MOST_USUAL_SEGMENTS else Weight.NOTE
    yield 0, Remark(0, Kind.LENGTH, str(size.segments), what, remedy, weight)


def _dear(text: str, signs: str, settings: TeamSettings) -> Remark:
    plain = to_gsm(text).translate({ord(sign): instead_of(sign) for sign in signs})
    now, then = measure(to_gsm(text)).segments, measure(plain).segments
    costs = [
        tuple(money_text(estimate_cost(count, settings), settings.currency, language) for count in (then, now))
        for language in ("id", "en")
    ]
    shown = " ".join(signs)
    what = Text(
        f"{shown} menambah segmen: {then} -> {now}, {costs[0][0]} -> {costs[0][1]} per SMS",
        f"{shown} makes more segments: {then} -> {now}, {costs[1][0]} -> {costs[1][1]} each",
    )
    instead = [f'"{instead_of(sign)}"' for sign in signs if instead_of(sign)]
    if not instead:
        remedy = Text("Hilangkan.", "Leave it out.")
    else:
        remedy = Text(f"Tulis {', '.join(instead)}.", f"Write {', '.join(instead)}.")
    weight = Weight.WARNING if now > then else Weight.NOTE
    return Remark(0, Kind.LENGTH, signs, what, remedy, weight)


def instead_of(sign: str) -> str:
    """What the cheap alphabet has in place of a sign: the letter without its accent, "" for an emoji."""
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if part in GSM_BASIC)


def _place(sign: str, passages: Sequence[Passage]) -> int:
    for passage in passages:
        offset = passage.text.find(sign)
        if offset >= 0:
            return passage.line_at(offset)
    return 0


def _too_long(text: str, most: int) -> Remark:
    what = Text(
        f"contohnya {len(text)} huruf; WhatsApp menyetujui paling banyak {most}",
        f"an example has {len(text)} characters; WhatsApp approves {most} at most",
    )
    return Remark(0, Kind.LENGTH, str(len(text)), what, Text("Ringkaskan.", "Shorten it."))


def _long_subject(subject: str) -> Remark:
    what = Text(
        f"judulnya {len(subject)} huruf; ponsel menampilkan kira-kira {LONGEST_SUBJECT}",
        f"the subject has {len(subject)} characters; a phone shows about {LONGEST_SUBJECT}",
    )
    return Remark(0, Kind.LENGTH, subject, what, Text("Ringkaskan judulnya.", "Shorten the subject."))
