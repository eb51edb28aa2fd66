"""An agenda as iCalendar (RFC 5545), for the calendar of a phone, Google or Outlook.

Everything is a VEVENT: phones and web calendars show those, and hardly any shows a VTODO. What has an hour stands
there, with an alarm; the rest is all day long and keeps nobody's time busy.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from crm_sheets.agenda.gather import Agenda
from crm_sheets.agenda.item import Item, Sort
from crm_sheets.desk.cells import clean
from crm_sheets.model import Text

PRODUCT = "-//crm_sheets//agenda//EN"
CALL_TAKES = timedelta(minutes=15)
ALARM = timedelta(minutes=-10)
NAME = Text("Agenda {owner}", "Agenda of {owner}")
ASK = Text("Tanyakan juga:", "Ask as well:")
OVERDUE = Text("terlambat", "overdue")
DESCRIBED = 1500
"""Characters of a script in a calendar; the whole stands in the Queue."""
LONGEST_LINE = 300
LONGEST = 10_000
"""Characters of all that is said about one event."""
FIRST_DAY = 730_000
"""So the sequence of an event, the number of its day, fits into the 32 bits that a calendar keeps."""


def calendar_file(agenda: Agenda, now: datetime, zone: ZoneInfo, language: str) -> bytes:
    """The calendar of one person's day, without what can wait; `now` is aware, hours are local to `zone`.

    An event has the same UID every day and a higher sequence each day: to take the file in again doubles nothing, and
    what was not done moves on to the next day.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(NAME.in_language(language).format(owner=agenda.owner)))
    for item in agenda.items:
        if item.sort is not Sort.LATER:
            calendar.add_component(_event(item, agenda, now, zone, language))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(item: Item, agenda: Agenda, now: datetime, zone: ZoneInfo, language: str) -> Event:
    event = Event()
    event.add("uid", f"{_digest(f'{agenda.owner}|{item.key}')}@agenda.crm-sheets")
    event.add("sequence", max(0, agenda.day.toordinal() - FIRST_DAY))
    event.add("dtstamp", now)
    late = f" ({OVERDUE.in_language(language)})" if item.overdue_since else ""
    event.add("summary", _line(f"{item.what.capitalize()}: {item.who}{late}"))
    if item.at:
        starts = datetime.combine(agenda.day, item.at, zone)
        event.add("dtstart", starts)
        event.add("dtend", starts + CALL_TAKES)
        event.add_component(_alarm(item))
    else:
        event.add("dtstart", agenda.day)
        event.add("dtend", agenda.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("description", _description(item, language))
    if item.place:
        event.add("location", _line(item.place))
    if item.call_link:
        event.add("url", item.call_link)
    return event


def _alarm(item: Item) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _line(f"{item.what}: {item.who}"))
    alarm.add("trigger", ALARM)
    return alarm


def _description(item: Item, language: str) -> str:
    ask = f"{ASK.in_language(language)}\n{item.ask}" if item.ask else ""
    script = item.script if len(item.script) <= DESCRIBED else f"{item.script[: DESCRIBED - 3].rstrip()}..."
    ways = "\n".join(filter(None, (item.phone, item.chat_link)))
    return clean("\n\n".join(filter(None, (item.why, ways, item.brief, script, ask))), LONGEST)


def _line(text: str) -> str:
    """A text as one line that any calendar can hold: people type line breaks and worse into cells."""
    return clean(" ".join(text.split()), LONGEST_LINE)


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
