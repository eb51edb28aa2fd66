"""A team that is live: messages reach people through Twilio and a mail server, and what they answer is heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live_team import Commands, LiveTeam, born_today, program
from smtp_sink import running_sink

from crm_sheets.testing.twilio import FakeTwilio


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTeam]:
    with FakeTwilio() as twilio, running_sink() as sink:
        made = LiveTeam(tmp_path, twilio, sink)
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def test_each_birthday_gets_its_greeting_once(team: LiveTeam, crm: Commands) -> None:
    team.make([born_today(1), born_today(2)], program("SMS"))
    code, summary = crm("run nightly")
    assert (code, summary["sent"]) == (0, 2), summary
    code, summary = crm("run nightly")
    assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"already_done": 2})
    assert sorted(message.to for message in team.twilio.messages) == ["+6281200000001", "+6281200000002"]
