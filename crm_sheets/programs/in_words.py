"""A program in plain sentences: when, for whom, by which way, with which limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from crm_sheets.model import HandledBy, Program, Purpose, Repeat, Text
from crm_sheets.programs.calendar_days import LAST_OF_MONTH
from crm_sheets.programs.names import PROFILES_LABEL, PROFILES_TAB
from crm_sheets.schema import TABS
from crm_sheets.schema.choices import CHANNELS, PURPOSES, SURVEY_TYPES
from crm_sheets.schema.control import HANDLERS
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import Book

REPEATS = {
    Repeat.YEARLY: Text("tiap tahun, {moment}", "every year, {moment}"),
    Repeat.MONTHLY: Text("tiap bulan, {moment}", "every month, {moment}"),
    Repeat.ONCE: Text("sekali, {moment}", "once, {moment}"),
    Repeat.DUE: Text("{moment}", "{moment}"),
    Repeat.EACH_DATE: Text("{moment}, untuk setiap tanggal baru", "{moment}, for each new date"),
    Repeat.CADENCE: Text("tiap {days} hari, terhitung {moment}", "every {days} days, counted {moment}"),
    Repeat.CALENDAR: Text("{moment}", "{moment}"),
}
ON = Text("pada {date}", "on {date}")
FROM = Text("sejak {date}", "from {date}")
SHIFTED = {
    (False, False): Text("{days} hari sesudah {date}", "{days} days after {date}"),
    (False, True): Text("{days} hari kerja sesudah {date}", "{days} working days after {date}"),
    (True, False): Text("{days} hari sebelum {date}", "{days} days before {date}"),
    (True, True): Text("{days} hari kerja sebelum {date}", "{days} working days before {date}"),
}
"""By whether it is before the date, and whether working days are counted."""

LAST_OF_MONTH_TEXT = Text("tiap akhir bulan", "the last day of every month")
DAY_OF_MONTH = Text("tiap tanggal {day}", "the {day} of every month")
COLUMN = Text("{column} ({tab})", "the {column} ({tab})")
FOR_ALL = Text("untuk semua", "for all")
FOR_THOSE = Text("untuk yang memenuhi {condition}", "for those with {condition}")
THEN = Text(", lalu ", ", then ")
BY = Text("lewat {channels}", "by {channels}")
WHEN_AND_HOW = Text("{when}, {whom}, {how}.", "{when}, {whom}, {how}.")
PURPOSE = Text("Tujuan: {purpose}; prioritas {priority}.", "Purpose: {purpose}; priority {priority}.")
LATE = Text("Paling lama terlambat {days} hari.", "Late by {days} {unit} at most.")
NOT_LATE = Text("Tidak boleh terlambat.", "May not be late.")
ASKS_FIRST = Text("Menunggu centang di Kotak keluar.", "Waits for a tick in the Outbox.")
GOES_ITSELF = Text("Jalan tanpa menunggu centang.", "Goes without waiting for a tick.")
RESTS = Text("Jeda per pelanggan {days} hari.", "{days} days of rest for each customer.")
MOST = Text("Paling banyak {count} kontak sehari.", "At most {count} contacts a day.")
RUNS_FROM = Text("Mulai {day}.", "Starts on {day}.")
RUNS_UNTIL = Text("Sampai {day}.", "Until {day}.")
PILOT = Text("Uji coba: {share} dari pelanggan ikut.", "Pilot: {share} of the customers take part.")
HOLD_OUT = Text("{share} sengaja tidak dihubungi, sebagai pembanding.", "{share} are left out on purpose, to compare.")
HANDLED = Text("Dikerjakan oleh: {who}.", "Handled by: {who}.")
OWNED = Text("Penanggung jawab: {who}.", "Owner: {who}.")
ASKS = Text("Menanyakan: {survey}.", "Asks for: {survey}.")

_DAY = re.compile(r"\d{1,2}")


def occasion_in_words(program: Program, book: Book, language: str) -> str:
    """When it comes: "tiap tahun, 7 hari sebelum Tanggal lahir (Pelanggan)"."""
    pattern = REPEATS[program.repeat].in_language(language)
    return pattern.format(moment=_moment(program, book, language), days=program.cadence_days)


def channels_in_words(program: Program, language: str) -> str:
    """The ways to make contact in their order: "WhatsApp, lalu SMS"."""
    labels = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
    return THEN.in_language(language).join(labels[medium.value] for medium in program.media)


def program_in_words(program: Program, book: Book, language: str) -> list[str]:
    """The program in sentences, the first says when, for whom and how."""
    whom = FOR_THOSE if program.condition.strip() else FOR_ALL
    first = WHEN_AND_HOW.in_language(language).format(
        when=occasion_in_words(program, book, language),
        whom=whom.in_language(language).format(condition=program.condition.strip()),
        how=BY.in_language(language).format(channels=channels_in_words(program, language)),
    )
    return [first[0].upper() + first[1:], *_rules(program, language)]


def purpose_label(purpose: Purpose, language: str) -> str:
    """A purpose as people call it."""
    return next(choice.label.in_language(language) for choice in PURPOSES if choice.value == purpose)


def _rules(program: Program, language: str) -> Iterator[str]:
    purpose = purpose_label(program.purpose, language)
    yield PURPOSE.in_language(language).format(purpose=purpose, priority=program.priority)
    late = LATE if program.lateness_days else NOT_LATE
    unit = "day" if program.lateness_days == 1 else "days"
    yield late.in_language(language).format(days=program.lateness_days, unit=unit)
    if any(medium.is_message for medium in program.media):
        yield (ASKS_FIRST if program.needs_approval else GOES_ITSELF).in_language(language)
    for text, value in _optional(program, language):
        if value:
            yield text.in_language(language).format_map(dict.fromkeys(("days", "count", "day", "share", "who"), value))
    if program.asks:
        surveys = {choice.value: choice.label.in_language(language) for choice in SURVEY_TYPES}
        yield ASKS.in_language(language).format(survey=surveys.get(program.asks, program.asks))


def _optional(program: Program, language: str) -> Iterator[tuple[Text, object]]:
    """Rules that many programs do not have, each with its value; nothing is said of one without."""
    handlers = {choice.value: choice.label.in_language(language) for choice in HANDLERS}
    is_work = any(not medium.is_message for medium in program.media)
    yield RESTS, program.rest_days
    yield MOST, program.most_per_day
    yield RUNS_FROM, program.starts_on and program.starts_on.strftime("%d/%m/%Y")
    yield RUNS_UNTIL, program.ends_on and program.ends_on.strftime("%d/%m/%Y")
    yield PILOT, f"{program.pilot:.0%}" if program.pilot < 1 else ""
    yield HOLD_OUT, f"{program.hold_out:.0%}" if program.hold_out else ""
    yield OWNED, program.owner
    yield HANDLED, handlers[program.handled_by] if is_work and program.handled_by is not HandledBy.OWNER else ""


def _moment(program: Program, book: Book, language: str) -> str:
    where = _calendar_day(program.occasion, language) if program.repeat is Repeat.CALENDAR else ""
    shown = where or _column(program.occasion, book, language)
    if program.offset_days:
        pattern = SHIFTED[program.offset_days < 0, program.in_working_days]
        return pattern.in_language(language).format(days=abs(program.offset_days), date=shown)
    if where and where == _every_day(program.occasion, language) and language == "id":
        return where  # "tiap tanggal 25" needs no "pada"
    on = FROM if program.repeat is Repeat.CADENCE else ON
    return on.in_language(language).format(date=shown)


def _every_day(text: str, language: str) -> str:
    if not _DAY.fullmatch(text):
        return ""
    every = LAST_OF_MONTH_TEXT if text == LAST_OF_MONTH else DAY_OF_MONTH
    return every.in_language(language).format(day=int(text) if language == "id" else _ordinal(int(text)))


def _ordinal(number: int) -> str:
    from num2words import num2words

    return str(num2words(number, to="ordinal_num"))


def _calendar_day(text: str, language: str) -> str:
    """A calendar day as people say it: "tiap tanggal 25", "25 Desember", "25 Desember 2026", "Idul Fitri"."""
    for shape, pattern in (("2024-{}", "d MMMM"), ("{}", "d MMMM y")):
        with suppress(ValueError):
            return _shown_day(date.fromisoformat(shape.format(text)), language, pattern)
    return _every_day(text, language) or text


def _shown_day(day: date, language: str, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=language)


def _column(occasion: str, book: Book, language: str) -> str:
    tab, _, name = occasion.partition(".")
    declared = TABS.get(tab)
    if tab == PROFILES_TAB or declared is None:
        label = PROFILE_LABELS[name].in_language(language) if name in PROFILE_LABELS else name
        title = PROFILES_LABEL.in_language(language) if tab == PROFILES_TAB else tab
    else:
        known = declared.by_name.get(name)
        label = book.headers.get(tab, {}).get(name) or (known.label.in_language(language) if known else name)
        title = book.titles.get(tab) or declared.label.in_language(language)
    return COLUMN.in_language(language).format(column=label, tab=title)
