"""The guide to premiums, funds and gifts tells what is worked out, and the defaults that are in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_sheets.plan.gifts import MOST_IDEAS
from crm_sheets.schema import TABS
from crm_sheets.team_settings import TeamSettings

GUIDE = (Path(__file__).parents[2] / "docs" / "insurance.md").read_text(encoding="utf-8")
EXPLAINED = [column.name for column in TABS["policies"].derived if column.name not in ("product_name", "fund_name")]
SETTINGS = ("grace_days", "hospital_wait_days", "illness_wait_months", "nav_window_days")


@pytest.mark.parametrize("name", [name for name in EXPLAINED if name != "fund_type"])
def test_the_guide_explains(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_guide_names_the_defaults_in_force(setting: str) -> None:
    assert f"†`{setting}` ({getattr(TeamSettings(), setting)})" in GUIDE


def test_shares_and_money_are_those_in_force() -> None:
    settings = TeamSettings()
    assert f"†`nav_fall` ({settings.nav_fall:.0%})".replace("%", " %") in GUIDE
    assert f"†`gift_share` ({settings.gift_share:.0%})".replace("%", " %") in GUIDE
    for name in ("gift_minimum", "gift_limit"):
        assert f"†`{name}` ({getattr(settings, name):,.0f}".replace(",", " ") in GUIDE
    assert MOST_IDEAS == 5 and "at most five" in GUIDE
