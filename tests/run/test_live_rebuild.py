"""A live team whose ledger was lost: what providers and the workbook remember, so that nobody hears twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from live_team import (
    Commands,
    Killed,
    LiveTeam,
    born_today,
    die,
    fill,
    lose_ledger,
    phone,
    program,
    rows_of,
    texted,
    texting_team,
)

from crm_sheets.session import Session
from crm_sheets.testing.twilio import Fault

Later = Callable[[float], None]

IBU_1 = phone(1)


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with texting_team(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


@pytest.fixture
def dying_run(crm: Commands, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A run that sends and dies before it can write the workbook."""

    def run() -> None:
        with monkeypatch.context() as for_now:
            for_now.setattr(Session, "write", die)
            with pytest.raises(Killed):
                crm("run nightly")

    return run


def test_a_doubt_that_was_sent_again_by_a_run_that_died_is_no_doubt_any_more(
    team: LiveTeam, crm: Commands, later: Later, dying_run: Callable[[], None]
) -> None:
    team.make([born_today(1)], program("SMS"))
    team.twilio.next(Fault.drop_before(), lambda request: request.sends)
    crm("run nightly")
    later(7)
    crm("run nightly")
    fill(team.book, "Perlu keputusan", "Kirim lagi?", "Ya")
    dying_run()
    lose_ledger(team)
    assert crm("ledger rebuild", "--yes")[1]["proven"] == 1
    code, summary = crm("run nightly")
    assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"already_done": 1})
    assert texted(team) == {IBU_1: 1}
    assert crm("status")[1]["uncertain"] == []
    assert rows_of(team.book, "Log kontak")[-1]["Status"] == "terkirim"


def test_what_was_sent_with_another_text_is_asked_about_and_not_sent_again(
    team: LiveTeam, crm: Commands, later: Later, dying_run: Callable[[], None]
) -> None:
    team.make([born_today(1), born_today(2)], program("SMS"))
    crm("run validate")
    dying_run()
    lose_ledger(team)
    fill(team.book, "Pelanggan", "Nama", "Orang Satu")
    _, found = crm("ledger rebuild", "--yes")
    assert (found["proven"], found["uncertain"]) == (2, 1)
    later(7)
    _, summary = crm("run nightly")
    assert (summary["sent"], summary["to_decide"]) == (0, 1)
    assert [row["ID Pelanggan"] for row in rows_of(team.book, "Perlu keputusan")] == ["P1"]
    assert texted(team) == {IBU_1: 1, phone(2): 1}


def test_a_report_about_a_message_of_before_still_counts(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1)], program("SMS", purpose="Layanan"))
    crm("run nightly")
    lose_ledger(team)
    crm("ledger rebuild", "--yes")
    team.twilio.fail(team.twilio.messages[0].sid, 30003)
    assert crm("run nightly")[1]["bounced"] == 1


def test_a_workbook_put_back_from_yesterday_gets_its_questions_again(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1)], program("SMS"))
    crm("run nightly")
    yesterday = shutil.copy(team.book, team.folder / "yesterday.xlsx")
    team.twilio.receive(IBU_1, "Kapan toko buka hari Minggu?", "whatsapp")
    crm("run inbox")
    shutil.copy(yesterday, team.book)
    for _ in range(2):
        crm("run inbox")
    assert [len(rows_of(team.book, title)) for title in ("Pesan masuk", "Antrean")] == [1, 1]
