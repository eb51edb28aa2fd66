"""What goes into a crash report: frames, kinds and guarded messages of an error and all that caused it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.running.crash_report import MOST_ERRORS, crash_report


def message_of(error: Exception) -> str:
    """What the report of an error says behind its frames."""
    with pytest.raises(type(error)) as caught:
        raise error
    return crash_report(caught.value).partition(f"{type(error).__qualname__}: ")[2].removesuffix("\n")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("list index out of range", "list index out of range"),
        ("'NoneType' object has no attribute 'said'", "'NoneType' object has no attribute \"[...]\""),
        ("could not read 'Sari Dewi' there", 'could not read "[...]" there'),
        ("could not read 'O'Brien' there", 'could not read "[...]" there'),
        ("it's odd", "it's odd"),
        ("no such mailbox: sari@example.com, +62 812-0000-0001", "no such mailbox: [e-mail], [number]"),
        ("x" * 5000, "x" * 300),
        ("", ""),
    ],
)
def test_of_a_message_stays_what_helps_and_names_nobody(said: str, shown: str) -> None:
    assert message_of(ValueError(said)) == shown


def test_a_word_stays_where_the_code_that_failed_mentions_it() -> None:
    try:
        {"phone": 1}["telephone"]
    except KeyError as error:
        assert crash_report(error).endswith("builtins.KeyError: 'telephone'\n")


def test_a_column_that_is_missing_is_named_but_no_value() -> None:
    people = pl.DataFrame({"name": ["Sari Dewi"]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError) as missing:
        people.select("owner_name")
    with pytest.raises(pl.exceptions.InvalidOperationError) as unreadable:
        people.cast(pl.Int64)
    assert "owner_name" in crash_report(missing.value)
    assert "Sari" in str(unreadable.value)
    assert "Sari" not in crash_report(unreadable.value)


def test_the_causes_stand_first() -> None:
    try:
        try:
            {}["a"]
        except KeyError as error:
            raise ValueError from error
    except ValueError as error:
        report = crash_report(error)
    assert report.index("KeyError") < report.index("Which led to") < report.index("ValueError")
    assert __file__ in report


def test_a_cause_that_was_hidden_stays_hidden() -> None:
    try:
        try:
            {}["a"]
        except KeyError:
            raise ValueError from None
    except ValueError as error:
        assert "KeyError" not in crash_report(error)


def test_an_endless_chain_ends() -> None:
    first, second = ValueError("1"), ValueError("2")
    first.__cause__, second.__cause__ = second, first
    assert crash_report(first).count("ValueError") == MOST_ERRORS


@given(st.text(max_size=200), st.sampled_from("\"'`"))
def test_nothing_quoted_gets_through(before: str, quote: str) -> None:
    assert "Zebedea" not in message_of(ValueError(f"{before}{quote}Kanarina Zebedea{quote}"))
