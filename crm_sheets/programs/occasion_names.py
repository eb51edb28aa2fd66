"""Which day a program's occasion names: a date column, "Pelanggan.Tanggal lahir", or a day of the calendar, "25"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from crm_sheets.model import Repeat, Text
from crm_sheets.programs.calendar_days import (
    NEAR_CALENDAR_DAY,
    PAYDAY,
    CalendarDayError,
    is_date,
    is_name,
    is_of_month,
    is_of_year,
    is_payday,
    near_calendar_day,
    read_calendar_day,
)
from crm_sheets.programs.condition_errors import filled
from crm_sheets.programs.names import (
    LONGEST_NAME,
    PROFILES_LABEL,
    PROFILES_SPELLINGS,
    PROFILES_TAB,
    Names,
    Sort,
    folded,
    nearest,
    nearest_column,
    profile_names,
    tab_names,
)
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Tab
from crm_sheets.schema.control import REPEATS
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import Book
from crm_sheets.values.holiday_names import holiday_key, is_known_holiday

CUSTOMER = "customer_id"
CALENDAR = "calendar"
MOST_EXAMPLES = 6


class OccasionError(ValueError):
    """The text names no day: `reason` says why and what to type, `column` which of the program's cells is wrong."""

    def __init__(self, reason: Text, column: str = "occasion") -> None:
        self.reason, self.column = reason, column
        super().__init__(reason.en)


NO_TAB = Text(
    "Tulis tab dan kolomnya dengan titik di antaranya: {dates}.",
    "Write the tab and the column with a dot between them: {dates}.",
)
UNKNOWN_TAB = Text(
    "“{typed}” bukan tab yang dikenal; tulis misalnya {dates}.",
    "“{typed}” is not a tab we know; write for example {dates}.",
)
UNKNOWN_COLUMN = Text(
    "“{typed}” bukan kolom yang dikenal di tab {tab}; kolom tanggal di sana: {dates}.",
    "“{typed}” is not a column we know in the tab {tab}; its date columns are {dates}.",
)
NEAR_COLUMN = Text(
    "“{typed}” bukan kolom yang dikenal di tab {tab}; maksudnya {near}? Kolom tanggal di sana: {dates}.",
    "“{typed}” is not a column we know in the tab {tab}; did you mean {near}? Its date columns are {dates}.",
)
NOT_A_DATE = Text(
    "“{typed}” bukan kolom tanggal; kolom tanggal di tab {tab}: {dates}.",
    "“{typed}” is not a date column; the date columns of the tab {tab} are {dates}.",
)
NO_DATES = Text(
    "Tab {tab} tidak punya kolom tanggal; tulis misalnya {dates}.",
    "The tab {tab} has no date column; write for example {dates}.",
)
NO_ID = Text(
    "Baris di tab {tab} tidak punya ID, jadi tidak bisa diingat siapa yang sudah dihubungi; tulis misalnya {dates}.",
    "The rows of the tab {tab} have no ID, so nobody could remember who was contacted; write for example {dates}.",
)
DAY_NOT_COLUMN = Text(
    "“{typed}” adalah hari kalender, bukan kolom tanggal; pilih pengulangan “{repeat}”.",
    "“{typed}” is a day of the calendar, not a date column; choose “{repeat}” under repeats.",
)
DATE_NEEDS_YEAR = Text(
    "“{typed}” datang berulang kali; tulis dengan tahunnya, misalnya 25/12/2026, atau pilih “{repeat}”.",
    "“{typed}” comes again and again; write it with its year, such as 2026-12-25, or choose “{repeat}”.",
)
COLUMN_NOT_DAY = Text(
    "“{typed}” adalah kolom tanggal, bukan hari kalender; pilih pengulangan lain, misalnya “{repeat}”.",
    "“{typed}” is a date column, not a day of the calendar; choose another repetition, such as “{repeat}”.",
)


def resolve_occasion(text: str, repeat: Repeat, book: Book) -> tuple[str, Repeat]:
    """The occasion as a program keeps it, "tab.column" or a day of the calendar, and how it really repeats.

    Every year on a day of the year, and the like, is the calendar's repetition. Whether the profiles have such a date,
    and the calendar such a name, is not checked here: they are not known yet. Raises OccasionError.
    """
    for tab, column in splits(text, book):
        if tab == CALENDAR and folded(column) not in names_in(book, tab).columns:
            return _calendar_day(column, text, repeat, book)
        found = f"{tab}.{_column(tab, column, book)}"
        if repeat is Repeat.CALENDAR:
            raise OccasionError(filled(COLUMN_NOT_DAY, typed=found, repeat=_label_of(Repeat.YEARLY)), "repeat")
        return found, repeat
    if repeat is Repeat.CALENDAR or _names_a_day(text, book):
        return _calendar_day(text, text, repeat, book)
    raise OccasionError(unknown_calendar_day(text, book.country) or _no_such_tab(text))


def unknown_calendar_day(typed: str, country: str) -> Text | None:
    """What to say of a text that is no day but nearly one of the calendar, or the day of wages; else None."""
    near = near_calendar_day(typed, country)
    if near or is_payday(typed):
        return filled(NEAR_CALENDAR_DAY if near else PAYDAY, typed=typed.strip(), near=near)
    return None


def _column(tab: str, column: str, book: Book) -> str:
    return _profile_column(column) if tab == PROFILES_TAB else _date_column(book, tab, column)


def _names_a_day(text: str, book: Book) -> bool:
    """Whether a text without a tab is a day of the calendar whatever the program's repetition says."""
    own = book.table(CALENDAR)["name"].drop_nulls()
    return bool(_calendar_spelling(text, book) or is_known_holiday(text) or holiday_key(text) in map(holiday_key, own))


def _calendar_day(typed: str, whole: str, repeat: Repeat, book: Book) -> tuple[str, Repeat]:
    """The day in the spelling that programs keep; raises OccasionError where it cannot repeat like that."""
    day = _calendar_spelling(typed, book) or typed.strip()
    match repeat:
        case Repeat.CALENDAR:
            return day, Repeat.CALENDAR
        case Repeat.MONTHLY if is_of_month(day) or is_date(day):
            return str(int(day[-2:])), Repeat.CALENDAR
        case Repeat.YEARLY if not is_of_month(day):
            return day[-5:] if is_date(day) else day, Repeat.CALENDAR
        case Repeat.ONCE | Repeat.DUE | Repeat.EACH_DATE if is_date(day):
            return day, Repeat.CALENDAR
        case Repeat.ONCE if is_of_year(day) or is_name(day) or is_of_month(day):
            reason = DATE_NEEDS_YEAR
        case _:
            reason = DAY_NOT_COLUMN
    raise OccasionError(filled(reason, typed=whole.strip(), repeat=_label_of(Repeat.CALENDAR)), "repeat")


def _calendar_spelling(typed: str, book: Book) -> str:
    try:
        return read_calendar_day(typed, book.country)
    except CalendarDayError as error:
        raise OccasionError(error.reason) from None


def _label_of(repeat: Repeat) -> Text:
    return next(choice.label for choice in REPEATS if choice.value == repeat)


def names_in(book: Book, tab: str) -> Names:
    """The names of a declared tab in this workbook, headers as typed included."""
    return tab_names(tab, TABS[tab].typed, book.titles.get(tab, ""), book.headers.get(tab))


def own_names_in(book: Book, tab: str) -> Names:
    """The names of the columns that the team added to a tab itself, as far as they are read."""
    declared = TABS[tab].typed
    schema = {name: dtype for name, dtype in book.table(tab).schema.items() if name not in declared}
    return tab_names(tab, schema, book.titles.get(tab, ""), book.headers.get(tab))


def date_column(names: Names, typed: str, dates: Sequence[str]) -> str:
    """The canonical name of the column that was typed, one of `dates` (canonical names); raises OccasionError."""
    known = names.columns.get(folded(typed))
    if known and known.name in dates:
        return known.name
    near = "" if known else nearest_column(typed, [names], Sort.DATE)
    reason = NOT_A_DATE if known else NEAR_COLUMN if near in dates else UNKNOWN_COLUMN
    shown = ", ".join(f"{names.tab}.{name}" for name in dates[:MOST_EXAMPLES])
    raise OccasionError(filled(reason, typed=typed, tab=_label(names.tab), near=f"{names.tab}.{near}", dates=shown))


def _label(tab: str) -> Text:
    return TABS[tab].label if tab in TABS else PROFILES_LABEL


def splits(text: str, book: Book) -> Iterator[tuple[str, str]]:
    """Every way to cut the text at a dot into a known tab and the rest."""
    for position, character in enumerate(text):
        if character == "." and (tab := _tab(folded(text[:position]), book)):
            yield tab, text[position + 1 :].strip()


def tab_of(text: str, book: Book) -> str:
    """The tab that an occasion names, also where its column is none of that tab's; "" for none."""
    return next((tab for tab, _ in splits(text, book)), "")


def _tab(wanted: str, book: Book) -> str:
    if wanted in PROFILES_SPELLINGS:
        return PROFILES_TAB
    for layer in range(4):
        for tab in TABS.values():
            spellings = ((tab.name,), (book.titles.get(tab.name, ""),), tab.label, tab.aliases)[layer]
            if wanted and wanted in map(folded, spellings):
                return tab.name
    return ""


def _profile_column(typed: str) -> str:
    """The canonical name of a profile column; the text as a name where none is known by it."""
    every = profile_names({**TABS["customers"].typed, **dict.fromkeys(PROFILE_LABELS, pl.String)})
    known = every.columns.get(folded(typed))
    return known.name if known else "_".join(typed.lower().split())


def _date_column(book: Book, tab: str, typed: str) -> str:
    declared, own, has_id = names_in(book, tab), _own_dates_in(book, tab), bool(TABS[tab].subject_column)
    dates = [*declared.dates, *own.dates] if has_id else []
    if not dates:
        shown = ", ".join(_occasions(TABS["customers"]))
        raise OccasionError(filled(NO_DATES if has_id else NO_ID, tab=_label(tab), dates=shown))
    return date_column(own if _is_own(typed, declared, own) else declared, typed, dates)


def _own_dates_in(book: Book, tab: str) -> Names:
    """The team's own columns; what is not read yet (only `observe` reads them) may well be dates."""
    unread = {name: pl.Date for name in book.own.get(tab, {}) if name not in book.table(tab).columns}
    headers = {name: column.header for name, column in book.own.get(tab, {}).items()}
    read = {name: dtype for name, dtype in book.table(tab).schema.items() if name not in TABS[tab].typed}
    return tab_names(tab, {**read, **unread}, book.titles.get(tab, ""), headers)


def _is_own(typed: str, declared: Names, own: Names) -> bool:
    wanted = folded(typed)
    return wanted in own.columns and wanted not in declared.columns


def _dates(tab: Tab) -> list[str]:
    """The tab's date columns, none when its rows have no id."""
    return tab_names(tab.name, tab.typed).dates if tab.subject_column else []


def _occasions(tab: Tab) -> list[str]:
    return [f"{tab.name}.{name}" for name in _dates(tab)]


def _no_such_tab(text: str) -> Text:
    """Why a text without a known tab is no occasion, with what was probably meant."""
    typed = text.strip()[:LONGEST_NAME]
    tab, dot, _ = typed.partition(".")
    return filled(UNKNOWN_TAB if dot else NO_TAB, typed=tab.strip(), dates=_suggestion(typed))


def _suggestion(text: str) -> str:
    """The occasions whose column is the text (its tab was forgotten), else the occasion most like it, else some."""
    known = [(tab, _occasions(tab)) for tab in TABS.values()]
    everywhere = [occasion for _, occasions in known for occasion in occasions]
    meant = [tab_names(tab.name, tab.typed).columns.get(folded(text)) for tab, occasions in known if occasions]
    same = [column.column for column in meant if column and column.column in everywhere]
    return ", ".join(same) or nearest(text, everywhere) or ", ".join(everywhere[:MOST_EXAMPLES])
