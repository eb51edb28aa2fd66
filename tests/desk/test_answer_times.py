"""How many customers were answered in time, by channel."""

from __future__ import annotations

from datetime import datetime

from desk_samples import NOW, at

from crm_sheets.content import Format
from crm_sheets.desk.answer_times import TARGET, Answered, AnswerTimes, answer_block, answer_times
from crm_sheets.model import Medium


def message(key: str, medium: Medium, by: datetime | None, handled: datetime | None) -> Answered:
    return Answered(key, medium, at(20, 8), by, handled)


ROWS = [
    message("a", Medium.EMAIL, at(20, 9), at(20, 8, 30)),
    message("b", Medium.WHATSAPP, at(20, 9), at(20, 9)),
    message("c", Medium.WHATSAPP, at(20, 9), at(20, 9, 30)),
    message("d", Medium.WHATSAPP, at(20, 9), None),
    message("e", Medium.WHATSAPP, at(20, 12), None),
    message("f", Medium.WHATSAPP, None, None),
    message("g", Medium.WHATSAPP, None, at(20, 9)),
    message("a", Medium.EMAIL, at(20, 9), at(20, 8, 30)),
]


def test_each_channel_has_its_figures_and_all_together_come_last() -> None:
    whatsapp, email, everything = answer_times(ROWS, NOW)
    assert whatsapp == AnswerTimes(Medium.WHATSAPP, 6, 3, 2, 1, 0.5)
    assert email == AnswerTimes(Medium.EMAIL, 1, 1, 1, 0, 1.0)
    assert everything == AnswerTimes(None, 7, 4, 3, 1, 0.6)


def test_what_is_not_due_yet_has_no_share() -> None:
    waiting = [message("a", Medium.EMAIL, at(20, 12), None)]
    assert [line.share for line in answer_times(waiting, NOW)] == [None, None]
    assert answer_times([], NOW) == []


def test_the_block_shows_them_in_the_language_of_the_team() -> None:
    block = answer_block(answer_times(ROWS, NOW), "id")
    assert block.frame["channel"].to_list() == ["WhatsApp", "E-mail", "Semua"]
    assert [column.header for column in block.columns][:2] == ["Saluran", "Perlu dijawab"]
    assert block.columns[-1].format is Format.PERCENT
    assert [column.name for column in block.columns] == block.frame.columns
    assert answer_block([], "en").frame.is_empty()
    assert (block.title, TARGET) == ("Waktu jawab", 0.9)
