"""A run that is asked to end finishes the batch in hand, writes the workbook, and leaves the rest to the next run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from crm_sheets.channels.files import FilesChannel
from crm_sheets.cli import main
from crm_sheets.exit_codes import ExitCode
from crm_sheets.running.stopping import Stop, Terminated

PROJECT = Path(__file__).resolve().parents[2]
WORKER = PROJECT / "tests" / "support" / "stop_worker.py"
PEOPLE = 250


def run_signalled(book: Path, signals: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(WORKER), signals, "run", "nightly", "-w", str(book), "--as-of", "2026-11-20", "--json"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip


def recipients(book: Path) -> Counter[str]:
    texts = (path.read_text(encoding="utf-8") for path in (book.parent / "outbox").rglob("*.eml"))
    return Counter(text.split("To: ")[1].split("\n")[0] for text in texts)


@pytest.mark.parametrize("signals", ["SIGTERM", "SIGINT", "SIGTERM,SIGTERM"])
def test_the_batch_in_hand_is_finished_and_the_rest_comes_with_the_next_run(
    birthdays: Path, signals: str, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = run_signalled(birthdays, signals)
    assert stopped.returncode == ExitCode.PARTLY_FAILED, stopped.stderr
    summary = json.loads(stopped.stdout)
    assert summary["sent"] == FilesChannel.batch_size == recipients(birthdays).total()
    assert summary["failed"] == PEOPLE - FilesChannel.batch_size
    assert "Log kontak" in summary["written"], "the workbook was written"
    assert "Ctrl-C again" in stopped.stderr

    assert main(["run", "nightly", "-w", str(birthdays), "--as-of", "2026-11-20", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["sent"] == PEOPLE - FilesChannel.batch_size
    assert set(recipients(birthdays).values()) == {1}
    assert recipients(birthdays).total() == PEOPLE


def test_a_second_ctrl_c_ends_at_once(birthdays: Path) -> None:
    stopped = run_signalled(birthdays, "SIGINT,SIGINT")
    assert stopped.returncode == ExitCode.INTERRUPTED
    assert recipients(birthdays).total() == 0
    assert "start the same command again" in stopped.stderr


def test_outside_of_sending_it_ends_at_once() -> None:
    stop = Stop()
    with stop.on_signals(), pytest.raises(Terminated):
        os.kill(os.getpid(), signal.SIGTERM)
    assert stop.is_asked()


def test_on_its_way_out_it_is_not_disturbed_again() -> None:
    stop = Stop()
    with stop.on_signals():
        with pytest.raises(Terminated):
            os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stop().on_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_in_a_thread_of_somebody_elses_program_no_signal_is_touched() -> None:
    seen = []

    def work() -> None:
        with Stop().on_signals():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]


def test_asked_by_the_machine_before_anything_was_sent_it_says_so(
    birthdays: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crm_sheets.workbook.xlsx import XlsxWorkbook

    monkeypatch.setattr(XlsxWorkbook, "read", lambda self: os.kill(os.getpid(), signal.SIGTERM))
    assert main(["run", "nightly", "-w", str(birthdays)]) == ExitCode.TERMINATED
    assert "Stopped." in capsys.readouterr().err
