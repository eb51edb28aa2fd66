"""`crm-sheets status` of a team that is live: figures, doubts, inboxes and answers, and nobody's address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from live_team import Commands, LiveTeam, born_today, fill, program
from smtp_sink import running_sink

from crm_sheets.cli import main
from crm_sheets.testing.twilio import FakeTwilio, Fault
from crm_sheets.workspace import Workspace

IBU_1, IBU_2 = "+6281200000001", "+6281200000002"
Later = Callable[[float], None]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with FakeTwilio() as twilio, running_sink(keeps=False) as sink:
        made = LiveTeam(tmp_path, twilio, sink)
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let hours pass on this machine."""

    def let_pass(hours: float) -> None:
        passed = timedelta(hours=hours)
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime.now(UTC) + passed))

    return let_pass


def live(crm: Commands, code: int = 0) -> dict[str, Any]:
    """What `status` says; no address is ever in it."""
    said, found = crm("status")
    assert said == code
    text = json.dumps(found)
    assert "@" not in text
    assert "+62" not in text
    return found


def text_of(team: LiveTeam, capsys: pytest.CaptureFixture[str], language: str) -> str:
    capsys.readouterr()
    main(["status", "--config", str(team.folder / "crm.toml"), "--language", language])
    return capsys.readouterr().out


def medium(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["live"]["media"] if one["medium"] == name)


def test_a_rehearsal_has_nothing_of_it(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1)], program("SMS"))
    team.configure(live=False)
    assert crm("status")[1]["live"] is None


def test_before_the_first_run_all_is_nought(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1)], program("SMS"))
    found = live(crm)["live"]
    assert [one["medium"] for one in found["media"]] == ["sms", "whatsapp", "email"]
    assert {one["sent"] for one in found["media"]} == {0}
    assert (found["closed"], found["inboxes"], found["answers"], found["waiting"]) == ({}, {}, [], 0)


def test_what_became_of_messages_and_their_price(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(number) for number in (1, 2, 3)], program("SMS"))
    crm("run contacts")
    first, second, _ = team.twilio.messages
    team.twilio.deliver(first.sid)
    team.twilio.fail(second.sid, 30005)
    team.twilio.charge(first.sid, "-0.25000")
    crm("run inbox")
    found = live(crm)
    sms = medium(found, "sms")
    assert [sms[name] for name in ("sent", "delivered", "failed", "uncertain")] == [2, 1, 1, 0]
    # what Twilio took is charged, also what did not arrive
    assert (sms["cost"], sms["is_estimate"], sms["charged"]) == (1500, True, {"USD": 0.25})
    assert found["live"]["closed"] == {"unreachable": 1}
    assert set(found["live"]["inboxes"]) == {"twilio"}


def test_a_price_in_the_teams_currency_is_taken_as_it_is(team: LiveTeam, crm: Commands) -> None:
    rows = [["Pengaturan", "Nilai"], ["company", "Toko"], ["currency", "USD"], ["reply_phone", "08110000000"]]
    rows += [["send_from", "00:00"], ["send_until", "00:00"], ["message_budget", "5"], ["sms_price", "0.1"]]
    team.make([born_today(1)], program("SMS"), Pengaturan=rows)
    crm("run contacts")
    team.twilio.charge(team.twilio.messages[0].sid, "-0.25000")
    crm("run inbox")
    found = live(crm)
    sms = medium(found, "sms")
    assert (sms["cost"], sms["is_estimate"], sms["charged"]) == (0.25, False, {})
    assert (found["live"]["currency"], found["live"]["budget"]) == ("USD", 5)


class TestDoubts:
    @pytest.fixture
    def doubtful(self, team: LiveTeam, crm: Commands) -> LiveTeam:
        """One message of which nobody knows whether it arrived, and whose trace Twilio does not show."""
        team.make([born_today(1), born_today(2)], program("SMS"))
        team.twilio.lag = timedelta(hours=48)
        team.twilio.next(Fault.drop_after(), lambda request: request.sends)
        assert crm("run contacts")[0] == 4
        return team

    def test_at_first_the_next_run_looks_for_evidence(self, doubtful: LiveTeam, crm: Commands) -> None:
        (doubt,) = live(crm, 4)["uncertain"]
        assert doubt["to_decide"] is False

    def test_then_people_are_asked_with_why_and_since_when(
        self, doubtful: LiveTeam, crm: Commands, later: Later, capsys: pytest.CaptureFixture[str]
    ) -> None:
        later(7)
        crm("run inbox")
        (doubt,) = live(crm, 4)["uncertain"]
        assert doubt["to_decide"] is True
        assert doubt["detail"]
        english, indonesian = text_of(doubtful, capsys, "en"), text_of(doubtful, capsys, "id")
        assert re.search(rf"^To decide +ultah · P[12] · SMS · {doubt['at']}: \S", english, re.MULTILINE)
        assert re.search(r"^Perlu keputusan +ultah", indonesian, re.MULTILINE)

    def test_what_was_ticked_no_longer_waits_for_people(self, doubtful: LiveTeam, crm: Commands, later: Later) -> None:
        later(7)
        crm("run inbox")
        fill(doubtful.book, "Perlu keputusan", "Biarkan?", True)
        assert live(crm, 4)["uncertain"][0]["to_decide"] is False


class TestAnswers:
    @pytest.fixture
    def asked(self, team: LiveTeam, crm: Commands) -> LiveTeam:
        """A customer who asked something by WhatsApp, and one who wants no more."""
        team.make([born_today(1), born_today(2)], program("Email"))
        crm("run contacts")
        team.twilio.receive(IBU_1, "Berapa premi saya bulan ini?", "whatsapp")
        team.twilio.receive(IBU_2, "BERHENTI", "whatsapp")
        crm("run inbox")
        return team

    def test_who_waits_is_counted_with_the_longest(self, asked: LiveTeam, crm: Commands) -> None:
        found = live(crm)["live"]
        assert found["waiting"] == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found["waiting_since"])
        assert found["closed"] == {"opted_out": 1}

    def test_what_people_ticked_in_the_queue_waits_no_more(self, asked: LiveTeam, crm: Commands) -> None:
        for row in (2, 3):
            fill(asked.book, "Antrean", "Selesai?", True, row)
        found = live(crm)["live"]
        assert (found["waiting"], found["waiting_since"]) == (0, "")
        assert {(one["medium"], one["in_time"], one["share"]) for one in found["answers"]} == {
            ("whatsapp", 1, 1.0),
            ("", 1, 1.0),
        }

    def test_what_nobody_answered_for_days_is_late(self, asked: LiveTeam, crm: Commands, later: Later) -> None:
        later(24 * 10)
        one, _ = live(crm)["live"]["answers"]
        assert (one["answered"], one["overdue"], one["share"]) == (0, 1, 0.0)

    def test_both_languages_say_it_in_a_table(self, asked: LiveTeam, capsys: pytest.CaptureFixture[str]) -> None:
        english, indonesian = text_of(asked, capsys, "en"), text_of(asked, capsys, "id")
        assert re.search(r"^\w+ \d{4} +sent +arrived +failed +uncertain  cost$", english, re.MULTILINE)
        assert re.search(r"^  E-mail +2 +0 +0 +0  -$", english, re.MULTILINE)
        assert "1 address asked to stop" in english
        assert "1 alamat minta berhenti" in indonesian
        assert len(english.splitlines()) == len(indonesian.splitlines())
        heads = [line for line in english.splitlines() if line]
        assert all(len(line) <= 100 for line in heads)

    def test_tasks_of_the_desk_are_no_contacts_that_the_ledger_lacks(self, asked: LiveTeam, crm: Commands) -> None:
        code, found = crm("ledger verify")
        assert code == 0
        assert {one["check"]: one["state"] for one in found if one["state"] != "ok"} == {}
