"""The guard against a blast: a day with far more messages than usual is not begun before a person says yes (law 7).

Counted are the messages that go out by themselves; what people have ticked one by one they have read, and it is not
asked about again. The answer stands in the `Outbox` tab, in a row of its own for each number that was asked about, and
holds for that day and up to that number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import polars as pl

from crm_sheets.model import OWN_NOTES, Message, Program, Text
from crm_sheets.plan.done import COUNTED, MESSAGES
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

QUESTION_ID = "_unusual"
"""Stands where the program's id does in the row that asks."""

DAYS = 30
MOST_PROGRAMS = 15
"""Programs that the question names one by one."""

NUMBER = re.compile(r"[0-9]{1,9}")

NAME = Text("Jumlah tidak biasa", "Unusual number")
QUESTION = Text(
    "{planned} pesan akan dikirim hari ini{before}. Biasanya paling banyak {usual} pesan sehari ({days} hari "
    "terakhir).\n\n{programs}\n\nYa: semuanya boleh dikirim hari ini, sampai {allowed} pesan.\nTidak: tidak satu pun "
    "dikirim hari ini.\nSelama belum dijawab, semuanya ditahan; tugas untuk orang jalan terus.",
    "{planned} messages would go out today{before}. Usually it is {usual} a day at most (last {days} days).\n\n"
    "{programs}\n\nYes: all of them may go out today, up to {allowed} messages.\nNo: none of them goes out today.\n"
    "Without an answer all of them are held back; work for people goes on.",
)
BEFORE = Text(", di luar {sent} yang sudah dikirim", ", beside {sent} that are out already")
OTHERS = Text("{count} dari program lain", "{count} of other programs")
WAITS = Text(
    "{today} pesan hari ini, biasanya paling banyak {usual}", "{today} messages today, usually {usual} at most"
)
WOULD_ASK = Text("bila langsung ke pelanggan, jalan ini bertanya dulu: {why}", "live, this run would ask first: {why}")
HELD = Text("{planned} pesan ditahan: {why}", "{planned} messages held back: {why}")
DECLINED = Text("dijawab Tidak di Kotak keluar", "answered No in the Outbox")


class Answer(StrEnum):
    """What people have said: not asked yet, no answer yet, no; or nothing, as a rehearsal asks nobody."""

    NEW = "new"
    WAITS = "waits"
    DECLINED = "declined"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True)
class Unusual:
    """A day that would have far more messages than usual.

    `planned` messages would go out by themselves, `sent` have today; `usual` is the number of the busiest of the last
    DAYS days. `programs` are the names of the programs with how many are planned of each, the largest first.
    """

    planned: int
    sent: int
    usual: int
    programs: tuple[tuple[str, int], ...]
    answer: Answer = Answer.NEW

    @property
    def today(self) -> int:
        """The messages that this day would have."""
        return self.planned + self.sent

    @property
    def allowed(self) -> int:
        """How many a yes allows: a tenth more than are planned, as an hour later a few more may be due."""
        return (self.today * 11 + 9) // 10

    @property
    def holds(self) -> bool:
        """True when messages are held back."""
        return self.answer is not Answer.REHEARSAL

    @property
    def waits_for_people(self) -> bool:
        """True when somebody has to answer."""
        return self.answer in (Answer.NEW, Answer.WAITS)

    def why(self, language: str) -> str:
        """Why a message is held back."""
        if self.answer is Answer.DECLINED:
            return DECLINED.in_language(language)
        return WAITS.in_language(language).format(today=self.today, usual=self.usual)

    def notice(self, language: str) -> str:
        """What is to be known of the day before all else."""
        text = HELD if self.holds else WOULD_ASK
        return text.in_language(language).format(planned=self.planned, why=self.why(language))

    def question(self, language: str) -> str:
        """What people are asked."""
        before = BEFORE.in_language(language).format(sent=self.sent) if self.sent else ""
        return QUESTION.in_language(language).format(
            planned=self.planned,
            before=before,
            usual=self.usual,
            days=DAYS,
            programs="\n".join(self._by_program(language)),
            allowed=self.allowed,
        )

    def _by_program(self, language: str) -> Iterator[str]:
        for name, count in self.programs[:MOST_PROGRAMS]:
            yield f"{count} × {name}"
        others = sum(count for _, count in self.programs[MOST_PROGRAMS:])
        if others:
            yield OTHERS.in_language(language).format(count=others)


def goes_by_itself(message: Message) -> bool:
    """True for a message that nobody has ticked."""
    return not message.contact.program.needs_approval


def find_unusual(
    planned: Sequence[Message],
    programs: Collection[Program],
    history: pl.DataFrame,
    settings: TeamSettings,
    as_of: date,
) -> Unusual | None:
    """What is unusual about the day of these messages; None when it is as usual, or the team wants no guard.

    `history` (HISTORY) is what the ledger knew before them.
    """
    counts = Counter(message.contact.program.name for message in planned if goes_by_itself(message))
    made = _messages(history, [program.program_id for program in programs if program.needs_approval])
    sent = made.filter(pl.col("on") == as_of).height
    found = Unusual(counts.total(), sent, _busiest_day(made, as_of), tuple(counts.most_common()))
    least = max(settings.unusual_minimum, settings.unusual_factor * found.usual)
    return found if settings.unusual_factor and found.planned and found.today > least else None


def with_answer(
    found: Unusual, book: Book, as_of: date, fingerprint: Callable[[int], str], expected: int = 0
) -> Unusual | None:
    """The same with what people have answered in the Outbox; None when so many are allowed today.

    `fingerprint` digests the number that a row asks about: one that was made up or belongs to another day does not
    count. `expected` is how many the operator says there are to be.
    """
    answers = _answers(book, as_of, fingerprint)
    allowed = max([expected, *(number for number, answer in answers.items() if answer)])
    if found.today <= allowed:
        return None
    if False in answers.values():
        return replace(found, answer=Answer.DECLINED)
    is_asked = any(number >= found.today for number, answer in answers.items() if answer is None)
    return replace(found, answer=Answer.WAITS if is_asked else Answer.NEW)


def question_key(as_of: date, number: int) -> str:
    """The key of the row that asks about so many messages on a day."""
    return f"{QUESTION_ID}|{as_of.isoformat()}|{number}"


def question_row(found: Unusual, fingerprint: str, as_of: date, language: str) -> dict[str, Any]:
    """The row of the Outbox that asks; its approval cell stays blank."""
    return {
        "planned_on": as_of,
        "program_name": NAME.in_language(language),
        "customer": "-",
        "text": found.question(language),
        "valid_until": as_of,
        "program": QUESTION_ID,
        "key": question_key(as_of, found.allowed),
        "fingerprint": fingerprint,
    }


def _messages(history: pl.DataFrame, ticked: Sequence[str]) -> pl.DataFrame:
    """The messages that went out by themselves or may have, not of the `ticked` programs; our own notes are none.

    On no day: one large campaign that people ticked would raise what is usual for DAYS days.
    """
    is_message = pl.col("medium").is_in(MESSAGES) & ~pl.col("program").is_in([*OWN_NOTES, *ticked])
    return history.filter(pl.col("state").is_in(COUNTED), is_message)


def _busiest_day(made: pl.DataFrame, as_of: date) -> int:
    """How many messages the busiest of the DAYS days before `as_of` had; 0 for a team that begins."""
    lately = made.filter(pl.col("on") >= as_of - timedelta(days=DAYS), pl.col("on") < as_of)
    return max(lately.group_by("on").len()["len"], default=0)


def _answers(book: Book, as_of: date, fingerprint: Callable[[int], str]) -> Mapping[int, bool | None]:
    """The number of each question of that day, with its answer; where a row was copied, a no counts first."""
    start = question_key(as_of, 0)[:-1]
    asked = book.table("outbox").filter(pl.col("key").str.starts_with(start))
    found: dict[int, list[bool | None]] = {}
    for key, digest, approve in asked.select("key", "fingerprint", "approve").iter_rows():
        number = key.removeprefix(start)
        if NUMBER.fullmatch(number) and digest == fingerprint(int(number)):
            found.setdefault(int(number), []).append(approve)
    return {number: _one(answers) for number, answers in found.items()}


def _one(answers: Sequence[bool | None]) -> bool | None:
    given = [answer for answer in answers if answer is not None]
    return all(given) if given else None
