"""The operator's summary: counts, an exit code, both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from crm_sheets.summary import Summary


def summary(**counts: Any) -> Summary:
    return Summary("nightly", "r1", date(2026, 11, 20), "book.xlsx", **counts)


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({}, 0),
        ({"problems": 61}, 0),
        ({"skipped": {"deceased": 2}}, 0),
        ({"failed": 1}, 3),
        ({"uncertain": 1}, 4),
        ({"failed": 3, "uncertain": 1}, 4),
    ],
)
def test_the_exit_code_says_the_worst(counts: dict[str, Any], code: int) -> None:
    assert summary(**counts).exit_code == code
    assert summary(**counts).as_json()["exit_code"] == code


def test_skipped_does_not_count_what_waits_for_approval() -> None:
    text = summary(due=5, sent=1, awaiting=3, skipped={"awaiting_approval": 3, "deceased": 1}).as_text("en")
    assert "3 awaiting approval, 1 skipped" in text
    assert "1 x Deceased" in text
    assert "x Awaiting" not in text


def test_a_quiet_day_is_short() -> None:
    assert "Contacts" not in summary(customers=150).as_text("en")


@pytest.mark.parametrize(("language", "word"), [("id", "pelanggan"), ("en", "customers")])
def test_it_speaks_both_languages(language: str, word: str) -> None:
    assert word in summary(customers=150).as_text(language)


def test_one_is_one() -> None:
    text = summary(customers=1, problems=1, due=1, sent=1, queued=2, live=True).as_text("en")
    assert "1 customer, 1 data problem\n" in text
    assert "1 due: 1 message sent, 2 tasks handed to people" in text


def test_what_no_program_planned_is_told_apart_so_that_the_lines_add_up() -> None:
    counts = {"due": 9, "sent": 5, "notes": 1, "queued": 7, "requested": 5, "other_tasks": 1}
    text = summary(**counts, skipped={"deceased": 3}).as_text("en")
    assert "9 due: 4 messages written to files, 2 tasks handed to people" in text
    assert "0 awaiting approval, 3 skipped" in text
    assert "Besides         5 calls that were asked for, 1 task of the desk, 1 acknowledgement\n" in text
    assert "5 telepon yang diminta pelanggan" in summary(**counts).as_text("id")
    assert "Besides" not in summary(due=1, sent=1).as_text("en")


def test_a_dry_run_says_so() -> None:
    assert "dry run" in summary(dry_run=True).as_text("en")


@pytest.mark.parametrize(
    ("language", "live", "headline", "count"),
    [
        ("en", False, "messages go to files only", "2 messages written to files"),
        ("en", True, "messages go to people", "2 messages sent"),
        ("id", False, "pesan ditulis ke berkas saja", "2 pesan ditulis ke berkas"),
        ("id", True, "pesan dikirim ke pelanggan", "2 pesan terkirim"),
    ],
)
def test_it_says_whether_messages_reach_people(language: str, live: bool, headline: str, count: str) -> None:
    lines = summary(due=2, sent=2, live=live).as_text(language).splitlines()
    assert headline in lines[0]
    assert count in "\n".join(lines)


def test_seconds_are_written_as_the_language_does() -> None:
    assert "0,5 detik" in summary(seconds=0.5).as_text("id")
    assert "0.5 seconds" in summary(seconds=0.5).as_text("en")


def test_what_came_in_says_how_much_of_it_is_to_be_answered() -> None:
    text = summary(received=3, to_answer=2, opt_outs=1, sent=2, live=True).as_text("en")
    assert "3 messages, 2 to answer" in text
    assert "1 asked to stop, 0 of ours did not arrive" in text
    assert "Sent            2 messages\n" in text
    assert "asked to stop" not in summary(received=3, to_answer=2).as_text("en")


def test_who_could_not_be_mailed_their_day_is_named() -> None:
    assert "no agenda was mailed to: Maya, Agung" in summary(without_agenda=("Maya", "Agung")).as_text("en")
    assert "agenda" not in summary().as_text("en")
