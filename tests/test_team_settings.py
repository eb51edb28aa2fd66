"""The team's own numbers, from the Settings tab; a wrong one leaves the default in force and says so."""

from __future__ import annotations

from dataclasses import fields

import polars as pl
import pytest

from crm_sheets.schema import TABS
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings, missing_settings, read_team_settings


def settings_tab(**values: str | None) -> Book:
    rows = [{"_row": number, "setting": name, "value": value} for number, (name, value) in enumerate(values.items(), 2)]
    table = pl.DataFrame(rows, schema_overrides=TABS["settings"].typed) if rows else TABS["settings"].empty()
    letters = {"settings": {"setting": "A", "value": "B"}}
    return Book({"settings": table}, PROBLEMS.to_frame(), {"settings": "Pengaturan"}, {}, letters)


def test_without_the_tab_the_defaults_hold() -> None:
    settings, problems = read_team_settings(Book({}, PROBLEMS.to_frame()))
    assert settings == TeamSettings()
    assert problems.is_empty()


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("tier_gold", "Rp 75.000.000", 75_000_000),
        ("tier_gold", "75 jt", 75_000_000),
        ("spend_window_months", "24", 24),
        ("language", "EN", "en"),
        ("company", "Toko Maju", "Toko Maju"),
        ("leap_day", "mar1", "mar1"),
        ("selling_share", "10%", 0.1),
        ("gift_share", "12,5 %", 0.125),
        ("nav_fall", "0,15", 0.15),
    ],
)
def test_values_are_read_as_people_type_them(name: str, typed: str, read: object) -> None:
    settings, problems = read_team_settings(settings_tab(**{name: typed}))
    assert getattr(settings, name) == read
    assert problems.is_empty()


@pytest.mark.parametrize(
    ("name", "typed", "cell", "hint"),
    [
        ("tier_gold", "banyak", "B2", "100000000"),
        ("tier_gold", "-5", "B2", "100000000"),
        ("lost_months", "99999999", "B2", "12"),
        ("cap_days", "1e12", "B2", "7"),
        ("frequency_uplift", "5", "B2", "0,2"),
        ("selling_share", "150%", "B2", "0,5"),
        ("cap_days", "10%", "B2", "7"),
        ("language", "fr", "B2", "id / en"),
        ("country", "Indonesia", "B2", "ID / SG / MY / US"),
        ("teir_gold", "5", "A2", "tier_gold"),
    ],
)
def test_a_wrong_row_is_named_and_changes_nothing(name: str, typed: str, cell: str, hint: str) -> None:
    settings, problems = read_team_settings(settings_tab(**{name: typed}))
    assert settings == TeamSettings()
    assert problems.select("cell", "code", "hint").rows() == [(cell, "bad_setting", hint)]


def test_a_blank_value_keeps_the_default() -> None:
    settings, problems = read_team_settings(settings_tab(tier_gold=None))
    assert settings == TeamSettings()
    assert problems.is_empty()


@pytest.mark.parametrize(
    ("typed", "hours", "cells"),
    [
        ({"send_from": "7.30", "send_until": "21:00"}, ("07:30", "21:00"), []),
        ({"send_from": "00:00", "send_until": "00:00"}, ("00:00", "00:00"), []),
        ({"send_until": "06:00"}, ("08:00", "20:00"), ["B2"]),
        ({"send_from": "22:00", "send_until": "06:00"}, ("08:00", "20:00"), ["B2", "B3"]),
        ({"send_from": "20:00"}, ("08:00", "20:00"), ["B2"]),  # nobody means "at any time" by that
        ({"send_from": "malam", "send_until": "06:00"}, ("08:00", "20:00"), ["B2", "B3"]),
        ({"send_from": None, "send_until": "19:00"}, ("08:00", "19:00"), []),
    ],
)
def test_the_hours_for_messages_lie_within_one_day(
    typed: dict[str, str | None], hours: tuple[str, str], cells: list[str]
) -> None:
    settings, problems = read_team_settings(settings_tab(**typed))
    assert (settings.send_from, settings.send_until) == hours
    assert problems["cell"].sort().to_list() == cells


def test_what_is_blank_and_needed_is_named_where_people_are_contacted() -> None:
    book = Book({"programs": TABS["programs"].empty()}, PROBLEMS.to_frame())
    (found,) = missing_settings(book, TeamSettings(company="Toko Maju"), "company", "reply_phone")
    assert (found["code"], found["value"], found["severity"]) == ("missing_setting", "reply_phone", "warning")
    assert missing_settings(Book({}, PROBLEMS.to_frame()), TeamSettings(), "company", "reply_phone") == []


def test_every_setting_is_obeyed_somewhere() -> None:
    """A setting in the sheet that nothing reads would be a lie."""
    from pathlib import Path

    import crm_sheets

    package = Path(crm_sheets.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in package.rglob("*.py") if path.name != "team_settings.py"]
    templates = [path.read_text(encoding="utf-8") for path in (package.parent / "templates").rglob("*.*")]
    used = "\n".join([*(text for text in sources if "TeamSettings" in text or "settings" in text), *templates])
    assert [item.name for item in fields(TeamSettings) if f"settings.{item.name}" not in used] == []
