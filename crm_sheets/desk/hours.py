"""The team's working time, from its settings and its calendar."""

from __future__ import annotations

from datetime import datetime, tzinfo

import polars as pl

from crm_sheets.model import Text
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.times import hour_text, read_time_of_day
from crm_sheets.values.weekdays import read_weekdays
from crm_sheets.values.working_time import WorkingTime

WITHOUT_WORK = ("holiday", "closed")
"""Kinds of day in the Calendar tab on which nobody works."""

TODAY = Text("hari ini pukul {hour}", "today at {hour}")
TOMORROW = Text("besok pukul {hour}", "tomorrow at {hour}")
LATER = Text("{day} pukul {hour}", "on {day} at {hour}")
PATTERNS = {"id": "EEEE, d MMMM", "en": "EEEE, d MMMM"}


def working_time(settings: TeamSettings, calendar: pl.DataFrame, zone: tzinfo) -> WorkingTime:
    """When the team works; hours that do not end later on the same day give way to the usual ones."""
    closed = calendar.filter(pl.col("kind").is_in(WITHOUT_WORK))["date"].drop_nulls()
    starts, ends = read_time_of_day(settings.work_starts), read_time_of_day(settings.work_ends)
    if starts >= ends:
        usual = TeamSettings()
        starts, ends = read_time_of_day(usual.work_starts), read_time_of_day(usual.work_ends)
    return WorkingTime(read_weekdays(settings.work_days), starts, ends, frozenset(closed), zone)


def in_words(moment: datetime, now: datetime, language: str) -> str:
    """A moment to come as people say it: "hari ini pukul 15.00", "tomorrow at 10:00"; both aware, in one zone."""
    from babel.dates import format_date

    days = (moment.date() - now.date()).days
    said = TODAY if days == 0 else TOMORROW if days == 1 else LATER
    day = format_date(moment.date(), PATTERNS["id" if language == "id" else "en"], locale=language)
    return said.in_language(language).format(day=day, hour=hour_text(moment, language))
