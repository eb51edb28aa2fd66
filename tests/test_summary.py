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
    text = summary(customers=1, problems=1, due=1, sent=1, queued=2).as_text("en")
    assert "1 customer, 1 data problem\n" in text
    assert "1 due: 1 message delivered, 2 tasks handed to people" in text


def test_a_dry_run_says_so() -> None:
    assert "dry run" in summary(dry_run=True).as_text("en")
