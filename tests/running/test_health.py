"""Pings of a health check, against a server on this machine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crm_sheets.cli import main
from crm_sheets.errors import WorkbookLocked
from crm_sheets.running.health import HealthCheck
from crm_sheets.running.stopping import Terminated

DAY = ("--as-of", "2026-11-20")


class Service(ThreadingHTTPServer):
    """A health-check service that writes down what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.answer = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/S3CRET"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.heads.append(str(self.headers))
        self.send_response(self.server.answer)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Service()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_run_that_goes_well_is_told_twice(
    sample_copy: Path, service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", service.url)
    assert main(["run", "validate", "-w", str(sample_copy), *DAY, "--log-json"]) == 0
    assert service.asked == ["/S3CRET/start", "/S3CRET"]
    captured = capsys.readouterr()
    assert "S3CRET" not in captured.out + captured.err
    pings = [line for line in map(json.loads, captured.err.splitlines()) if line["event"] == "health"]
    assert [(ping["host"], ping["ok"]) for ping in pings] == [("127.0.0.1", True)] * 2
    assert "sample" not in "".join(service.heads).lower()


def test_a_run_that_is_stopped_tells_its_exit_code(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", service.url)
    assert main(["run", "nightly", "-w", str(tmp_path / "none.xlsx")]) == 2
    assert service.asked == ["/S3CRET/start", "/S3CRET/2"]


@pytest.mark.parametrize(
    ("error", "ending"), [(WorkbookLocked("x"), "5"), (Terminated(), "143"), (KeyboardInterrupt(), "130")]
)
def test_errors_are_told_by_their_exit_codes(service: Service, error: BaseException, ending: str) -> None:
    check = HealthCheck(service.url, lambda host, said: None)
    with pytest.raises(type(error)), check.watching():
        raise error
    assert service.asked == ["/S3CRET/start", f"/S3CRET/{ending}"]


def test_a_code_other_than_zero_is_a_failure(service: Service) -> None:
    with HealthCheck(f"{service.url}/?create=1", lambda host, said: None).watching() as outcome:
        outcome.code = 3
    assert service.asked == ["/S3CRET/start?create=1", "/S3CRET/3?create=1"]


@pytest.mark.parametrize(
    ("code", "pings"), [(0, []), (3, []), (4, []), (5, []), (6, []), (1, ["/1"]), (2, ["/2"]), (70, ["/70"])]
)
def test_of_a_job_that_comes_every_few_minutes_only_what_lasts_is_told(
    service: Service, code: int, pings: list[str]
) -> None:
    """Its successes would hide a night that did not come."""
    with HealthCheck(service.url, lambda host, said: None).watching(comes_again=True) as outcome:
        outcome.code = code
    assert [asked.removeprefix("/S3CRET") for asked in service.asked] == pings


@pytest.mark.parametrize(("error", "pings"), [(WorkbookLocked("x"), []), (Terminated(), []), (OSError(), ["/70"])])
def test_the_same_holds_for_its_errors(service: Service, error: BaseException, pings: list[str]) -> None:
    check = HealthCheck(service.url, lambda host, said: None)
    with pytest.raises(type(error)), check.watching(comes_again=True):
        raise error
    assert [asked.removeprefix("/S3CRET") for asked in service.asked] == pings


def test_fetching_answers_says_nothing_to_the_check_of_the_night(
    sample_copy: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", service.url)
    assert main(["run", "inbox", "-w", str(sample_copy)]) == 0
    assert service.asked == []
    assert main(["run", "inbox", "-w", str(sample_copy.with_name("none.xlsx"))]) == 2
    assert service.asked == ["/S3CRET/2"]


def test_a_dry_run_and_commands_that_only_look_tell_nothing(
    sample_copy: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", service.url)
    main(["run", "nightly", "-w", str(sample_copy), *DAY, "--dry-run"])
    main(["check", "-w", str(sample_copy), *DAY])
    assert service.asked == []


def test_a_check_that_cannot_be_reached_fails_no_job_and_shows_its_host_only(
    sample_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", f"http://127.0.0.1:{port}/S3CRET")
    assert main(["run", "validate", "-w", str(sample_copy), *DAY]) == 0
    said = capsys.readouterr().err
    assert said.count("127.0.0.1") == 2
    assert "S3CRET" not in said


def test_a_check_that_never_answers_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    told: list[tuple[str, str]] = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/S3CRET"
        HealthCheck(url, lambda host, error: told.append((host, error)), seconds=0.05).ping("/start")
    ((host, error),) = told
    assert host == "127.0.0.1"
    assert "Timeout" in error


@pytest.mark.parametrize("answer", [301, 404, 500])
def test_another_answer_than_yes_is_told_and_not_followed(service: Service, answer: int) -> None:
    service.answer = answer
    told: list[tuple[str, str]] = []
    HealthCheck(service.url, lambda host, error: told.append((host, error))).ping("")
    assert told == [("127.0.0.1", f"HTTP {answer}")]
    assert service.asked == ["/S3CRET"]
