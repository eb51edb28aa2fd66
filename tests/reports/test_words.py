"""Everything people see exists in both languages, and tabs have titles that a workbook takes."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import ModuleType
from typing import Any

import pytest

import crm_sheets.reports
from crm_sheets.model import Text
from crm_sheets.periods import parse_period
from crm_sheets.reports import REPORTS, ReportInput
from crm_sheets.reports.measures import NOTHING
from crm_sheets.reports.titles import report_title
from crm_sheets.schema import TABS
from crm_sheets.tables import PROBLEMS

PREFIX = "crm_sheets.reports."
MODULES = [importlib.import_module(found.name) for found in pkgutil.walk_packages(crm_sheets.reports.__path__, PREFIX)]


def texts_in(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_in(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts_in(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from texts_in([getattr(value, field.name) for field in dataclasses.fields(value)])


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.removeprefix(PREFIX))
def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill(module: ModuleType) -> None:
    values = [value for name, value in vars(module).items() if not name.startswith("__")]
    for text in texts_in(values):
        if text is not NOTHING:
            assert text.id.strip(), text
            assert text.en.strip(), text
            assert sorted(re.findall(r"{\w+}", text.id)) == sorted(re.findall(r"{\w+}", text.en)), text


@pytest.fixture
def built(source: Callable[..., ReportInput]) -> Callable[[str], ReportInput]:
    def make(language: str) -> ReportInput:
        problems = {"problems": PROBLEMS.to_frame()}
        sales = [{"customer_id": "C1", "date": date(2026, 11, 1), "amount": 5.0}]
        tabs: dict[str, Any] = {tab: [] for tab in ("policies", "deals", "visits", "complaints", "invoices")}
        person = {"customer_id": "C1", "name": "Budi"}
        return source(language=language, given=problems, customers=[person], transactions=sales, **tabs)

    return make


@pytest.mark.parametrize("name", REPORTS)
def test_a_tab_speaks_one_language_at_a_time(built: Callable[[str], ReportInput], name: str) -> None:
    indonesian, english = (REPORTS[name](built(language)) for language in ("id", "en"))
    assert indonesian.title != english.title
    for one, other in zip(indonesian.blocks, english.blocks, strict=True):
        assert [column.name for column in one.columns] == [column.name for column in other.columns]
        assert [column.header for column in one.columns] != [column.header for column in other.columns]
        assert not one.title or one.title != other.title


@pytest.mark.parametrize("language", ["id", "en"])
def test_titles_fit_into_a_workbook_and_are_nobody_elses(built: Callable[[str], ReportInput], language: str) -> None:
    titles = [REPORTS[name](built(language)).title for name in REPORTS]
    titles.append(report_title(parse_period("2026-Q4"), language))
    taken = {text.casefold() for tab in TABS.values() for text in (tab.name, *tab.label, *tab.aliases)}
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert len(title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", title)
        assert title.casefold() not in taken


@pytest.mark.parametrize("name", REPORTS)
def test_a_workbook_that_has_only_its_header_rows_still_gets_every_tab(
    source: Callable[..., ReportInput], name: str
) -> None:
    empty: dict[str, Any] = {tab: [] for tab in TABS}
    tab = REPORTS[name](source(**empty))
    for block in tab.blocks:
        assert {column.name for column in block.columns} <= set(block.frame.columns)
        assert {column.link_column for column in block.columns if column.link_column} <= set(block.frame.columns)
