"""How fast customers are answered: per channel, how many within the team's limit (catalogue D5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import polars as pl

from crm_sheets.content import Block, Format, ShownColumn
from crm_sheets.model import Medium, Text
from crm_sheets.reports.labels import choice_labels

TARGET = 0.9
"""The share to be answered in time."""

TITLE = Text("Waktu jawab", "Answer times")
NOTE = Text(
    "Sasaran: 90 % dijawab sebelum batasnya. Yang masih terbuka dihitung begitu batasnya lewat.",
    "Target: 90 % answered by the time set. What is still open counts once its time has passed.",
)
LABELS = {
    "channel": Text("Saluran", "Channel"),
    "received": Text("Perlu dijawab", "To answer"),
    "answered": Text("Dijawab", "Answered"),
    "in_time": Text("Tepat waktu", "In time"),
    "overdue": Text("Lewat waktu, masih terbuka", "Overdue, still open"),
    "share": Text("Bagian tepat waktu", "Share in time"),
}
"""The columns of the block, in order."""
ALL = Text("Semua", "All")


class Answered(NamedTuple):
    """One message that needed an answer; all moments aware, `handled_at` None while it is open."""

    key: str
    medium: Medium
    at: datetime
    answer_by: datetime | None
    handled_at: datetime | None


class AnswerTimes(NamedTuple):
    """One channel, or all of them (`medium` None). `share` is None while nothing was due yet."""

    medium: Medium | None
    received: int
    answered: int
    in_time: int
    overdue: int
    share: float | None


def answer_times(messages: Iterable[Answered], now: datetime) -> list[AnswerTimes]:
    """The figures of each channel that had messages, in the order of Medium, and of all together at the end.

    A message counts once, the last row with its key. Answered without a limit is in time.
    """
    by_key = {message.key: message for message in messages}
    media = sorted({message.medium for message in by_key.values()}, key=list(Medium).index)
    figures = [_figures(medium, [m for m in by_key.values() if m.medium is medium], now) for medium in media]
    return [*figures, _figures(None, list(by_key.values()), now)] if figures else []


def _figures(medium: Medium | None, messages: Sequence[Answered], now: datetime) -> AnswerTimes:
    done = [message for message in messages if message.handled_at]
    in_time = sum(_ended(message, now) <= _limit(message) for message in done)
    overdue = sum(_ended(message, now) > _limit(message) for message in messages if not message.handled_at)
    counted = len(done) + overdue
    return AnswerTimes(medium, len(messages), len(done), in_time, overdue, in_time / counted if counted else None)


def _ended(message: Answered, now: datetime) -> datetime:
    return message.handled_at or now


def _limit(message: Answered) -> datetime:
    return message.answer_by or datetime.max.replace(tzinfo=UTC)


def answer_block(figures: Iterable[AnswerTimes], language: str) -> Block:
    """The figures as a block for a report, in `language`."""
    channels = choice_labels("inbox", "channel", language)
    rows = [
        {**line._asdict(), "channel": channels[line.medium.value] if line.medium else ALL.in_language(language)}
        for line in figures
    ]
    counts = dict.fromkeys(("received", "answered", "in_time", "overdue"), pl.Int64)
    frame = pl.DataFrame(rows, schema={"channel": pl.String, **counts, "share": pl.Float64}, orient="row", strict=False)
    formats = {"channel": Format.TEXT, "share": Format.PERCENT}
    columns = tuple(
        ShownColumn(name, label.in_language(language), formats.get(name, Format.INTEGER), 16)
        for name, label in LABELS.items()
    )
    return Block(frame, columns, TITLE.in_language(language), NOTE.in_language(language))
