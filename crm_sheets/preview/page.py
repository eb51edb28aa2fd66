"""The page put together: figures, what can be chosen, cards, who is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import jinja2
import polars as pl
from jinja2.sandbox import SandboxedEnvironment

from crm_sheets.model import Message, Program, SkipReason
from crm_sheets.preview.cards import card_of
from crm_sheets.preview.choices import Choices, Entry, tallies
from crm_sheets.preview.left_out import MOST_OF_ONE, LeftOut
from crm_sheets.preview.totals import Totals
from crm_sheets.preview.words import TEXTS, say
from crm_sheets.reasons import reason_labels
from crm_sheets.render.shown import date_text
from crm_sheets.schema.choices import CHANNELS, PURPOSES
from crm_sheets.team_settings import TeamSettings

PAGE = "pages/preview.html"
MOST_CARDS = 60
"""Cards shown of one program; of the others the page says how many there are."""

MOST_ON_THE_PAGE = 1200
"""Cards in all: with many programs each shows fewer, a handful at least."""


@dataclass(frozen=True)
class Preview:
    """What the page is about: `messages` go out now, `approvals` are put before people first, `work` is what people do.

    `later` go out too, once the hours for it begin. `skipped` is DECISIONS with the columns `customer` (the name) and
    `owner` (who looks after them, "" for nobody); what only waits because it stands under `approvals` or `later` is
    not listed twice. `programs` gives the names of those that have nothing to send. `problems` is their number;
    `notice` is what has to be known before all else.
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
        filters=page.filters(),
        pairs=page.choices.pairs(page.entries),
        totals=page.sums(),
        groups=page.groups(),
        reasons=page.left_out.reasons(page.choices),
        left_out=page.choices.box(page.left_out.entries()),
        notice=preview.notice,
    )


class _Page:
    """What the page shows, as plain values."""

    def __init__(self, preview: Preview, settings: TeamSettings, language: str) -> None:
        self.settings, self.language, self.problems = settings, language, preview.problems
        self.parts = {
            "will_be_sent": preview.messages,
            "later": preview.later,
            "approvals": preview.approvals,
            "work": preview.work,
        }
        shown = [message.contact.program for part in self.parts.values() for message in part]
        self.names = {program.program_id: program.name for program in (*preview.programs, *shown)}
        self.media = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
        self.left_out = LeftOut(_not_shown_here(preview), self.names, self.media, language)
        self.entries = [
            *(_entry(message, name) for name, part in self.parts.items() for message in part),
            *self.left_out.entries(),
        ]
        self.choices = Choices.of(self.entries)
        self.totals = self._totals()

    def _totals(self) -> Totals:
        totals = Totals(self.settings, self.language)
        totals.add([*self.parts["will_be_sent"], *self.parts["later"]], "messages")
        totals.add(self.parts["approvals"], "approvals")
        totals.add(self.parts["work"], "tasks")
        totals.leave_out(self.left_out.entries())
        return totals

    def counters(self) -> list[dict[str, Any]]:
        """The figures on top of the page; an approval is counted only where there is one."""
        total, parts = self.totals.all, self.parts
        segments = f"{total.segments} {self._say('segments')}" if total.segments else ""
        counted = [
            ("messages", str(total.messages), self._by_medium([*parts["will_be_sent"], *parts["later"]])),
            ("approvals", str(total.approvals), self._by_medium(parts["approvals"])),
            ("tasks", str(total.tasks), self._by_medium(parts["work"])),
            ("skipped", str(total.skipped), ""),
            ("problems", str(self.problems), ""),
            ("cost", self.totals.money(total.cost), segments),
        ]
        return [
            {"name": name, "label": self._say(name), "value": value, "note": note}
            for name, value, note in counted
            if name != "approvals" or total.approvals
        ]

    def filters(self) -> list[dict[str, Any]]:
        """What can be chosen, kind by kind; a kind of which there is only one is left out."""
        kinds = (
            ("program", self._say("by_program"), self._say("all_programs"), self.names),
            ("owner", self._say("by_owner"), self._say("all_owners"), {"": self._say("nobody")}),
            ("outcome", self._say("by_outcome"), self._say("all_outcomes"), self._outcomes()),
        )
        listed = [
            {"name": name, "title": title, "all": every, "choices": self.choices.listed(name, labels)}
            for name, title, every, labels in kinds
        ]
        return [kind for kind in listed if len(kind["choices"]) > 1]

    def _outcomes(self) -> dict[str, str]:
        return {name: self._say(name) for name in self.parts} | reason_labels(self.language)

    def sums(self) -> list[dict[str, Any]]:
        """The tables with figures and cost."""
        owners = {"": self._say("nobody")}
        return [
            {"title": self._say("by_program"), "rows": self.totals.by_program(self.choices, self.names)},
            {"title": self._say("by_owner"), "rows": self.totals.by_owner(self.choices, owners)},
        ]

    def groups(self) -> list[dict[str, Any]]:
        """What is sent, what is asked, what people do; each program by program in the order of the plan."""
        notes = {"approvals": self._say("how_to_approve")}
        return [
            {
                "name": name,
                "title": self._say(name),
                "note": notes.get(name, ""),
                "counts": tallies(self.choices, Counter(_entry(message, name) for message in part)),
                "classes": self.choices.box(_entry(message, name) for message in part),
                "programs": self._programs(part, name),
            }
            for name, part in self.parts.items()
            if part
        ]

    def _programs(self, messages: Sequence[Message], outcome: str) -> list[dict[str, Any]]:
        """Program by program: its cards and how many more there are."""
        groups: dict[str, list[Message]] = {}
        for message in messages:
            groups.setdefault(message.contact.program.program_id, []).append(message)
        return [self._program(group, outcome) for group in groups.values()]

    def _program(self, group: Sequence[Message], outcome: str) -> dict[str, Any]:
        program = group[0].contact.program
        purposes = {choice.value: choice.label.in_language(self.language) for choice in PURPOSES}
        shown, hidden = _shown(group, self._most_cards())
        unseen = Counter(_entry(message, outcome) for message in hidden)
        return {
            "name": program.name,
            "classes": self.choices.box(_entry(message, outcome) for message in group),
            "purpose": purposes[program.purpose.value],
            "media": self._media(group),
            "cards": [self._card(message, outcome) for message in shown],
            "more": tallies(self.choices, unseen, outcome, program.program_id),
        }

    def _media(self, group: Sequence[Message]) -> list[dict[str, str]]:
        """How many by which medium: of one program for everybody, and for each owner."""
        program, by_owner = group[0].contact.program.program_id, dict[str, list[Message]]()
        for message in group:
            by_owner.setdefault(message.contact.owner, []).append(message)
        of_owners = [
            {"classes": f"with-owner {self.choices.classes(program, owner)}", "text": self._by_medium(messages)}
            for owner, messages in by_owner.items()
        ]
        return [{"classes": self.choices.classes(program), "text": self._by_medium(group)}, *of_owners]

    def _most_cards(self) -> int:
        return max(MOST_OF_ONE, min(MOST_CARDS, MOST_ON_THE_PAGE // max(1, len(self.choices.programs))))

    def _card(self, message: Message, outcome: str) -> dict[str, Any]:
        classes = self.choices.classes(*_entry(message, outcome))
        return card_of(message, self.media, self.settings, self.language) | {"classes": classes}

    def _by_medium(self, messages: Iterable[Message]) -> str:
        """ "3 SMS · 2 E-mail"."""
        counts = Counter(self.media[message.contact.medium.value] for message in messages)
        return " · ".join(f"{count} {label}" for label, count in counts.items())

    def _say(self, name: str) -> str:
        return say(name, self.language)


def _entry(message: Message, outcome: str) -> Entry:
    return Entry(message.contact.program.program_id, message.contact.owner, outcome)


def _shown(group: Sequence[Message], most: int) -> tuple[list[Message], list[Message]]:
    """The first messages, and the first few of every owner; and the others."""
    shown: list[Message] = []
    hidden: list[Message] = []
    of_owner: Counter[str] = Counter()
    for place, message in enumerate(group):
        of_owner[message.contact.owner] += 1
        is_shown = place < most or of_owner[message.contact.owner] <= MOST_OF_ONE
        (shown if is_shown else hidden).append(message)
    return shown, hidden


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
