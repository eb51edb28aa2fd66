"""The hours in which messages go out: outside them they wait for the next opening (law 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo

from crm_sheets.model import Contact, Text
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.times import moment_text, read_time_of_day

WAITS = Text("menunggu sampai {}", "waits until {}")


def is_open(now: datetime, settings: TeamSettings, zone: tzinfo) -> bool:
    """True when messages may go out at this (aware) moment, by the clocks of `zone`."""
    opens, closes = _hours(settings)
    return opens == closes or opens <= now.astimezone(zone).time() < closes


def next_opening(now: datetime, settings: TeamSettings, zone: tzinfo) -> datetime:
    """The first moment from `now` on at which messages may go out, in `zone`: `now` itself within the hours."""
    here = now.astimezone(zone)
    if is_open(now, settings, zone):
        return here
    opens, _ = _hours(settings)
    days = (here.date() + timedelta(days=ahead) for ahead in range(3))
    moments = (datetime.combine(day, opens, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now).astimezone(zone)


def holding(now: datetime, settings: TeamSettings, zone: tzinfo) -> Callable[[Contact], str]:
    """What tells of each contact why its message waits, in the team's language; "" when it may go out now.

    All recipients are taken to live in `zone`. Where each has a zone of their own, it is looked up here.
    """
    waits = waiting(now, settings, zone)
    return lambda contact: waits


def waiting(now: datetime, settings: TeamSettings, zone: tzinfo) -> str:
    """Why messages wait at this moment, in the team's language; "" when they may go out."""
    return "" if is_open(now, settings, zone) else _waits_until(next_opening(now, settings, zone), settings.language)


def _waits_until(opening: datetime, language: str) -> str:
    return WAITS.in_language(language).format(moment_text(opening, language))


def _hours(settings: TeamSettings) -> tuple[time, time]:
    return read_time_of_day(settings.send_from), read_time_of_day(settings.send_until)
