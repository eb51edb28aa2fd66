"""The hours in which messages go out to a recipient: outside them they wait for the next opening (law 7).

Whose clocks count: those of the zone that the customer's row names; else, for an e-mail and for a number of the
workbook's own country, the team's; else all zones that the number may be in (+1 has dozens), of which each must be
inside the hours. Where the zones of a number lie so far apart that this never comes, a message goes out while as many
of them as can be are inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache

from crm_sheets.model import Contact, Medium, Text
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.phones import zones_of_number
from crm_sheets.values.times import moment_text, read_time_of_day
from crm_sheets.values.zones import zone_named

WAITS = Text("menunggu sampai {}", "waits until {}")

Zones = tuple[tzinfo, ...]

BY_PHONE = (Medium.SMS, Medium.WHATSAPP)
A_DAY = timedelta(days=1)
DAYS_AHEAD = 8
"""So many openings are looked at: clocks that change in between can take one away."""


@dataclass(frozen=True)
class SendingHours:
    """When messages may go out by the clocks of one or more zones."""

    opens: time
    closes: time
    zones: Zones

    def is_open(self, now: datetime) -> bool:
        """True when a message may go out at this (aware) moment."""
        if self.opens == self.closes:
            return True
        inside = self._inside(now)
        if inside == len(self.zones):
            return True
        return inside > 0 and inside >= max(map(self._inside, self._openings(now, now + A_DAY)), default=0)

    def next_opening(self, now: datetime) -> datetime:
        """The first moment from `now` on at which a message may go out, in UTC: `now` itself within the hours."""
        here = now.astimezone(UTC)
        if self.is_open(here):
            return here
        coming = self._openings(here, here + DAYS_AHEAD * A_DAY)
        return next((moment for moment in coming if self.is_open(moment)), here + A_DAY)

    def _inside(self, now: datetime) -> int:
        """In how many of the zones it is within the hours."""
        return sum(self.opens <= now.astimezone(zone).time() < self.closes for zone in self.zones)

    def _openings(self, first: datetime, last: datetime) -> list[datetime]:
        """The moments after `first`, up to `last`, at which the hours begin in a zone; twice where clocks repeat it."""
        start = first.astimezone(UTC).date() - A_DAY
        days = [start + number * A_DAY for number in range((last - first).days + 4)]
        moments = {
            datetime.combine(day, self.opens, zone).replace(fold=fold).astimezone(UTC)
            for zone in self.zones
            for day in days
            for fold in (0, 1)
        }
        return sorted(moment for moment in moments if first < moment <= last)


def is_open(now: datetime, settings: TeamSettings, *zones: tzinfo) -> bool:
    """True when messages may go out at this (aware) moment, by the clocks of `zones`."""
    return _hours(settings, zones).is_open(now)


def next_opening(now: datetime, settings: TeamSettings, *zones: tzinfo) -> datetime:
    """The first moment from `now` on at which messages may go out by the clocks of `zones`, in the first of them."""
    return _hours(settings, zones).next_opening(now).astimezone(zones[0])


def zones_of(contact: Contact, home: tzinfo, country: str) -> Zones:
    """By which clocks a contact's recipient lives; `home` is the team's zone, `country` (ISO code) the workbook's."""
    named = contact.facts.get("customer", {}).get("timezone")
    if named:
        return (zone_named(named),)
    return _zones_of_number(contact.address, country) or (home,) if contact.medium in BY_PHONE else (home,)


def openings(now: datetime, settings: TeamSettings, home: tzinfo, country: str) -> Callable[[Contact], datetime]:
    """What tells of each contact when its message may go out (see `zones_of`), by the team's clocks; `now` for at once.

    A country in the settings goes before `country`.
    """
    known, here = settings.country or country, now.astimezone(home)

    @cache
    def opening(zones: Zones) -> datetime:
        return _hours(settings, zones).next_opening(here).astimezone(home)

    return lambda contact: opening(zones_of(contact, home, known))


def holding(now: datetime, settings: TeamSettings, home: tzinfo, country: str = "") -> Callable[[Contact], str]:
    """What tells of each contact why its message waits, in the settings' language; "" when it may go out now."""
    opening = openings(now, settings, home, country)

    def waits(contact: Contact) -> str:
        goes_at = opening(contact)
        return _waits_until(goes_at, settings.language) if goes_at > now else ""

    return waits


def _waits_until(opening: datetime, language: str) -> str:
    return WAITS.in_language(language).format(moment_text(opening, language))


@lru_cache(maxsize=10_000)
def _zones_of_number(number: str, country: str) -> Zones:
    return tuple(zone_named(name) for name in zones_of_number(number, country))


def _hours(settings: TeamSettings, zones: Zones) -> SendingHours:
    return SendingHours(read_time_of_day(settings.send_from), read_time_of_day(settings.send_until), zones)
