"""The reference pages are made from the code, and are current."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
from docs_scripts import DOCS, docs_script
from pydantic import BaseModel

from crm_sheets.schema import TABS
from crm_sheets.server_settings import MailboxSettings, MailSettings, TwilioSettings
from crm_sheets.settings import NEVER_IN_A_FILE, OperatorSettings
from crm_sheets.team_settings import TeamSettings


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    return docs_script("make_reference")


@pytest.mark.parametrize("name", ["settings.md", "columns.md"])
def test_the_page_in_the_repository_is_current(reference: ModuleType, name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert text == reference.PAGES[name](), "run: python docs/make_reference.py"


def test_every_setting_has_a_line(reference: ModuleType) -> None:
    lines = reference.settings_page().splitlines()
    for name in [*(item.name for item in fields(TeamSettings)), *OperatorSettings.model_fields]:
        assert any(line.startswith(f"| `{name}` |") for line in lines), name


@pytest.mark.parametrize(
    ("group", "settings"), [("twilio", TwilioSettings), ("mail", MailSettings), ("mailbox", MailboxSettings)]
)
def test_every_setting_of_a_server_has_a_line(reference: ModuleType, group: str, settings: type[BaseModel]) -> None:
    section = reference.settings_page().partition(f"`[{group}]` in `crm.toml`")[2].partition("\n## ")[0]
    for name in settings.model_fields:
        assert f"| `{name}` | `CRM_SHEETS_{group.upper()}__{name.upper()}` |" in section


def test_secrets_are_marked_as_such(reference: ModuleType) -> None:
    for group, name in NEVER_IN_A_FILE.items():
        line = next(
            line
            for line in reference.settings_page().splitlines()
            if f"`CRM_SHEETS_{group.upper()}__{name.upper()}`" in line
        )
        assert "never in crm.toml" in line
        assert "tidak boleh di crm.toml" in line


def test_the_defaults_of_files_are_those_in_force(reference: ModuleType) -> None:
    from crm_sheets.settings import load_settings

    settings = load_settings(workbook=Path("folder/book.xlsx"))
    for name in ("ledger", "key_file", "outbox", "preview", "templates"):
        assert getattr(settings, name) == Path("folder") / reference.OPERATOR[name][0]
    for name in ("timezone", "country", "language"):
        assert getattr(settings, name) == reference.OPERATOR[name][0]


def test_every_column_of_every_tab_has_a_line(reference: ModuleType) -> None:
    page = reference.columns_page()
    for tab in TABS.values():
        section = page.partition(f"\nName `{tab.name}`.")[2].partition("\n## ")[0]
        for column in tab.columns:
            assert f"| `{column.name}` | {column.label.id} | {column.label.en} |" in section, (tab.name, column.name)


def test_links_to_tabs_lead_to_headings(reference: ModuleType) -> None:
    assert reference.both(TABS["customers"].label, " · ") == "Pelanggan · Customers"
    assert "(#pelanggan--customers)" in reference.columns_page()


def test_the_readme_counts_the_planted_mistakes() -> None:
    with (DOCS.parent / "tests" / "golden" / "planted_faults.csv").open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert f"{len(codes)} mistakes of {len(set(codes))} kinds" in (DOCS.parent / "README.md").read_text(
        encoding="utf-8"
    )
