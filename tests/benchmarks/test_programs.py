"""The benchmark of programs runs, on few customers: every side finds the same contacts due. No test of speed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_side_finds_the_same_contacts() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "programs.py"), "--small"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 customers, 50 programs" in done.stdout
    assert done.stdout.count(" the same ") == 2, "rule-engine's and simpleeval's"
    assert "NOT THE SAME" not in done.stdout
