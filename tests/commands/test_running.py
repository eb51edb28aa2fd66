"""`crm-sheets cron` and `crm-sheets schedule` as an operator types them, and two runs at once."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_sheets.cli import main
from crm_sheets.commands.schedule import _Says
from crm_sheets.settings import load_settings
from crm_sheets.timing.timetable import Due
from crm_sheets.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2]
JAKARTA = ZoneInfo("Asia/Jakarta")
CRON = ("cron", "--language", "en")


@pytest.fixture
def folder(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A team's folder, in which the command is typed."""
    home = sample_copy.parent
    (home / "crm.toml").write_text('workbook = "sample.xlsx"\n', encoding="utf-8")
    monkeypatch.chdir(home)
    return home


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def test_the_line_for_crontab_can_be_pasted_and_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, *CRON, "--job", "validate", "--at", "02:15")
    line = text.splitlines()[-1]
    assert all(other.startswith("# ") for other in text.splitlines()[:-1]), "the rest is comments to cron"
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    result = subprocess.run(
        ["/bin/sh", "-c", command], check=False, cwd="/", env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    )
    assert result.returncode == 0
    assert "crm_sheets validate" in (folder / "crm-sheets.log").read_text(encoding="utf-8")


def test_a_teams_minute_is_its_own_and_stays(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(said(capsys, "cron", "--json"))["crontab"] for _ in range(2)]
    assert lines[0] == lines[1]
    assert 1 <= int(lines[0][0].split()[0]) <= 59
    assert not list(folder.glob("crm-schedule*")), "nothing is made"


@pytest.mark.parametrize(("language", "word"), [("id", "Tidak ada yang dipasang"), ("en", "Nothing was installed")])
def test_both_languages_say_where_it_goes(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert word in said(capsys, "cron", "--language", language)
    text = said(capsys, "cron", "--systemd", "--language", language)
    assert word in text
    assert f"systemctl --user enable --now crm-sheets-{folder.name}" in text


def test_the_timetable_of_crm_toml_is_printed_line_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "crm.toml").open("a", encoding="utf-8") as file:
        file.write('[[schedule]]\nat = "02:30"\n[[schedule]]\njob = "greetings"\nat = "08:00"\ndays = "mon-fri"\n')
        file.write('[[schedule]]\njob = "greetings"\nat = "14:00"\n')
    lines = json.loads(said(capsys, "cron", "--json"))["crontab"]
    assert [line.count("run greetings") for line in lines] == [0, 1, 1]
    units = json.loads(said(capsys, "cron", "--systemd", "--json"))["units"]
    assert len(units) == 6, "the same job twice has units of its own"
    assert any("OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:00:00 Asia/Jakarta" in unit for unit in units.values())
    assert len(json.loads(said(capsys, "cron", "--json", "--at", "03:00"))["crontab"]) == 1


def configure(folder: Path, text: str) -> None:
    (folder / "crm.toml").write_text(f'workbook = "sample.xlsx"\n{text}', encoding="utf-8")


TWILIO = f'[twilio]\naccount = "AC{"0" * 32}"\n'
MAILBOX = '[mailbox]\nhost = "imap.example.com"\n'
INTERVAL = '[[schedule]]\njob = "inbox"\nevery = {every}\n'


@pytest.mark.parametrize("inbox", [TWILIO, MAILBOX])
def test_a_live_team_is_proposed_its_night_its_hours_and_its_answers(
    folder: Path, capsys: pytest.CaptureFixture[str], inbox: str
) -> None:
    configure(folder, inbox)
    (before,) = json.loads(said(capsys, "cron", "--json"))["crontab"]
    configure(folder, f"live = true\n{inbox}")
    nightly, hourly, answers = json.loads(said(capsys, "cron", "--json"))["crontab"]
    assert nightly == before
    assert "run hourly" in hourly
    minute, *rest = hourly.split()[:5]
    assert rest == ["*"] * 4
    assert int(minute) % 10, "not when answers are fetched"
    assert abs(int(minute) - int(nightly.split()[0])) > 20, "nor while the night works"
    assert answers.startswith("*/10 * * * *  ")
    assert "run inbox" in answers


def test_without_an_inbox_none_is_fetched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(folder, "live = true\n")
    assert len(json.loads(said(capsys, "cron", "--json"))["crontab"]) == 2


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("command", [("cron",), ("cron", "--systemd"), ("schedule", "--dry-run")])
def test_a_live_team_is_told_what_comes_by_the_hour(
    folder: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], language: str
) -> None:
    assert "send_from" not in said(capsys, *command, "--language", language)
    configure(folder, f"live = true\n{TWILIO}")
    assert "send_from" in said(capsys, *command, "--language", language)
    configure(folder, f"live = true\n{TWILIO}{INTERVAL.format(every=10)}")
    assert "send_from" not in said(capsys, *command, "--language", language), "this timetable is its own"


def test_schedule_of_a_live_team_runs_the_same_whatever_the_machine_is_called(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container has another name after each start."""
    configure(folder, f"live = true\n{TWILIO}")
    plans = []
    for name in ("a1b2", "c3d4"):
        monkeypatch.setattr("platform.node", lambda name=name: name)
        plans.append(json.loads(said(capsys, "schedule", "--dry-run", "--json")))
    assert [plan[0]["next"][11:16] for plan in plans] == ["02:00"] * 2
    assert [row["job"] for row in plans[0]] == ["nightly", "hourly", "inbox"]
    assert [row["every"] for row in plans[0][1:]] == [60, 10]


def test_an_interval_is_printed_for_cron_and_for_systemd(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(folder, INTERVAL.format(every=15))
    assert said(capsys, *CRON).splitlines()[-1].startswith("*/15 * * * *  ")
    assert "OnUnitActiveSec=15min" in said(capsys, *CRON, "--systemd")
    assert "inbox, every 15 minutes" in said(capsys, "schedule", "--dry-run", "--language", "en")
    assert said(capsys, *CRON, "--every", "20").splitlines()[-1].startswith("*/20 * * * *  ")
    (line,) = json.loads(said(capsys, "cron", "--json", "--job", "contacts", "--every", "120"))["crontab"]
    assert line.startswith("0 */2 * * *  ")
    assert "run contacts" in line


def test_an_interval_that_cron_cannot_keep_is_told_what_can(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure(folder, INTERVAL.format(every=7))
    error = said(capsys, *CRON, code=2)
    assert "cannot keep 7 minutes; it can: 5, 6, 10," in error
    assert "--systemd" in error
    assert "OnUnitActiveSec=7min" in said(capsys, *CRON, "--systemd")


def test_options_and_health_check_come_along(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-w", "sample.xlsx", "--config", "crm.toml", "--log-json", "--language", "id"]
    url = "https://hc.example.org/abc%20"
    lines = json.loads(said(capsys, "cron", *options, "--health-url", url, "--json"))["crontab"]
    assert lines[0] == f"CRM_SHEETS_HEALTH_URL={url}"
    words = shlex.split(lines[1])
    assert words[words.index("--workbook") + 1] == str(folder / "sample.xlsx")
    assert words[words.index("--config") + 1] == str(folder / "crm.toml")
    assert "--log-json" in words
    assert words[-2:] == ["2>>", str(folder / "crm-sheets.jsonl")]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--at", "25:00"], '--at "25:00": write the time as "02:15"'),
        (["--at", "02:00", "--every", "10"], "not both"),
        (["--every", "3"], "5<=x<=720"),
        (["--health-url", "http://hc.example.org/S3CRET"], "https://"),
        (["--health-url", "S3CRET"], "not the address"),
        (["--health-url", "https://a b/S3CRET"], "not the address"),
    ],
)
def test_a_wrong_option_is_told_how(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], says: str
) -> None:
    error = said(capsys, "cron", *options, code=2)
    assert says in error
    assert "S3CRET" not in error


def test_schedule_shows_what_comes_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "02:00  nightly" in said(capsys, "schedule", "--dry-run", "--language", "en")
    assert json.loads(said(capsys, "schedule", "--dry-run", "--json"))[0]["job"] == "nightly"
    assert "take out --as-of" in said(capsys, "schedule", "--as-of", "2026-11-20", code=2)
    with (folder / "crm.toml").open("a", encoding="utf-8") as file:
        file.write('[[schedule]]\njob = "nigthly"\n')
    assert '"nigthly", which does not exist' in said(capsys, "schedule", "--dry-run", code=2)


def scheduler(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "crm_sheets", "schedule", "--language", "en"],
        cwd=folder, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def lines_until(process: subprocess.Popen[str], word: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return lines
    raise AssertionError("".join(lines))


def make_overdue(folder: Path) -> None:
    """A timetable whose job was to start an hour ago and did not."""
    now = datetime.now(UTC).astimezone(JAKARTA)
    at = f"{now - timedelta(hours=1):%H:%M}"
    with (folder / "crm.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[schedule]]\njob = "nightly"\nat = "{at}"\n')
    started = {f"nightly {at} daily": (now - timedelta(days=1, hours=1)).isoformat()}
    (folder / "crm-schedule.json").write_text(json.dumps({"started": started}), encoding="utf-8")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_waiting_scheduler_ends_when_asked(folder: Path, number: signal.Signals) -> None:
    with scheduler(folder) as process:
        lines_until(process, "Waiting.")
        process.send_signal(number)
        lines_until(process, "Stopped.")
    assert process.returncode == 0


def test_a_missed_night_is_made_up_for_by_a_process_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_overdue(folder)
    with scheduler(folder) as process:
        lines = lines_until(process, "nightly ended")
        process.send_signal(signal.SIGTERM)
        lines_until(process, "Stopped.")
    assert process.returncode == 0
    assert "nightly ended, exit code 0" in lines[-1]
    assert any("crm_sheets nightly" in line for line in lines)
    assert "nightly" in json.loads(said(capsys, "status", "--json"))["last_run"]


def test_asked_while_a_job_runs_the_job_ends_properly_first(folder: Path) -> None:
    make_overdue(folder)
    with scheduler(folder) as process:
        lines_until(process, "nightly starts")
        process.send_signal(signal.SIGTERM)
        rest = lines_until(process, "Stopped.")
    assert process.returncode == 0
    (ended,) = [line for line in rest if "nightly ended, exit code" in line]
    assert ended.split()[-1] in ("0", "3", "143")
    assert main(["run", "nightly"]) == 0, "nothing is left in disorder"


@contextmanager
def another_job(lock: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it is killed."""
    holding = (
        f"import filelock; lock = filelock.FileLock({str(lock)!r}); lock.acquire(); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        lines_until(other, "held")
        yield other
        other.kill()


def test_a_second_run_ends_at_once_and_a_dead_one_is_not_in_the_way(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = folder / ".sample.xlsx.lock"
    with another_job(lock) as other:
        assert "Another job is running" in said(capsys, "run", "nightly", code=5)
        other.kill()
    assert lock.exists(), "what the dead one left behind"
    said(capsys, "run", "nightly", "--as-of", "2026-11-20")


def test_fetching_answers_while_another_job_runs_is_no_failure_and_no_mail_from_cron(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with another_job(folder / ".sample.xlsx.lock"):
        assert main(["run", "inbox"]) == 0
        assert capsys.readouterr() == ("", "")
        answer = json.loads(said(capsys, "run", "inbox", "--json"))
        assert (answer["job"], answer["exit_code"]) == ("inbox", 0)
        assert "Another job is running" in answer["not_now"]
        assert main(["run", "inbox", "--log-json"]) == 0
        events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
        assert events == ["started", "not_now", "finished"]
        for job in ("contacts", "validate", "nightly"):
            assert "Another job is running" in said(capsys, "run", job, code=5)


def test_so_it_is_while_somebody_has_the_workbook_open_and_something_came(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_sheets.session.Session.has_news", lambda session: True)
    (folder / "~$sample.xlsx").write_bytes(b"\x04Sari")
    assert main(["run", "inbox"]) == 0
    assert capsys.readouterr() == ("", "")
    assert "open" in said(capsys, "run", "nightly", code=5)


def test_nothing_came_is_nothing_to_say_but_to_who_waits_for_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(capsys, "run", "inbox") == ""
    assert json.loads(said(capsys, "run", "inbox", "--json"))["written"] == []
    assert "crm_sheets inbox" in said(capsys, "run", "inbox", "--dry-run")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "crm_sheets inbox" in said(capsys, "run", "inbox", "--language", "en")
    with another_job(folder / ".sample.xlsx.lock"):
        assert "inbox: waits for its next turn. Another job" in said(capsys, "run", "inbox", "--language", "en")


@pytest.mark.parametrize(("comes_again", "lines"), [(False, [1, 1, 1, 1]), (True, [0, 0, 0, 1])])
def test_schedule_speaks_of_an_interval_only_when_something_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], comes_again: bool, lines: list[int]
) -> None:
    says = _Says(Workspace(load_settings()), "en", quiet=False)
    due = Due("inbox", datetime.now(UTC), (), comes_again)
    told = []
    for tell in (says.starting, lambda due: says.ended(due, 0), lambda due: says.ended(due, 5),
                 lambda due: says.ended(due, 6)):  # fmt: skip
        tell(due)
        told.append(len(capsys.readouterr().out.splitlines()))
    assert told == lines
