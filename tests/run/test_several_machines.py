"""Several machines, one Google spreadsheet, one ledger in PostgreSQL: nobody twice, and each is told what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google_team import CALL, GREETING, QUEUE, Team, customers
from postgresql_server import PASSWORD, PASSWORD_USER, PostgresqlServer

from crm_sheets.channels.files import FilesChannel
from crm_sheets.testing.google import FakeGoogle

KEY_FILE = "crm-ledger.key"


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        fake.quota = None
        monkeypatch.setattr("crm_sheets.workbook.google.opening.Clock", lambda: fake.clock)
        yield fake


@pytest.fixture
def address(server: PostgresqlServer) -> str:
    return server.new_schema()


def on(team: Team, address: str) -> Team:
    """The team with its ledger at that address."""
    config = team.folder / "crm.toml"
    config.write_text(f'ledger = "{address}"\n{config.read_text()}', encoding="utf-8")
    return team


@pytest.fixture
def first(google: FakeGoogle, tmp_path: Path, address: str) -> Team:
    people = customers(("Bandung", 2, "1980-11-20"), ("Medan", 1, "1980-11-20"))
    return on(Team.of(google, tmp_path / "a", people, [GREETING, CALL]), address)


@pytest.fixture
def second(first: Team, tmp_path: Path, address: str) -> Team:
    """Another machine on the same sheet and ledger; it has no key yet."""
    return on(first.in_folder(tmp_path / "b"), address)


def give_key(first: Team, second: Team) -> None:
    shutil.copy2(first.folder / KEY_FILE, second.folder / KEY_FILE)


def die_while_sending(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine loses its power between the fence and the first message."""

    def die(self: FilesChannel, messages: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(FilesChannel, "send", die)
        with pytest.raises(SystemExit):
            team.run()


def test_the_second_machine_goes_on_where_the_first_one_stopped(first: Team, second: Team) -> None:
    assert first.run()[1]["sent"] == 2
    give_key(first, second)
    code, summary = second.run()
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    assert first.keys(QUEUE) == ["telepon|P3|2026"]
    assert not list(first.folder.glob("*.sqlite*"))
    code, status = second.run(command="status")
    assert (code, status["states"]) == (0, {"sent": 3})


def test_a_second_machine_without_the_key_is_told_to_copy_it_and_makes_none(first: Team, second: Team) -> None:
    first.run()
    code, said = second.run()
    assert code == 2
    assert "Copy the key file from the machine that made the ledger" in said
    assert not (second.folder / KEY_FILE).exists()
    assert second.messages() == []


def test_a_second_machine_with_a_key_of_its_own_is_refused(first: Team, second: Team) -> None:
    first.run()
    (second.folder / KEY_FILE).write_text("0" * 64, encoding="ascii")
    (second.folder / KEY_FILE).chmod(0o600)
    code, said = second.run()
    assert code == 2
    assert "copy of the first one's" in said


def test_while_one_machine_is_at_it_the_other_does_nothing(first: Team, second: Team) -> None:
    first.run("2026-11-10")
    give_key(first, second)
    seen: list[tuple[int, object]] = []
    first.google.before(lambda request: request.kind == "write", lambda request: seen.append(second.run()))
    assert first.run()[1]["sent"] == 2
    assert seen[0][0] == 5
    assert "another machine" in str(seen[0][1])
    assert second.messages() == []


def test_what_another_machine_left_open_stays_a_doubt_until_that_machine_looks(
    first: Team, second: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.run("2026-11-10")
    give_key(first, second)
    die_while_sending(first, monkeypatch)
    code, summary = second.run()
    assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"uncertain": 2})
    assert second.run(command="status")[0] == 4
    assert second.messages() == [], "an empty outbox here proves nothing about the one there"
    code, summary = first.run()
    assert (code, summary["sent"]) == (0, 2)
    assert first.messages() == ["ucapan--P1", "ucapan--P2"]
    assert second.run()[1]["sent"] == 0


def test_a_database_that_does_not_know_the_workbook_sends_nothing_and_stays_empty(
    first: Team, second: Team, server: PostgresqlServer
) -> None:
    first.run()
    config = second.folder / "crm.toml"
    empty = server.new_schema()
    config.write_text(config.read_text().replace(config.read_text().split('"')[1], empty), encoding="utf-8")
    code, said = second.run("2026-11-21")
    assert code == 2
    assert "does not know it" in said
    assert "crm-sheets adopt" in said
    assert not (second.folder / KEY_FILE).exists()
    assert second.run(command="adopt --yes")[0] == 0
    assert second.run("2026-11-21")[0] == 0


def test_a_dry_run_makes_nothing_in_the_database(first: Team, server: PostgresqlServer, address: str) -> None:
    assert first.run(command="plan")[0] == 0
    schema = address.rpartition("%3D")[2]
    assert (schema,) not in server.run("SELECT table_schema FROM information_schema.tables")
    assert not (first.folder / "outbox").exists()


def test_doctor_says_how_things_stand(
    first: Team, second: Team, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(team: Team) -> dict[str, str]:
        _, answer = team.run(command="doctor")
        return {check["check"]: check["state"] for check in answer}

    assert (found(first)["key"], found(first)["ledger"]) == ("ok", "ok")
    first.run()
    assert found(first)["ledger"] == "ok"
    assert (found(second)["key"], found(second)["ledger"]) == ("failed", "skipped")
    give_key(first, second)
    assert (found(second)["key"], found(second)["ledger"]) == ("ok", "ok")
    monkeypatch.setenv("CRM_SHEETS_LEDGER", f"postgresql://crm@/crm?host={first.folder}")
    assert found(first)["ledger"] == "failed"


def test_no_password_is_ever_said_or_written(
    first: Team, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    address = server.new_database(f"OWNER {PASSWORD_USER}").replace("crm@", f"{PASSWORD_USER}:canary%2F@")
    monkeypatch.setenv("CRM_SHEETS_LEDGER", address)
    code, said = first.run()
    assert code == 2
    assert "PGPASSWORD" in said
    for command in ("status", "doctor", "adopt --yes"):
        first.run(command=command)
    monkeypatch.setenv(
        "CRM_SHEETS_LEDGER", address.replace("canary%2F", PASSWORD.replace("/", "%2F").replace("@", "%40"))
    )
    assert first.run()[0] == 0
    captured = capfd.readouterr()
    files = b"".join(path.read_bytes() for path in first.folder.rglob("*") if path.is_file())
    for canary in ("canary", "s3cret"):
        assert canary not in str(said) + captured.out + captured.err
        assert canary.encode() not in files


@pytest.mark.parametrize("shared", [False, True], ids=["sqlite", "postgresql"])
def test_four_processes_at_once_run_the_same_job(
    shared: bool, request: pytest.FixtureRequest, make_workbook: Callable[..., Path]
) -> None:
    """On PostgreSQL each has a folder, and so an outbox, of its own."""
    book, people = make_workbook(**birthdays(120)), 120
    ledger = request.getfixturevalue("address") if shared else str(book.with_name("crm-ledger.sqlite"))
    environment = {**os.environ, "CRM_SHEETS_LEDGER": ledger, "CRM_SHEETS_HASH_KEY": "a key of the tests, long enough"}
    folders = [book.with_name(f"machine-{number if shared else 0}") for number in range(4)]
    command = [sys.executable, "-m", "crm_sheets", "run", "nightly", "-w", str(book), "--as-of", "2026-11-20"]

    def start(folder: Path) -> subprocess.Popen[bytes]:
        mine = {**environment, "CRM_SHEETS_OUTBOX": str(folder)}
        return subprocess.Popen(command, env=mine, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    codes = [process.wait(120) for process in [start(folder) for folder in folders]]
    assert set(codes) <= {0, 5}
    assert 0 in codes
    assert start(folders[0]).wait(120) == 0
    files = [path.read_text(encoding="utf-8") for folder in set(folders) for path in folder.rglob("*.eml")]
    reached = Counter(text.split("To: ")[1].split("\n")[0] for text in files)
    assert len(reached) == people
    assert set(reached.values()) == {1}


def birthdays(people: int) -> dict[str, list[list[object]]]:
    header = ["ID Pelanggan", "Nama", "Tanggal lahir", "Email"]
    rows = [[f"P{n:04}", f"Orang {n}", "1980-11-20", f"p{n}@example.com"] for n in range(people)]
    programs = [
        ["ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat"],
        ["ultah", "Ulang tahun", "Ucapan", "Pelanggan.Tanggal lahir", "Tiap tahun", "Email", "birthday_customer"],
    ]
    return {"Pelanggan": [header, *rows], "Program": programs}  # type: ignore[dict-item]
