"""Everybody's day: what is due, promised, planned and celebrated, on a page and in a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from small_books import TODAY, book_of, customer, program

from crm_sheets.agenda import Agenda, agenda_page, agenda_text, agendas, calendar_file
from crm_sheets.agenda.item import Item, Sort
from crm_sheets.agenda.mail import agenda_mails, without_mail
from crm_sheets.day import observe
from crm_sheets.desk.context import DeskContext
from crm_sheets.model import Program, Repeat
from crm_sheets.shipped import shipped
from crm_sheets.tables import HISTORY
from crm_sheets.template_files import template_loader

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
LOADER = template_loader([shipped("templates")])
SARI = customer("C1", name="Sari Dewi", salutation="Ibu", owner="Maya", city="Bandung", address="Jl. Melati 1")
STAFF = [
    {"name": "Maya", "email": "maya@example.com"},
    {"name": "Agung", "email": None},
    {"name": "Rina", "active": False},
]
TASK = {
    "key": "premium|P1|2026-11",
    "owner": "Maya",
    "customer": "Ibu Sari Dewi",
    "customer_id": "C1",
    "task": "call",
    "reason": "Premi tahunan",
    "planned_on": date(2026, 11, 18),
    "deadline": TODAY,
    "priority": 2,
    "call": "+6281200000001",
    "chat": "WhatsApp",
    "script": "Halo",
    "ask": "Boleh tahu hobinya?",
}


def seen(*, staff: Any = STAFF, as_of: date = TODAY, **tabs: Any) -> tuple[Any, DeskContext]:
    people = tabs.pop("customers", [SARI])
    settings = [{"setting": name, "value": value} for name, value in tabs.pop("settings", {"agenda": "ya"}).items()]
    day = observe(book_of(customers=people, staff=staff, settings=settings, **tabs), as_of, HISTORY.to_frame())
    return day, DeskContext(day.book, day.settings, ZONE, NOW, profiles=day.profiles)


def of(owner: str, **tabs: Any) -> tuple[Item, ...]:
    return next((agenda.items for agenda in agendas(*seen(**tabs)) if agenda.owner == owner), ())


# --- what is in it ---


@pytest.mark.parametrize(
    ("typed", "sort", "overdue"),
    [
        ({}, Sort.TASK, None),
        ({"deadline": date(2026, 11, 18)}, Sort.TASK, date(2026, 11, 18)),
        ({"deadline": date(2026, 11, 25)}, Sort.LATER, None),
        ({"done": True}, None, None),
        ({"outcome": "not_reached"}, None, None),
        ({"planned_on": date(2026, 11, 21)}, None, None),
    ],
    ids=str,
)
def test_open_tasks_by_when_they_are_due(typed: dict[str, Any], sort: Sort | None, overdue: date | None) -> None:
    items = of("Maya", queue=[{**TASK, **typed}])
    assert [(item.sort, item.overdue_since) for item in items] == ([(sort, overdue)] if sort else [])


def test_a_task_can_be_tapped_said_and_asked() -> None:
    (item,) = of("Maya", queue=[TASK])
    assert (item.who, item.what, item.why) == ("Ibu Sari Dewi", "Telepon", "Premi tahunan")
    assert (item.call_link, item.chat_link) == ("tel:+6281200000001", "https://wa.me/6281200000001")
    assert (item.script, item.ask) == ("Halo", "Boleh tahu hobinya?")


def test_promised_hours_come_in_their_turn_and_before_the_rest_of_the_day() -> None:
    rows = [
        {**TASK, "key": "a|1|1", "priority": 1, "customer": "tanpa jam"},
        {**TASK, "key": "b|1|1", "priority": 1, "customer": "kedua", "call_at": "10.00 · no. 2"},
        {**TASK, "key": "c|1|1", "priority": 1, "customer": "pertama", "call_at": "10.00 · no. 1"},
    ]
    items = of("Maya", queue=rows)
    assert [(item.who, item.at) for item in items] == [
        ("pertama", time(10)),
        ("kedua", time(10)),
        ("tanpa jam", None),
    ]


PROMISED = program("follow", occasion="queue.follow_up", repeat=Repeat.EACH_DATE, lateness_days=7)
KEEPS_IN_TOUCH = program("touch", lateness_days=14)
PREMIUM = program("premium", occasion="policies.next_due", repeat=Repeat.DUE, offset_days=-7, lateness_days=3)
WORKING = replace(PREMIUM, offset_days=-5, in_working_days=True)


@pytest.mark.parametrize(
    ("cause", "deadline", "sort"),
    [
        (PROMISED, date(2026, 11, 27), Sort.TASK),
        (KEEPS_IN_TOUCH, date(2026, 12, 4), Sort.TASK),
        (PREMIUM, date(2026, 11, 23), Sort.LATER),
        (PREMIUM, date(2026, 11, 16), Sort.TASK),
        (WORKING, date(2026, 11, 18), Sort.TASK),
        (WORKING, date(2026, 11, 23), Sort.LATER),
    ],
    ids=["promised for today", "due since", "premium of the 27th", "of today", "5 working days on", "of the 27th"],
)
def test_a_task_is_for_today_once_the_day_it_is_about_has_come(cause: Program, deadline: date, sort: Sort) -> None:
    day, context = seen(queue=[{**TASK, "program": cause.program_id, "deadline": deadline}])
    (agenda,) = agendas(replace(day, programs=(cause,)), context)
    assert [item.sort for item in agenda.items] == [sort]


def test_a_promise_stands_before_work_that_can_wait_and_says_until_when_that_can() -> None:
    call = {**TASK, "key": "touch|C1|1", "program": "touch", "deadline": date(2026, 12, 4), "priority": 1}
    promise = {**TASK, "key": "follow|C1|1", "program": "follow", "priority": 5}
    day, context = seen(queue=[call, promise])
    (agenda,) = agendas(replace(day, programs=(PROMISED, KEEPS_IN_TOUCH)), context)
    assert [item.key for item in agenda.items] == ["follow|C1|1", "touch|C1|1"]
    assert agenda_text(agenda, "id", "", loader=LOADER).count("paling lambat 4 Des") == 1


def test_a_request_that_is_not_in_the_queue_yet_is_there_all_the_same_and_only_once() -> None:
    request = {"request_id": "R1", "customer_id": "C1", "requested_date": TODAY, "hour": "10"}
    assert [item.at for item in of("Maya", call_requests=[request])] == [time(10)]
    queued = {**TASK, "key": "_call|R1|2026-11-20", "call_at": "10.00"}
    assert len(of("Maya", call_requests=[request], queue=[queued])) == 1


@pytest.mark.parametrize(("follow_up", "shown"), [(20, True), (19, True), (21, False), (5, False)])
def test_a_promise_is_there_on_its_day_until_a_task_has_come_of_it(follow_up: int, *, shown: bool) -> None:
    promised = {**TASK, "outcome": "postponed", "planned_on": date(2026, 11, 3), "follow_up": date(2026, 11, follow_up)}
    items = of("Maya", queue=[promised])
    assert [item.sort for item in items] == ([Sort.PROMISE] if shown else [])
    came = {**TASK, "key": f"follow|premium~P1~2026-11|2026-11-{follow_up:02}", "planned_on": TODAY}
    assert Sort.PROMISE not in [item.sort for item in of("Maya", queue=[promised, came])]


def test_visits_events_and_birthdays_of_the_day() -> None:
    born = {**SARI, "birth_date": date(1980, 11, 20)}
    visit = {"visit_id": "V1", "customer_id": "C1", "planned_date": TODAY, "purpose": "Tanda tangan polis"}
    made = {**visit, "visit_id": "V2", "visited_date": TODAY}
    event = {"event_id": "E1", "name": "Kelas gizi", "date": TODAY, "place": "Aula"}
    items = of("Maya", customers=[born], visits=[visit, made], events=[event])
    assert [(item.sort, item.who, item.why, item.place) for item in items] == [
        (Sort.VISIT, "Sari Dewi", "Tanda tangan polis", "Jl. Melati 1, Bandung"),
        (Sort.EVENT, "Kelas gizi", "", "Aula"),
        (Sort.BIRTHDAY, "Ibu Sari Dewi", "genap 46 tahun hari ini", ""),
    ]
    assert [item.sort for item in of("Agung", events=[event])] == [Sort.EVENT]
    assert of("Maya", customers=[{**born, "status": "do_not_congratulate"}]) == ()


@pytest.mark.parametrize("owner", [None, "(belum ada)", "Rina"], ids=["blank", "nobody yet", "has left"])
def test_what_belongs_to_nobody_is_the_desks(owner: str | None) -> None:
    assert len(of("Agung", queue=[{**TASK, "owner": owner}], settings={"desk_owner": "Agung"})) == 1


@pytest.mark.parametrize(
    ("cell", "whose"),
    [
        ("maya ", "Maya"),
        ("MAYA", "Maya"),
        ("Maya\n", "Maya"),
        ("siti  aminah", "Siti Aminah"),
        ("rina", "Agung"),
        ("(Belum Ada)", "Agung"),
        ("Bp. Bos", "Agung"),
        ("Rina\nBos", "Agung"),
    ],
    ids=repr,
)
def test_an_owner_is_found_however_the_name_is_typed_and_else_it_is_the_desks(cell: str, whose: str) -> None:
    staff = [*STAFF, {"name": "Siti\n Aminah"}]
    given = agendas(*seen(staff=staff, queue=[{**TASK, "owner": cell}], settings={"desk_owner": "agung"}))
    assert [(agenda.owner, len(agenda.items)) for agenda in given] == [(whose, 1)]


@pytest.mark.parametrize("staff", [[], [{"name": "Rina", "active": False}]], ids=["no staff tab", "all have left"])
def test_where_nobody_else_is_known_everybody_is_taken_at_their_name(staff: list[dict[str, Any]]) -> None:
    assert [agenda.owner for agenda in agendas(*seen(staff=staff, queue=[{**TASK, "owner": " Bp.  Bos"}]))] == [
        "Bp. Bos"
    ]


@pytest.mark.parametrize(
    "cell", ["+6281200000001\n+6281300000002", "+62 812 (rumah)\r\nkantor", "0812", "+62812000000011111", "+"], ids=repr
)
def test_what_is_not_one_number_cannot_be_tapped_and_stops_nobodys_day(cell: str) -> None:
    (item,) = of("Maya", queue=[{**TASK, "call": cell}])
    assert (item.phone, item.call_link, item.chat_link) == (cell, "", "")
    assert "url" not in events(Agenda("Maya", TODAY, (item,)))[0]


# --- the calendar ---


def events(agenda: Agenda, language: str = "id") -> list[Any]:
    return list(Calendar.from_ical(calendar_file(agenda, NOW, ZONE, language)).walk("VEVENT"))


CALL = Item(Sort.TASK, "k1", "Ibu Sari; Dewi, S.H.", "Telepon", "Premi\nbaris dua", at=time(10, 30), script="a\\b; c,")
PARTY = Item(Sort.EVENT, "k2", "Kelas gizi", "acara", place="Aula, lantai 2")
WAITS = Item(Sort.LATER, "k3", "Budi", "Telepon")
AGENDA = Agenda("Maya", TODAY, (CALL, PARTY, WAITS))


def test_what_has_an_hour_stands_there_in_the_teams_zone_with_an_alarm() -> None:
    call, party = events(AGENDA)
    assert call.decoded("dtstart") == datetime(2026, 11, 20, 10, 30, tzinfo=ZONE)
    assert str(call["dtstart"].params["TZID"]) == "Asia/Jakarta"
    (alarm,) = call.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-10)
    assert party.decoded("dtstart") == TODAY
    assert party.decoded("dtend") == date(2026, 11, 21)
    assert (str(party["transp"]), party.walk("VALARM")) == ("TRANSPARENT", [])


def test_texts_survive_the_way_into_a_calendar_and_back() -> None:
    call, party = events(AGENDA)
    assert str(call["summary"]) == "Telepon: Ibu Sari; Dewi, S.H."
    assert str(call["description"]) == "Premi\nbaris dua\n\na\\b; c,"
    assert str(party["location"]) == "Aula, lantai 2"
    raw = calendar_file(AGENDA, NOW, ZONE, "id")
    assert b"BEGIN:VTIMEZONE" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_importing_it_again_doubles_nothing_and_the_next_day_moves_it() -> None:
    tomorrow = Agenda("Maya", date(2026, 11, 21), (CALL,))
    today, later = events(AGENDA)[0], events(tomorrow)[0]
    assert str(today["uid"]) == str(later["uid"])
    assert int(today["sequence"]) < int(later["sequence"]) < 2**31
    assert str(events(Agenda("Agung", TODAY, (CALL,)))[0]["uid"]) != str(today["uid"])
    assert len({str(event["uid"]) for event in events(AGENDA)}) == 2


@pytest.mark.parametrize(
    "odd", ["Rina\nBos", "Rina\r\nBos", "Rina\u2028Bos", "Rina \udc00Bos", "Rina\x00 Bos"], ids=repr
)
def test_line_breaks_and_broken_signs_in_cells_break_no_calendar(odd: str) -> None:
    item = Item(Sort.TASK, odd, odd, odd, odd, at=time(9), when=odd, phone=odd, place=odd, script=odd, ask=odd)
    raw = calendar_file(Agenda(odd, TODAY, (item,)), NOW, ZONE, "en")
    calendar = Calendar.from_ical(raw)
    assert str(calendar["x-wr-calname"]) == "Agenda of Rina Bos"
    (event,) = calendar.walk("VEVENT")
    assert (str(event["summary"]), str(event["location"])) == ("Rina bos: Rina Bos", "Rina Bos")


# --- the page ---


@pytest.mark.parametrize("language", ["id", "en"])
def test_page_and_text_say_the_same_and_run_nothing_that_people_typed(language: str) -> None:
    evil = Item(
        Sort.TASK, "k", "<script>x</script>", "Telepon", "{{ 7*7 }}", overdue_since=date(2026, 11, 18), ask="A\nB"
    )
    agenda = Agenda("Maya", TODAY, (evil, PARTY, WAITS))
    page = agenda_page(agenda, language, "Mitra", loader=LOADER)
    text = agenda_text(agenda, language, "Mitra", loader=LOADER)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    late = {"id": "terlambat sejak 18 Nov", "en": "overdue since 18 Nov"}[language]
    for shown in (page, text):
        assert "{{ 7*7 }}" in shown
        assert late in shown
        assert "Kelas gizi" in shown
    assert "None" not in page + text


def test_a_day_without_work_says_so() -> None:
    assert "Tidak ada yang harus dikerjakan" in agenda_text(Agenda("Maya", TODAY, ()), "id", "", loader=LOADER)


# --- the mail ---


def mails(**tabs: Any) -> list[Any]:
    day, context = seen(**tabs)
    return agenda_mails(day, context, ZONE, LOADER)


def test_everybody_with_an_address_and_something_to_do_gets_one_mail_with_the_calendar() -> None:
    (mail,) = mails(queue=[TASK, {**TASK, "key": "x|1|1", "owner": "Agung"}])
    assert (mail.contact.address, mail.contact.key) == ("maya@example.com", "_agenda|Maya|2026-11-20")
    assert mail.contact.customer_id == ""
    assert mail.subject_line == "Agenda Jumat, 20 November"
    assert "Ibu Sari Dewi" in mail.text
    assert "<style>" not in mail.html or "style=" in mail.html
    (attached,) = mail.attachments
    assert (attached.name, attached.media_type) == ("agenda-2026-11-20.ics", "text/calendar")
    assert len(list(Calendar.from_ical(attached.content).walk("VEVENT"))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {"agenda": "tidak"}},
        {"settings": {}},
        {"as_of": date(2026, 11, 21)},
        {"calendar": [{"date": TODAY, "kind": "closed"}]},
        {"staff": [{"name": "Maya", "email": "maya@example.com", "active": False}]},
        {"queue": []},
        {"queue": [{**TASK, "deadline": date(2026, 12, 1)}]},
    ],
    ids=["no", "not asked for", "saturday", "closed", "left", "nothing", "nothing that is due"],
)
def test_who_gets_none(changes: dict[str, Any]) -> None:
    assert mails(**{"queue": [TASK], **changes}) == []


def test_a_member_is_mailed_whatever_the_spelling_in_the_queue_and_in_two_rows_of_staff() -> None:
    staff = [{"name": "Maya", "email": None}, {"name": "maya ", "email": "maya@example.com"}]
    (mail,) = mails(staff=staff, queue=[{**TASK, "owner": "MAYA"}])
    assert (mail.contact.address, mail.contact.subject) == ("maya@example.com", "Maya")


def test_who_has_work_and_no_address_is_named() -> None:
    queue = [TASK, {**TASK, "key": "x|1|1", "owner": "Bp. Bos"}]
    assert without_mail(*seen(queue=queue, settings={"agenda": "ya", "desk_owner": "Agung"})) == ["Agung"]
    assert without_mail(*seen(queue=queue, settings={"desk_owner": "Agung"})) == []
    assert without_mail(*seen(queue=[TASK])) == []
