"""Law 8 over whole live runs: who our customers are, what they say and our secrets stay where they belong."""

from __future__ import annotations

import os
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import ZipFile

import pytest
from dovecot import Mailbox
from live_team import LiveTeam, add_row, born_today, program, rows_of
from mail_samples import mail, reply
from scripted_smtp import Do, ScriptedServer, running_script

import crm_sheets.write_up
from crm_sheets.cli import main
from crm_sheets.testing.twilio import FakeTwilio, Fault

MAIL_PASSWORD, TWILIO_TOKEN, HASH_KEY = "kanari-sandi-surat", "kanari-sandi-twilio", "kanari-kunci-sidik-0123456789"
BODY, ANSWER = "kanarisurat", "kanaribalasan"
NAME, PHONE, EMAIL = "Kanarina Zebedea", "+62812770012", "kanari.surel"
PRIVATE = ("Kanarina", "Zebedea", "81277001", "812-7700", "812 7700", EMAIL, BODY, ANSWER)
SECRETS = (MAIL_PASSWORD, b64encode(MAIL_PASSWORD.encode()).decode(), TWILIO_TOKEN, HASH_KEY, "k4nari")
LOGIN = "halo", MAIL_PASSWORD


def canary(number: int, **changes: str) -> list[str]:
    """A customer of whom nothing must be found outside of the workbook; the addresses are given or blank."""
    own = {"id": f"P{number}", "name": f"{NAME} {number}", "phone": "", "email": ""}
    return born_today(number, **own | changes)


def phone(number: int) -> str:
    return f"{PHONE}{number:02}"


def email(number: int) -> str:
    return f"{EMAIL}{number}@example.com"


@dataclass
class Scene:
    """A team, the mail server that fails as told, and all that the commands said."""

    team: LiveTeam
    server: ScriptedServer
    capture: pytest.CaptureFixture[str]
    temporary: Path
    said: list[str] = field(default_factory=list)

    def run(self, command: str = "run nightly", *options: str) -> int:
        """As an operator would; every other time as cron would, with the log for machines."""
        as_cron = ["--log-json"] if len(self.said) % 2 else []
        code = main([*command.split(), "--config", str(self.team.folder / "crm.toml"), *options, *as_cron])
        captured = self.capture.readouterr()
        self.said.append(captured.out + captured.err)
        return code

    def join(self, number: int, **addresses: str) -> None:
        """One more customer has their birthday today."""
        add_row(self.team.book, "Pelanggan", *canary(number, **addresses))

    def own_files(self) -> dict[str, bytes]:
        """All that the commands made, but for the workbook."""
        theirs = {self.team.book, self.team.folder / "crm.toml", *(self.team.folder / "templates").iterdir()}
        made = [path for path in (*self.team.folder.rglob("*"), *self.temporary.rglob("*")) if path.is_file()]
        return {path.name: path.read_bytes() for path in made if path not in theirs}


@pytest.fixture
def scene(
    tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Scene]:
    folder, temporary = tmp_path / "team", tmp_path / "temporary"
    folder.mkdir(mode=0o700)
    temporary.mkdir()
    offers = ("PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "AUTH PLAIN")
    with FakeTwilio() as twilio, running_script(offers=offers) as server:
        twilio.change_token(TWILIO_TOKEN)
        team = LiveTeam(folder, twilio, server, mailbox, mail_login=LOGIN)
        for name, value in (team.environment() | {"CRM_SHEETS_HASH_KEY": HASH_KEY}).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        team.make([canary(1, phone=phone(1)), canary(2, email=email(2))], program("SMS, Email"))
        for file in (folder / "templates").iterdir():
            file.write_text(file.read_text(encoding="utf-8").rstrip() + f" {BODY}\n", encoding="utf-8")
        team.book.chmod(0o600)
        before = os.umask(0)  # what is private is so by itself, not by the operator's umask
        yield Scene(team, server, capsys, temporary)
        os.umask(before)


def found_in(text: str, *markers: str) -> list[str]:
    return [marker for marker in markers if marker.lower() in text.lower()]


def lose_the_answer(scene: Scene) -> None:
    """The mail server takes the next mail and hangs up, Twilio as well; later both have a trace of it."""
    scene.server.script = {"dot": Do(b"", "close", takes=True)}
    scene.team.twilio.next(Fault.drop_after(), lambda request: request.sends)
    scene.join(4, email=email(4))
    scene.join(5, phone=phone(5))
    assert scene.run() == 4
    scene.server.script = {}


def settle(scene: Scene) -> None:
    """The copy among the sent ones shows that it went out."""
    scene.team.mailbox.make_folder("Terkirim-Kami")
    scene.team.mailbox.deliver(scene.server.contents[-1], "Terkirim-Kami")
    assert scene.run() == 0
    assert scene.run("status") == 0


def refuse(scene: Scene) -> None:
    """A number that is none; a mailbox that is none, quoted; a token and a password, quoted, that are refused once."""
    scene.team.twilio.refuse(phone(3), 21211)
    scene.server.script = {"rcpt": Do(f"550 5.1.1 <{email(3)}>: no such person ({phone(3)})".encode())}
    scene.join(3, phone=phone(3), email=email(3))
    assert scene.run() == 3
    scene.team.twilio.always(Fault.refusal(401, 20003), lambda request: request.sends)
    quoted = b64encode(f"\0{LOGIN[0]}\0{MAIL_PASSWORD}".encode())
    scene.server.script = {"auth": Do(b"535 5.7.8 not " + MAIL_PASSWORD.encode() + b" nor " + quoted)}
    scene.join(6, phone=phone(6))
    scene.join(7, email=email(7))
    assert scene.run() == 3
    scene.team.twilio.clear_faults()
    scene.server.script = {}
    assert scene.run() == 0


def answer(scene: Scene) -> None:
    """A question, an opt-out and a stranger's mail come in."""
    box, greeting = scene.team.mailbox, scene.server.taken[0]
    box.deliver(reply(greeting, f"Kapan buka? {ANSWER}", f"{NAME} <{email(2)}>"))
    box.deliver(mail(f"{ANSWER} {phone(9)}", f"{NAME} <{email(9)}>", f"Tanya {ANSWER}"))
    scene.team.twilio.receive(phone(1), f"BERHENTI {ANSWER}", "whatsapp")
    assert scene.run("run inbox") == 0


def shut_the_mailbox(scene: Scene) -> None:
    """The mailbox does not know us any more."""
    with pytest.MonkeyPatch.context() as for_now:
        for_now.setenv("CRM_SHEETS_MAILBOX__PASSWORD", "k4nari lama")
        assert scene.run() == 3


def crash(scene: Scene) -> None:
    """A fault of ours, whose error quotes a cell, an address and a secret."""

    def broken(*_: object) -> None:
        try:
            {}[f"{NAME} {phone(1)}"]
        except KeyError as error:
            said = f"could not append value: \"{ANSWER} {NAME}\" of <{email(2)}>, '{TWILIO_TOKEN}'"
            raise ValueError(said) from error

    with pytest.MonkeyPatch.context() as for_now:
        for_now.setattr(crm_sheets.write_up, "inbox_rows", broken)
        assert scene.run() == 70


def a_hard_day(scene: Scene) -> None:
    """Everything that can happen to a message, and at the end every outcome is known."""
    assert scene.run() == 0
    for trouble in (refuse, lose_the_answer, settle, answer, shut_the_mailbox):
        trouble(scene)
    assert scene.run() == 0
    assert scene.run("status") == 0
    assert scene.run("check") == 0


class TestCanaries:
    def test_nothing_private_is_said_or_kept(self, scene: Scene) -> None:
        a_hard_day(scene)
        for text in scene.said:
            assert found_in(text, *PRIVATE, *SECRETS) == [], text
        files = scene.own_files()
        assert len(rows_of(scene.team.book, "Pesan masuk")) == 3
        assert any(b"ultah|P4|" in content for content in files.values()), "the ledger must be among these"
        for name, content in files.items():
            assert found_in(content.decode("latin-1"), *PRIVATE, *SECRETS) == [], name
        with ZipFile(scene.team.book) as archive:
            for name in archive.namelist():
                assert found_in(archive.read(name).decode("latin-1"), *SECRETS) == [], name

    def test_an_address_is_kept_only_while_its_outcome_is_open(self, scene: Scene) -> None:
        assert scene.run() == 0
        lose_the_answer(scene)
        kept = b"".join(scene.own_files().values()).decode("latin-1")
        assert found_in(kept, email(4), phone(5)) == [email(4), phone(5)]
        assert found_in(kept, email(2), phone(1), NAME, BODY, *SECRETS) == []
        settle(scene)
        assert found_in(b"".join(scene.own_files().values()).decode("latin-1"), EMAIL, PHONE) == []

    def test_only_their_owner_reads_what_the_commands_make(self, scene: Scene) -> None:
        scene.run()
        scene.run("preview")
        crash(scene)
        made = {path for path in scene.team.folder.parent.rglob("*") if "templates" not in path.parts}
        made -= {scene.temporary, scene.team.folder / "crm.toml"}
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in made}
        assert {name: mode for name, mode in modes.items() if mode not in ("0o600", "0o700")} == {}
        assert len(modes) > 4

    def test_a_crash_report_can_be_passed_on(self, scene: Scene) -> None:
        scene.run()
        answer(scene)
        crash(scene)
        (report,) = scene.temporary.glob("crm-sheets-*.txt")
        text = report.read_text(encoding="utf-8")
        assert found_in(text, *PRIVATE, *SECRETS) == []
        assert found_in(scene.said[-1], *PRIVATE, *SECRETS) == []
        for clue in ("KeyError", "ValueError", "could not append value", "write_up.py", "_appends"):
            assert clue in text
