"""One page with everything a run would send today, hand to people, or leave out and why (catalogue D7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import jinja2
import polars as pl
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from crm_sheets.model import Decision, Medium, Message, Program, SkipReason, Text
from crm_sheets.reasons import decision_labels, reason_labels, reason_remedies
from crm_sheets.render.shown import date_text, money_text
from crm_sheets.schema.choices import CHANNELS, PURPOSES
from crm_sheets.sms import estimate_cost, measure
from crm_sheets.team_settings import TeamSettings

PAGE = "pages/preview.html"
MOST_CARDS = 60
"""Cards shown of one program; of the others the page says how many there are."""
MOST_SKIPPED = 150
"""People listed under one reason."""

MOST_HEIGHT = 2400
"""Pixels of an e-mail's frame; what is longer is scrolled."""

TEXTS: dict[str, Text] = {
    "title": Text("Pratinjau", "Preview"),
    "lead": Text(
        "Inilah yang masih akan dikirim dan dikerjakan. Halaman ini tidak mengirim apa pun.",
        "This is what is still to be sent and done. This page sends nothing.",
    ),
    "messages": Text("Pesan", "Messages"),
    "approvals": Text("Menunggu persetujuan Anda", "Awaiting your approval"),
    "tasks": Text("Tugas", "Tasks"),
    "skipped": Text("Dilewati", "Left out"),
    "problems": Text("Masalah data", "Data problems"),
    "segments": Text("segmen SMS", "SMS segments"),
    "cost": Text("Perkiraan biaya", "Estimated cost"),
    "everything": Text("Semua program", "All programs"),
    "to": Text("Kepada", "To"),
    "subject": Text("Perihal", "Subject"),
    "text_version": Text("Versi teks", "Text version"),
    "one_segment": Text("1 segmen, {length} huruf", "1 segment, {length} characters"),
    "more_segments": Text("{segments} segmen, {length} huruf", "{segments} segments, {length} characters"),
    "will_be_sent": Text("Akan dikirim", "Will be sent"),
    "later": Text("Menyusul pada jam kirim", "Follow at the hours for sending"),
    "work": Text("Tugas untuk tim", "Work for people"),
    "how_to_approve": Text(
        "Tidak dikirim sebelum dicentang di tab Kotak keluar.",
        "Not sent before it is ticked in the Outbox tab.",
    ),
    "owner": Text("Penanggung jawab", "Owner"),
    "nobody": Text("belum ada", "nobody yet"),
    "occasion": Text("Peristiwa", "Occasion"),
    "more": Text("lainnya tidak ditampilkan di sini", "more are not shown here"),
    "nothing": Text("Hari ini tidak ada yang perlu dikirim atau dikerjakan.", "There is nothing to send or do today."),
    "who_skipped": Text("Siapa yang dilewati, dan mengapa", "Who is left out, and why"),
    "nobody_skipped": Text("Tidak ada yang dilewati.", "Nobody is left out."),
    "customer": Text("Pelanggan", "Customer"),
    "program": Text("Program", "Program"),
    "channel": Text("Saluran", "Channel"),
    "detail": Text("Rincian", "Detail"),
    "attached": Text("Lampiran", "Attached"),
    "approved_template": Text("templat WhatsApp yang disetujui", "approved WhatsApp template"),
    "expensive": Text(
        "ada huruf di luar alfabet SMS, jadi lebih mahal", "has signs outside the SMS alphabet, so it costs more"
    ),
}
WHATSAPP_MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), "em"),
)


@dataclass(frozen=True)
class Preview:
    """What the page is about: `messages` go out now, `approvals` are put before people first, `work` is what people do.

    `later` go out too, once the hours for it begin. `skipped` is DECISIONS with a column `customer` (the name); what
    only waits because it stands under `approvals` or `later` is not listed twice. `programs` gives the names of those
    that have nothing to send. `problems` is their number; `notice` is what has to be known before all else.
    """

    messages: Sequence[Message]
    approvals: Sequence[Message]
    work: Sequence[Message]
    skipped: pl.DataFrame
    programs: Collection[Program] = ()
    problems: int = 0
    later: Sequence[Message] = ()
    notice: str = ""


def preview_page(
    preview: Preview, as_of: date, settings: TeamSettings, language: str, *, loader: jinja2.BaseLoader
) -> str:
    """The page as HTML: self-contained, without a request to anywhere and without scripts.

    `loader` finds the page's template, `pages/preview.html`. Everything that comes from cells and templates is
    escaped; the HTML of e-mails stands in sandboxed frames.
    """
    environment = SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = _Page(preview, settings, language)
    return environment.get_template(PAGE).render(
        language=language,
        t={name: text.in_language(language) for name, text in TEXTS.items()},
        company=settings.company,
        day=date_text(as_of, language, "EEEE, d MMMM y"),
        counters=page.counters(),
        chosen=page.chosen(),
        groups=page.groups(),
        reasons=page.reasons(),
        notice=preview.notice,
    )


class _Page:
    """What the page shows, as plain values."""

    def __init__(self, preview: Preview, settings: TeamSettings, language: str) -> None:
        self.messages, self.approvals, self.work = preview.messages, preview.approvals, preview.work
        self.later = preview.later
        self.to_come = (*self.messages, *self.later)
        self.problems = preview.problems
        self.settings = settings
        self.language = language
        self.media = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
        self.everything = (*self.to_come, *self.approvals, *self.work)
        shown = [message.contact.program for message in self.everything]
        self.names = {program.program_id: program.name for program in (*preview.programs, *shown)}
        self.places = {name: place for place, name in enumerate(dict.fromkeys(p.program_id for p in shown), 1)}
        self.decisions = _not_shown_here(preview)

    def counters(self) -> list[dict[str, Any]]:
        """The figures on top of the page; an approval is counted only where there is one."""
        counted = [
            ("messages", str(len(self.to_come)), self._by_medium(self.to_come)),
            ("approvals", str(len(self.approvals)), self._by_medium(self.approvals)),
            ("tasks", str(len(self.work)), self._by_medium(self.work)),
            ("skipped", str(self.decisions.height), ""),
            ("problems", str(self.problems), ""),
            ("cost", self._money(sum(map(self._cost, self.to_come))), self._segments()),
        ]
        return [
            {"name": name, "label": self._say(name), "value": value, "note": note}
            for name, value, note in counted
            if name != "approvals" or self.approvals
        ]

    def _segments(self) -> str:
        segments = sum(message.segments for message in self.to_come)
        return f"{segments} {self._say('segments')}" if segments else ""

    def chosen(self) -> list[dict[str, Any]]:
        """The programs to choose from, with how much there is of each."""
        counts: dict[str, int] = dict.fromkeys(self.places, 0)
        for message in self.everything:
            counts[message.contact.program.program_id] += 1
        return [{"name": self.names[name], "count": count} for name, count in counts.items()]

    def groups(self) -> list[dict[str, Any]]:
        """What is sent, what is asked, what people do; each program by program in the order of the plan."""
        parts = (
            ("will_be_sent", "", self.messages),
            ("later", "", self.later),
            ("approvals", self._say("how_to_approve"), self.approvals),
            ("work", "", self.work),
        )
        return [
            {"name": name, "title": self._say(name), "note": note, "count": len(part), "programs": self._programs(part)}
            for name, note, part in parts
            if part
        ]

    def _programs(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        """Program by program: its cards and how many more there are."""
        groups: dict[str, list[Message]] = {}
        for message in messages:
            groups.setdefault(message.contact.program.program_id, []).append(message)
        return [self._program(group) for group in groups.values()]

    def _program(self, group: Sequence[Message]) -> dict[str, Any]:
        program = group[0].contact.program
        purposes = {choice.value: choice.label.in_language(self.language) for choice in PURPOSES}
        return {
            "name": program.name,
            "place": self.places[program.program_id],
            "purpose": purposes[program.purpose.value],
            "media": self._by_medium(group),
            "cards": [self._card(message) for message in group[:MOST_CARDS]],
            "more": max(0, len(group) - MOST_CARDS),
        }

    def _card(self, message: Message) -> dict[str, Any]:
        contact = message.contact
        card = {
            "medium": contact.medium.value,
            "label": self.media[contact.medium.value],
            "customer": contact.customer_name or contact.customer_id,
            "address": contact.address,
            "owner": contact.owner,
            "occasion": date_text(contact.occasion_date, self.language),
            "text": message.text,
            "cost": self._money(self._cost(message)),
        }
        if contact.medium is Medium.SMS:
            return card | self._sms_size(message)
        if contact.medium is Medium.WHATSAPP:
            content_id = message.content.content_id if message.content else ""
            return card | {"text": as_whatsapp(message.text), "content_id": content_id}
        return card | {
            "subject": message.subject_line,
            "html": message.html,
            "attached": ", ".join(attachment.name for attachment in message.attachments),
            "height": _height(message.subject_line, message.text),
        }

    def _sms_size(self, message: Message) -> dict[str, Any]:
        size = measure(message.text)
        pattern = self._say("one_segment" if size.segments == 1 else "more_segments")
        return {
            "size": pattern.format(segments=size.segments, length=len(message.text)),
            "costly": size.encoding == "ucs2",
        }

    def reasons(self) -> list[dict[str, Any]]:
        """Who is left out, reason by reason: most frequent first, what is done already last and folded."""
        labels, remedies = reason_labels(self.language), reason_remedies(self.language)
        counted = self.decisions.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
        ordered = sorted(counted.iter_rows(), key=lambda row: row[0] == SkipReason.ALREADY_DONE)
        return [
            {
                "label": labels.get(reason, reason),
                "remedy": remedies.get(reason, ""),
                "count": count,
                "open": reason != SkipReason.ALREADY_DONE,
                "rows": self._left_out(self.decisions.filter(pl.col("reason") == reason)),
                "more": max(0, count - MOST_SKIPPED),
            }
            for reason, count in ordered
        ]

    def _left_out(self, decisions: pl.DataFrame) -> list[dict[str, Any]]:
        """The people left out for one reason, program by program."""
        postponed = decision_labels(self.language)[Decision.DEFERRED]
        ordered = decisions.sort(["program", "customer_id"]).head(MOST_SKIPPED)
        return [
            {
                "customer": row["customer"] or row["customer_id"],
                "program": self.names.get(row["program"], row["program"]),
                "medium": self.media.get(row["medium"], ""),
                "deferred": postponed if row["decision"] == Decision.DEFERRED.value else "",
                "detail": row["detail"] or "",
            }
            for row in ordered.iter_rows(named=True)
        ]

    def _cost(self, message: Message) -> float:
        if message.contact.medium is Medium.WHATSAPP:
            return self.settings.whatsapp_price
        return estimate_cost(message.segments, self.settings)

    def _money(self, amount: float) -> str:
        return money_text(amount, self.settings.currency, self.language)

    def _by_medium(self, messages: Iterable[Message]) -> str:
        """ "3 SMS · 2 E-mail"."""
        counts: dict[str, int] = {}
        for message in messages:
            label = self.media[message.contact.medium.value]
            counts[label] = counts.get(label, 0) + 1
        return " · ".join(f"{count} {label}" for label, count in counts.items())

    def _say(self, name: str) -> str:
        return TEXTS[name].in_language(self.language)


def as_whatsapp(text: str) -> Markup:
    """A text as WhatsApp shows it: *bold* and _italic_; everything else escaped."""
    shown = str(escape(text))
    for pattern, tag in WHATSAPP_MARKS:
        shown = pattern.sub(rf"<{tag}>\1</{tag}>", shown)
    return Markup(shown)  # noqa: S704 - escaped above


def _height(subject: str, text: str) -> int:
    """How high a frame for an e-mail should be, in pixels, so that a normal one need not be scrolled.

    Generous for the shipped layout in a column of the page: a little empty space is better than a scroll bar.
    """
    letter, _, small_print = text.partition("\n--\n")
    written = 32 * _lines(subject, 20) + 26 * _lines(letter, 33) + 17 * letter.count("\n\n")
    return min(MOST_HEIGHT, 216 + written + (40 + 18 * _lines(small_print, 44) if small_print else 0))


def _lines(text: str, width: int) -> int:
    """About how many lines a text takes, blank ones apart."""
    return sum(1 + len(line) // width for line in text.split("\n") if line)


def _not_shown_here(preview: Preview) -> pl.DataFrame:
    """The decisions without those whose messages wait on this page, for a tick or for the hour."""
    key = pl.concat_str("program", "subject", "period", separator="|")
    waiting = (
        (SkipReason.AWAITING_APPROVAL, preview.approvals),
        (SkipReason.QUIET_HOURS, preview.later),
    )
    shown = [
        (pl.col("reason") == reason.value) & key.is_in([message.contact.key for message in messages])
        for reason, messages in waiting
    ]
    return preview.skipped.filter(~pl.any_horizontal(shown))
