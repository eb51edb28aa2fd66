"""One page with everything a run would send today, hand to people, or leave out and why (catalogue D7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import jinja2
import polars as pl
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from crm_sheets.model import Decision, Medium, Message, SkipReason, Text
from crm_sheets.reasons import decision_labels, reason_labels, reason_remedies
from crm_sheets.render.shown import date_text, money_text
from crm_sheets.schema.choices import CHANNELS, PURPOSES
from crm_sheets.sms import estimate_cost, measure
from crm_sheets.team_settings import TeamSettings

PAGE = "pages/preview.html"
MOST_CARDS = 60
"""Cards shown of one program; of the others the page says how many there are."""
MOST_SKIPPED = 400

TEXTS: dict[str, Text] = {
    "title": Text("Pratinjau", "Preview"),
    "lead": Text(
        "Inilah yang akan dikirim dan dikerjakan. Belum ada yang terkirim.",
        "This is what would be sent and done. Nothing has been sent yet.",
    ),
    "messages": Text("Pesan", "Messages"),
    "tasks": Text("Tugas", "Tasks"),
    "skipped": Text("Dilewati", "Left out"),
    "problems": Text("Masalah data", "Data problems"),
    "segments": Text("Segmen SMS", "SMS segments"),
    "cost": Text("Perkiraan biaya", "Estimated cost"),
    "everything": Text("Semua program", "All programs"),
    "to": Text("Kepada", "To"),
    "subject": Text("Perihal", "Subject"),
    "text_version": Text("Versi teks", "Text version"),
    "one_segment": Text("1 segmen, {length} huruf", "1 segment, {length} characters"),
    "more_segments": Text("{segments} segmen, {length} huruf", "{segments} segments, {length} characters"),
    "waiting": Text("menunggu persetujuan", "awaiting approval"),
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
    "reason": Text("Alasan", "Reason"),
    "detail": Text("Rincian", "Detail"),
    "remedy": Text("Yang dapat dilakukan", "What can be done"),
    "expensive": Text(
        "ada huruf di luar alfabet SMS, jadi lebih mahal", "has signs outside the SMS alphabet, so it costs more"
    ),
}
WHATSAPP_MARKS = (
    (re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])"), "em"),
)


def preview_page(
    messages: Sequence[Message],
    work: Sequence[Message],
    skipped: pl.DataFrame,
    problems_count: int,
    as_of: date,
    settings: TeamSettings,
    language: str,
    *,
    loader: jinja2.BaseLoader,
) -> str:
    """The page as HTML: self-contained, without a request to anywhere and without scripts.

    `skipped` is DECISIONS with a column `customer` (the name); `work` is what people do. `loader` finds the page's
    template, `pages/preview.html`. Everything that comes from cells and templates is escaped; the HTML of e-mails
    stands in sandboxed frames.
    """
    environment = SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = _Page(messages, work, skipped, settings, language)
    return environment.get_template(PAGE).render(
        language=language,
        t={name: text.in_language(language) for name, text in TEXTS.items()},
        company=settings.company,
        day=date_text(as_of, language, "EEEE, d MMMM y"),
        counters=page.counters(problems_count),
        programs=page.programs(),
        reasons=page.reasons(),
        skipped=page.skipped(),
        skipped_more=max(0, skipped.height - MOST_SKIPPED),
    )


class _Page:
    """What the page shows, as plain values."""

    def __init__(
        self,
        messages: Sequence[Message],
        work: Sequence[Message],
        skipped: pl.DataFrame,
        settings: TeamSettings,
        language: str,
    ) -> None:
        self.messages = messages
        self.work = work
        self.decisions = skipped
        self.settings = settings
        self.language = language
        self.media = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
        self.names = {m.contact.program.program_id: m.contact.program.name for m in (*messages, *work)}
        self.waiting = _keys(skipped.filter(pl.col("reason") == SkipReason.AWAITING_APPROVAL.value))

    def counters(self, problems_count: int) -> list[dict[str, Any]]:
        """The figures on top of the page."""
        waiting = sum(message.contact.key in self.waiting for message in self.messages)
        counted = [
            ("messages", str(len(self.messages)), self._by_medium(self.messages)),
            ("tasks", str(len(self.work)), self._by_medium(self.work)),
            ("skipped", str(self.decisions.height - waiting), ""),
            ("problems", str(problems_count), ""),
            ("segments", str(sum(message.segments for message in self.messages)), ""),
            ("cost", self._money(sum(map(self._cost, self.messages))), ""),
        ]
        return [{"name": name, "label": self._say(name), "value": value, "note": note} for name, value, note in counted]

    def programs(self) -> list[dict[str, Any]]:
        """Program by program, in the order of the plan: its cards and how many more there are."""
        groups: dict[str, list[Message]] = {}
        for message in (*self.messages, *self.work):
            groups.setdefault(message.contact.program.program_id, []).append(message)
        return [self._program(group) for group in groups.values()]

    def _program(self, group: Sequence[Message]) -> dict[str, Any]:
        program = group[0].contact.program
        purposes = {choice.value: choice.label.in_language(self.language) for choice in PURPOSES}
        return {
            "name": program.name,
            "purpose": purposes[program.purpose.value],
            "count": len(group),
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
            "waiting": contact.key in self.waiting,
            "text": message.text,
            "cost": self._money(self._cost(message)),
        }
        if contact.medium is Medium.SMS:
            return card | self._sms_size(message)
        if contact.medium is Medium.WHATSAPP:
            return card | {"text": as_whatsapp(message.text)}
        return card | {"subject": message.subject_line, "html": message.html, "height": _height(message.text)}

    def _sms_size(self, message: Message) -> dict[str, Any]:
        size = measure(message.text)
        pattern = self._say("one_segment" if size.segments == 1 else "more_segments")
        return {
            "size": pattern.format(segments=size.segments, length=len(message.text)),
            "costly": size.encoding == "ucs2",
        }

    def reasons(self) -> list[dict[str, Any]]:
        """How many are left out for each reason, most frequent first."""
        labels = reason_labels(self.language)
        counted = self.decisions.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
        return [{"label": labels.get(reason, reason), "count": count} for reason, count in counted.iter_rows()]

    def skipped(self) -> list[dict[str, Any]]:
        """The rows of the table, people left out for the same reason together."""
        labels, remedies = reason_labels(self.language), reason_remedies(self.language)
        decisions = decision_labels(self.language)
        ordered = self.decisions.sort(["reason", "program", "customer_id"]).head(MOST_SKIPPED)
        return [
            {
                "customer": row["customer"] or row["customer_id"],
                "program": self.names.get(row["program"], row["program"]),
                "medium": self.media.get(row["medium"], ""),
                "decision": decisions.get(row["decision"], row["decision"]),
                "deferred": row["decision"] == Decision.DEFERRED.value,
                "reason": labels.get(row["reason"], row["reason"]),
                "detail": row["detail"] or "",
                "remedy": remedies.get(row["reason"], ""),
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


def _height(text: str) -> int:
    """How high a frame for an e-mail with this text should be, in pixels, so that it need not be scrolled."""
    lines = [line for line in text.split("\n") if line]
    shown = sum(1 + len(line) // 38 for line in lines)
    return min(900, 200 + 26 * shown + 16 * text.count("\n\n"))


def _keys(decisions: pl.DataFrame) -> frozenset[str]:
    return frozenset("|".join(row) for row in decisions.select("program", "subject", "period").iter_rows())
