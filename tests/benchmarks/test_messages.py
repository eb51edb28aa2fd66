"""The benchmark of messages runs, on few mails: every side delivers each mail exactly once. No test of speed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from real_parts import need

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def sink() -> str:
    return need("smtp-sink", "usr/sbin")


def said_by(*arguments: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "messages.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_side_delivers_each_mail_once() -> None:
    said = said_by("--mails", "40", "--round-trips", "0", "--kills", "0", "--texts", "20")
    mails, _, texts = said.partition("SMS by Twilio")
    rows = [line.split() for line in mails.splitlines() if line.startswith(("smtplib", "aiosmtplib", "post", "ours"))]
    assert len(rows) == 7
    assert {("40", "0")} == {tuple(row[row.index("40") :][:2]) for row in rows}
    assert texts.count("     20      0\n") == 2, "SMS by the official client, and by ours"


def test_a_killed_process_of_ours_doubles_and_loses_nothing() -> None:
    said = said_by(
        "--mails", "1", "--round-trips", "4", "--sides", "ours", "--kill-mails", "60", "--kills", "2", "--texts", "0"
    )
    assert "killed up to 2 times" in said
