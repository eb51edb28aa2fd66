"""The spreadsheet's own time zone and locale: they decide what a date typed into it becomes."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from crm_sheets.doctor.examination import Examination
from crm_sheets.doctor.finding import Finding, ok, warning
from crm_sheets.model import Text
from crm_sheets.values.dates import MIXED_ORDER, MONTH_FIRST
from crm_sheets.values.numbers import POINT_COUNTRIES

IN_THE_SHEET = Text("di spreadsheet: File > Setelan", "in the spreadsheet: File > Settings")
COUNTRIES = {"en": "US", "id": "ID", "in": "ID", "": "US"}
"""The country of a locale that names none; "in" is Indonesian of old."""


def timezone(examination: Examination) -> Finding:
    """The spreadsheet's clock goes as the operator's does."""
    theirs, ours = examination.outline().timezone, examination.workspace.settings.timezone
    if theirs == ours or _offsets(theirs, examination) == _offsets(ours, examination):
        return ok(theirs, theirs)
    return warning(
        Text(
            f'Spreadsheet memakai zona waktu "{theirs}", crm.toml "{ours}".',
            f'The spreadsheet has the time zone "{theirs}", crm.toml "{ours}".',
        ),
        Text(
            f'Samakan keduanya, {IN_THE_SHEET.id} > Zona waktu, atau timezone = "{theirs}" di crm.toml.',
            f'Make them the same, {IN_THE_SHEET.en} > Time zone, or timezone = "{theirs}" in crm.toml.',
        ),
    )


def _offsets(name: str, examination: Examination) -> tuple[timedelta | None, ...] | None:
    """The zone's distance from UTC now and in half a year; None for one that is not known."""
    now = examination.workspace.now().astimezone(UTC)
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
    return tuple(moment.astimezone(zone).utcoffset() for moment in (now, now + timedelta(days=182)))


def locale(examination: Examination) -> Finding:
    """A date that people type becomes the one they mean; how they have to type amounts."""
    name, country = examination.outline().locale, examination.country
    theirs = country_of(name)
    if _month_first(theirs) != _month_first(country):
        return warning(_dates_differ(name, _month_first(theirs)), _set_locale(country))
    amount = "1,500.50" if theirs in POINT_COUNTRIES else "1.500,50"
    return ok(f"{name}, dengan jumlah seperti {amount}", f"{name}, with amounts such as {amount}")


def country_of(name: str) -> str:
    """The ISO code of a locale's country: "en_US" is "US"."""
    language, *parts = name.replace("-", "_").split("_")
    territory = parts[-1] if parts and len(parts[-1]) == 2 else ""
    return territory.upper() or COUNTRIES.get(language.lower(), language.upper())


def _month_first(country: str) -> bool:
    return country in MONTH_FIRST or country in MIXED_ORDER


def _dates_differ(name: str, month_first: bool) -> Text:
    becomes = Text("3 Mei", "May 3") if month_first else Text("5 Maret", "5 March")
    return Text(
        f'Lokal spreadsheet "{name}": 5/3/2026 yang diketik menjadi {becomes.id}.',
        f'The spreadsheet\'s locale is "{name}": 5/3/2026 typed into it becomes {becomes.en}.',
    )


def _set_locale(country: str) -> Text:
    return Text(
        f"Ubah {IN_THE_SHEET.id} > Lokal, pilih negara {country}; lalu periksa tanggal yang sudah diketik.",
        f"Change it {IN_THE_SHEET.en} > Locale, to that of {country}; then look at the dates typed so far.",
    )
