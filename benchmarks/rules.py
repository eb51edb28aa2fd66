"""What the peer's author would type at the top of the script: the tabs, their columns and their choices, as JSON.

python benchmarks/rules.py rules.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from crm_sheets.enrich.completeness import PERSONS_ONLY, WEIGHTS
from crm_sheets.reports import titles
from crm_sheets.reports.profiles_tab import HEADINGS as PROFILE_HEADINGS
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Owner, Tab
from crm_sheets.sms import PLAIN
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.choices import normalise

LANGUAGE = "id"
COLUMNS_OF_OURS = {
    "unit_link",
    "overdue_policies",
    "commission_window",
    "gifts_window",
    "gift_budget",
    "nps",
    "csat",
    "referrals",
    "referrals_won",
}
"""Columns of the profiles that the peer does without."""


def write_rules(path: Path) -> None:
    """Write the rules of the workbook in `LANGUAGE` for the peer, so that the schema is declared only once."""
    settings = TeamSettings()
    rules = {
        "tabs": {name: _tab(tab) for name, tab in TABS.items()},
        "settings": {item.name: getattr(settings, item.name) for item in fields(settings)},
        "titles": {
            name: getattr(titles, name.upper()).in_language(LANGUAGE)
            for name in ("problems", "profiles", "plan", "segments")
        },
        "profile_columns": {
            heading.name: heading.header.in_language(LANGUAGE).format(months=settings.spend_window_months)
            for heading in PROFILE_HEADINGS
            if heading.name not in COLUMNS_OF_OURS
        },
        "completeness": WEIGHTS,
        "persons_only": PERSONS_ONLY,
        "plain_signs": {chr(sign): plain for sign, plain in PLAIN.items()},
    }
    path.write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")


def _tab(tab: Tab) -> dict[str, Any]:
    return {
        "title": tab.label.in_language(LANGUAGE),
        "key": tab.key,
        "is_team": tab.owner is Owner.TEAM,
        "columns": [_column(column) for column in tab.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    plain = ("name", "required", "unique", "references", "after", "past", "minimum", "maximum", "many", "sensitive")
    return {
        **{name: getattr(column, name) for name in plain},
        "header": column.label.in_language(LANGUAGE),
        "kind": column.kind.value,
        "people_fill": column.people_fill,
        "choices": dict(_spellings(column)),
        "labels": {choice.value: list(choice.label) for choice in column.choices},
    }


def _spellings(column: Column) -> Iterator[tuple[str, str]]:
    """Every spelling of a choice, letters and digits only, and its value; what comes later wins."""
    layers = (lambda one: one.aliases, lambda one: (one.value,), lambda one: one.label)
    for spelled in layers:
        for choice in reversed(column.choices):
            for spelling in spelled(choice):
                yield normalise(spelling), choice.value


if __name__ == "__main__":
    write_rules(Path(sys.argv[1]))
