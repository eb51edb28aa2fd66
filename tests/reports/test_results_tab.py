"""The tab about what programs have changed: a line for each program that was held out and each thing looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.model import ContactState
from crm_sheets.reports import ReportInput
from crm_sheets.reports.results_tab import results_tab
from crm_sheets.tables import HELD_OUT, HISTORY

START = date(2026, 9, 1)


@pytest.fixture
def compared(source: Callable[..., ReportInput]) -> ReportInput:
    """Three were contacted and two of them bought; two were held out, and none did."""
    contacts = [(f"offer|C{n}|1", "offer", f"C{n}", "sms", ContactState.SENT.value, START) for n in (1, 2, 3)]
    held = [(f"offer|C{n}|1", "offer", f"C{n}", START) for n in (4, 5)]
    given: dict[str, Any] = {
        "history": pl.DataFrame(contacts, schema=HISTORY, orient="row"),
        "held_out": pl.DataFrame(held, schema=HELD_OUT, orient="row"),
    }
    sold = [{"customer_id": f"C{n}", "date": START, "amount": 1.0} for n in (1, 2)]
    return source(given=given, transactions=sold, visits=[])


def test_a_line_for_each_thing_that_the_workbook_knows(compared: ReportInput) -> None:
    (block,) = results_tab(compared).blocks
    rows = block.frame.select("conversion", "contacted", "contacted_share", "held_out", "held_out_share", "key").rows()
    assert rows == [
        ("Bought", 3, pytest.approx(2 / 3), 2, 0.0, "offer|purchase"),
        ("Met", 3, 0.0, 2, 0.0, "offer|visit"),
    ]
    assert block.frame["verdict"].to_list() == ["too few to tell", "too few to tell"]
    assert block.frame["difference"].to_list() == pytest.approx([2 / 3, 0])


def test_without_a_hold_out_it_says_so(source: Callable[..., ReportInput]) -> None:
    (block,) = results_tab(source()).blocks
    assert block.frame["program"].to_list() == ["No program has held anybody out yet."]
