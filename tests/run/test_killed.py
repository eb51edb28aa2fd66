"""kill -9 in the middle of a run of 1,000 messages: none twice, none lost without being shown."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Crm = Callable[..., tuple[int, Any]]
Make = Callable[..., Path]

PEOPLE = 1000


@pytest.fixture
def birthdays(make_workbook: Make) -> Path:
    """A workbook in which a thousand people have their birthday today."""
    header = ["ID Pelanggan", "Nama", "Tanggal lahir", "Email"]
    people = [[f"P{n:04}", f"Orang {n}", "1980-11-20", f"p{n}@example.com"] for n in range(PEOPLE)]
    programs = [
        ["ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat"],
        ["ultah", "Ulang tahun", "Ucapan", "Pelanggan.Tanggal lahir", "Tiap tahun", "Email", "ultah"],
    ]
    book = make_workbook(Pelanggan=[header, *people], Program=programs)
    (book.parent / "templates").mkdir()
    text = "Subject: Selamat\n\nSelamat ulang tahun, {{ customer.name }}!\n"
    (book.parent / "templates" / "ultah.email.id.txt").write_text(text, encoding="utf-8")
    return book


def delivered(book: Path) -> list[Path]:
    return list((book.parent / "outbox").rglob("*.eml"))


def kill_once(book: Path, messages_seen: int) -> bool:
    """Start the run and kill it as soon as that many messages are out; False when it got through before."""
    command = [sys.executable, "-m", "crm_sheets", "run", "nightly", "-w", str(book), "--as-of", "2026-11-20"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None and len(delivered(book)) < messages_seen:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    "seed", [1, 2, pytest.param(3, marks=pytest.mark.deep), pytest.param(4, marks=pytest.mark.deep)]
)
def test_none_twice_and_none_lost(birthdays: Path, crm: Crm, seed: int) -> None:
    moments = sorted(random.Random(seed).sample(range(PEOPLE - 300), 3))
    killed = [kill_once(birthdays, moment) for moment in moments]
    assert any(killed)
    assert delivered(birthdays)

    code, summary = crm("run nightly", birthdays)
    assert code == 0
    assert summary["uncertain"] == 0, "files are their own evidence, so no doubt is left"
    recipients = Counter(
        path.read_text(encoding="utf-8").split("To: ")[1].split("\n")[0] for path in delivered(birthdays)
    )
    assert len(recipients) == PEOPLE
    assert set(recipients.values()) == {1}

    _, again = crm("run nightly", birthdays)
    assert (again["sent"], again["skipped"]) == (0, {"already_done": PEOPLE})


def test_the_log_catches_up_with_what_a_killed_run_sent(birthdays: Path, crm: Crm) -> None:
    import fastexcel

    kill_once(birthdays, 300)
    crm("run nightly", birthdays)
    log = fastexcel.read_excel(birthdays).load_sheet("Log kontak", dtypes="string").to_polars()
    assert log["Kunci"].n_unique() == log.height == PEOPLE
