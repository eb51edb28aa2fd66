"""The workbook to start with: every tab with its headers, the programs and settings, and nobody in it yet."""

from __future__ import annotations

from crm_sheets.sample.book import SampleBook
from crm_sheets.sample.holidays import OWN, make_calendar
from crm_sheets.sample.options import Options, Row
from crm_sheets.sample.programs import make_programs, make_segments
from crm_sheets.sample.settings import OURS, make_settings

ACTIVE_PURPOSE = "greeting"
LEFT_TO_THE_TEAM = [name for name in OURS if name != "country"]


def make_starter(language: str) -> SampleBook:
    """A book without customers; only the greetings are active, and the company is left to be filled in."""
    options = Options(customers=1, transactions=0, language=language, faults=False)
    tabs = {
        "programs": [_resting(row) for row in make_programs(options)],
        "segments": make_segments(options),
        "settings": [_blank(row) for row in make_settings(options)],
        "calendar": _holidays(options),
    }
    return SampleBook(options, tabs)


def _resting(program: Row) -> Row:
    """The program as a team starts with it: what costs nobody's time greets, the rest waits to be switched on."""
    return program | {"active": program["purpose"] == ACTIVE_PURPOSE}


def _blank(setting: Row) -> Row:
    """A setting without what is the sample company's own."""
    return setting | {"value": None} if setting["setting"] in LEFT_TO_THE_TEAM else setting


def _holidays(options: Options) -> list[Row]:
    own = {options.say(name) for _, name, _ in OWN}
    return [row for row in make_calendar(options) if row["name"] not in own]
