"""What each member of the team has to do today: on a page, as text, and for the calendar of a phone (catalogue C12)."""

from crm_sheets.agenda.calendar import calendar_file
from crm_sheets.agenda.gather import Agenda, agendas
from crm_sheets.agenda.page import agenda_page, agenda_text

__all__ = ["Agenda", "agenda_page", "agenda_text", "agendas", "calendar_file"]
