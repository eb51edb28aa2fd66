"""`crm-sheets cron` and `crm-sheets schedule` as an operator types them, and two runs at once."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm_sheets.cli import main

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


def test_a_second_run_ends_at_once_and_a_dead_one_is_not_in_the_way(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = folder / ".sample.xlsx.lock"
    holding = (
        f"import filelock; lock = filelock.FileLock({str(lock)!r}); lock.acquire(); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        lines_until(other, "held")
        assert "Another job is running" in said(capsys, "run", "nightly", code=5)
        other.kill()
    assert lock.exists(), "what the dead one left behind"
    said(capsys, "run", "nightly", "--as-of", "2026-11-20")
