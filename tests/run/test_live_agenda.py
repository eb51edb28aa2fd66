"""The team's own mail in the morning: to everybody who has something to do, once, and no contact with a customer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from live_team import Commands, LiveTeam, born_today, fill, program, rows_of, settings_tab, today

from crm_sheets.team_calendar import TeamCalendar

MAYA = "maya@example.com"
STAFF = [["Nama", "Email", "Aktif"], ["Maya", MAYA, "ya"], ["Agung", "agung@example.com", "ya"]]
EVERY_DAY = settings_tab(agenda="ya", desk_owner="Maya", work_days="sen-min")
REQUESTS = ["ID Permintaan", "ID Pelanggan", "Nama", "No. HP", "Untuk tanggal", "Jam", "Nomor antrean", "Perihal"]


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


@pytest.fixture(autouse=True)
def no_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which the tests run may be one."""
    monkeypatch.setattr(TeamCalendar, "is_working", lambda self, day: True)


def asked_to_be_called(*requests: list[Any]) -> dict[str, Any]:
    """Tabs of a team with requests for today: id, customer, name, phone, hour, number, topic."""
    rows = [[*row[:4], today().isoformat(), *row[4:]] for row in requests]
    return {"Staf": STAFF, "Permintaan telepon": [REQUESTS, *rows], "Pengaturan": EVERY_DAY}


STRANGER = ["R1", None, "Tono", "0812-9999-8888", "jam 10 pagi", 3, "klaim"]


def test_a_requested_call_is_queued_once_and_told_in_the_agenda_once(team: LiveTeam, crm: Commands) -> None:
    team.make([], program("Email"), **asked_to_be_called(STRANGER))
    assert crm("run contacts")[1]["queued"] == 1
    assert crm("run contacts")[1]["queued"] == 0
    (task,) = rows_of(team.book, "Antrean")
    assert (task["Pelanggan"], task["Jam"], task["Penanggung jawab"]) == ("Tono", "10.00 · no. 3", "Maya")
    assert (task["ID Pelanggan"], task["Telepon"]) == (None, "+6281299998888")
    assert [crm("run agenda")[1]["sent"] for _ in range(2)] == [1, 0]
    (mail,) = team.mails(MAYA)
    assert str(mail.mail["Subject"]).startswith("Agenda ")
    assert "[10.00 · no. 3] Tono" in mail.mail.get_body(("plain",)).get_content()
    assert "tel:+6281299998888" in mail.mail.get_body(("html",)).get_content()
    (attached,) = mail.mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    (event,) = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    assert event.decoded("dtstart").strftime("%H:%M") == "10:00"
    assert team.mails("agung@example.com") == []


def test_a_deleted_row_does_not_bring_the_call_back(team: LiveTeam, crm: Commands) -> None:
    team.make([], program("Email"), **asked_to_be_called(STRANGER))
    crm("run contacts")
    fill(team.book, "Antrean", "Kunci", None)
    assert crm("run contacts")[1]["queued"] == 0


def test_the_agenda_is_no_contact_with_anybody(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1)], program("Email"), **asked_to_be_called(STRANGER))
    crm("run agenda")
    assert rows_of(team.book, "Log kontak") == []
    crm("run contacts")
    log = rows_of(team.book, "Log kontak")
    assert [row["Program"] if "Program" in row else row["ID Program"] for row in log] == ["ultah"]


def test_somebody_without_work_and_a_team_that_did_not_ask_get_no_mail(team: LiveTeam, crm: Commands) -> None:
    tabs = asked_to_be_called(STRANGER) | {"Pengaturan": settings_tab(desk_owner="Maya")}
    team.make([], program("Email"), **tabs)
    assert crm("run agenda")[1]["sent"] == 0
    assert team.mails() == []


def test_a_dry_run_tells_how_many_and_sends_none(team: LiveTeam, crm: Commands) -> None:
    team.make([], program("Email"), **asked_to_be_called(STRANGER))
    assert crm("run agenda", "--dry-run")[1]["sent"] == 1
    assert team.mails() == []


def test_in_a_rehearsal_the_mail_is_a_file(team: LiveTeam, crm: Commands) -> None:
    team.make([], program("Email"), **asked_to_be_called(STRANGER))
    team.configure(live=False)
    assert crm("run agenda")[1]["sent"] == 1
    assert team.mails() == []
    (file,) = Path(team.folder).rglob("*.eml")
    assert "text/calendar" in file.read_text(encoding="utf-8")


def test_a_request_for_tomorrow_waits(team: LiveTeam, crm: Commands) -> None:
    tabs = asked_to_be_called(STRANGER)
    tabs["Permintaan telepon"][1][4] = (today() + timedelta(days=1)).isoformat()
    team.make([], program("Email"), **tabs)
    assert crm("run contacts")[1]["queued"] == 0


def test_who_has_work_and_no_address_is_named_in_the_summary(team: LiveTeam, crm: Commands) -> None:
    nobody_can_mail_maya = [STAFF[0], ["Maya", None, "ya"], STAFF[2]]
    team.make([], program("Email"), **asked_to_be_called(STRANGER) | {"Staf": nobody_can_mail_maya})
    for job in ("run agenda --dry-run", "run agenda"):
        answer = crm(job)[1]
        assert (answer["sent"], answer["without_agenda"]) == (0, ["Maya"])
    assert crm("run contacts")[1]["without_agenda"] == []
