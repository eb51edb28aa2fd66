"""The mail that tells a member of the team what is to be done today: once a day, to the team only."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import jinja2
import polars as pl

from crm_sheets.agenda.calendar import calendar_file
from crm_sheets.agenda.gather import Agenda, agendas
from crm_sheets.agenda.item import Sort
from crm_sheets.agenda.page import agenda_page, agenda_text, agenda_title
from crm_sheets.day import Day
from crm_sheets.desk.context import DeskContext
from crm_sheets.handlers import folded
from crm_sheets.model import AGENDA_ID, Attachment, Contact, Medium, Message, Program, Purpose, Repeat, Text
from crm_sheets.render.styles import with_inlined_styles
from crm_sheets.team_calendar import team_calendar

NAME = Text("Agenda harian", "Daily agenda")
AGENDA = Program(
    program_id=AGENDA_ID,
    name=NAME.id,
    purpose=Purpose.SERVICE,
    occasion="",
    repeat=Repeat.ONCE,
    offset_days=0,
    condition="",
    media=(Medium.EMAIL,),
    template="agenda",
    owner="",
    needs_approval=False,
    priority=1,
    lateness_days=0,
)


def agenda_mails(day: Day, context: DeskContext, zone: ZoneInfo, loader: jinja2.BaseLoader) -> list[Message]:
    """A mail for everybody who works here, has an e-mail address, and has something to do on `day.as_of`.

    None where the team has not asked for it (`agenda` in Settings), nor on days on which nobody works. Its key is the
    person and the day. Raises ConfigurationError for a template that cannot be used.
    """
    members = _staff(context)
    return [
        _mail(agenda, members[folded(agenda.owner)], day, context.now, zone, loader)
        for agenda in _wanted(day, context)
        if folded(agenda.owner) in members
    ]


def without_mail(day: Day, context: DeskContext) -> list[str]:
    """Who has something to do on such a day and gets no mail, for the Staff tab has no e-mail address of theirs."""
    members = _staff(context)
    return [agenda.owner for agenda in _wanted(day, context) if folded(agenda.owner) not in members]


def _wanted(day: Day, context: DeskContext) -> list[Agenda]:
    if day.settings.agenda != "yes" or not _is_working(day):
        return []
    return [agenda for agenda in agendas(day, context) if _has_work(agenda)]


def _is_working(day: Day) -> bool:
    return team_calendar(day.book, day.settings, day.as_of, day.as_of).is_working(day.as_of)


def _has_work(agenda: Agenda) -> bool:
    return any(item.sort is not Sort.LATER for item in agenda.items)


def _staff(context: DeskContext) -> dict[str, str]:
    """The address of those who work here and have one, by name as names are compared; the first of two counts."""
    works = pl.col("active").fill_null(value=True)
    known = context.book.table("staff").filter(works, pl.col("name").is_not_null(), pl.col("email").is_not_null())
    return {folded(name): email for name, email in known.reverse().select("name", "email").iter_rows()}


def _mail(agenda: Agenda, email: str, day: Day, now: datetime, zone: ZoneInfo, loader: jinja2.BaseLoader) -> Message:
    settings = day.settings
    language, company = settings.language, settings.company
    page = agenda_page(agenda, language, company, loader=loader)
    calendar = calendar_file(agenda, now, zone, language)
    return Message(
        _contact(agenda.owner, email, day.as_of, language),
        agenda_text(agenda, language, company, loader=loader),
        subject_line=agenda_title(agenda, language),
        html=with_inlined_styles(page),
        attachments=(Attachment(f"agenda-{day.as_of.isoformat()}.ics", "text/calendar", calendar),),
    )


def _contact(name: str, email: str, day: date, language: str) -> Contact:
    return Contact(
        program=AGENDA,
        subject=name.replace("|", " "),
        customer_id="",
        customer_name=name,
        occasion_date=day,
        period=day.isoformat(),
        due_date=day,
        medium=Medium.EMAIL,
        address=email,
        language=language,
        owner=name,
    )
