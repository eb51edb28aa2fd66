"""The guide to the profiles tells every column, every stage and the defaults that are in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_sheets.enrich import PROFILES
from crm_sheets.enrich.lifecycle import STAGES
from crm_sheets.reports.profiles_tab import HEADINGS
from crm_sheets.reports.shown import Heading
from crm_sheets.team_settings import TeamSettings

GUIDE = (Path(__file__).parents[2] / "docs" / "segments.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*PROFILES, *STAGES])
def test_the_guide_explains(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("heading", HEADINGS, ids=lambda heading: heading.name)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_guide_calls_a_column_what_the_tab_calls_it(heading: Heading, language: str) -> None:
    label = heading.header.in_language(language)
    assert label.format(months=TeamSettings().spend_window_months) in GUIDE


@pytest.mark.parametrize(
    "setting", ["spend_window_months", "new_customer_days", "at_risk_months", "dormant_months", "lost_months"]
)
def test_the_guide_names_the_defaults_in_force(setting: str) -> None:
    assert f"`{setting}` ({getattr(TeamSettings(), setting)})" in GUIDE
