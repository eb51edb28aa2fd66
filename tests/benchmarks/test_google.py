"""The Google benchmarks run, on little data."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def said_by(script: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_night_on_google_is_counted() -> None:
    said = said_by("google_nightly.py", "--customers", "60", "--transactions", "200")
    assert said.count("spreadsheets.batchUpdate ") == 2
    assert "the largest" in said


def test_both_ways_to_read_an_answer_agree() -> None:
    assert "the tables are the same" in said_by("google_json.py", "--rows", "2000")
