"""`crm-sheets doctor` before and after going live: channels, Twilio, mail server and mailbox; nothing ever goes out."""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from dovecot import Dovecot, running_dovecot
from live_team import LiveTeam, born_today, program
from real_parts import need
from scripted_smtp import Do, ScriptedServer, running_script
from smtp_sink import running_sink

from crm_sheets.cli import main
from crm_sheets.testing.twilio import FakeTwilio, Fault

SENDER = "halo@toko.example.com"
KEY = "SK" + "0123456789abcdef" * 2
TOKEN = "CRM_SHEETS_TWILIO__TOKEN"


class Said(NamedTuple):
    state: str
    text: str
    remedy: str


Look = Callable[..., dict[str, Said]]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as running:
        yield running


@pytest.fixture
def team(tmp_path: Path, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> LiveTeam:
    """A live team with Twilio, and one program for SMS."""
    monkeypatch.setenv(TOKEN, twilio.token)
    made = LiveTeam(tmp_path, twilio)
    made.make([born_today(1)], program("SMS"))
    return made


@pytest.fixture
def look(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Look:
    """Change settings and examine; what each check said, in English. No address of a customer is ever in it."""

    def look(language: str = "en", **changes: object) -> dict[str, Said]:
        team.configure(**changes)
        capsys.readouterr()
        code = main(["doctor", "--json", "--language", language, "--config", str(team.folder / "crm.toml")])
        text = capsys.readouterr().out
        assert "+62812000" not in text
        assert SENDER not in text
        found = json.loads(text)
        assert code == (2 if any(one["state"] == "failed" for one in found) else 0)
        assert all(one["remedy"] for one in found if one["state"] == "warning")
        return {one["check"]: Said(one["state"], one["text"], one["remedy"]) for one in found}

    return look


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


def mail(port: int, **changes: object) -> dict[str, object]:
    usual = {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER, "seconds": 5.0}
    return {f"mail__{name}": value for name, value in (usual | changes).items()}


class TestChannels:
    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "SMS and WhatsApp by Twilio, e-mail by 127.0.0.1"), ("id", "SMS dan WhatsApp lewat Twilio")],
    )
    def test_it_says_which_medium_goes_by_whom(self, look: Look, language: str, words: str) -> None:
        with running_sink(keeps=False) as sink:
            found = look(language, **mail(sink.port))["channels"]
        assert words in found.text
        assert "[mailbox]" in found.text, "nobody's STOP by e-mail is heard"
        assert found.state == "warning"

    def test_live_without_any_channel_is_a_warning(self, look: Look) -> None:
        found = look(twilio__sms_from="", twilio__whatsapp_from="")
        assert found["channels"].state == "warning"
        assert "no message can go out" in found["channels"].text
        assert found["twilio"].state == "warning", "the login is good for nothing"

    def test_programs_that_use_a_medium_without_channel_are_named(self, team: LiveTeam, look: Look) -> None:
        team.make([born_today(1)], program("Email, SMS"))
        found = look()["channels"]
        assert found.state == "warning"
        assert "E-mail is not set up, but used by Ulang tahun" in found.text

    def test_whatsapp_without_approved_templates_names_them(self, team: LiveTeam, look: Look) -> None:
        team.make([born_today(1)], program("WhatsApp"))
        assert "ultah.id" in look()["channels"].text
        (team.folder / "templates" / "ultah.whatsapp.id.txt").write_text(
            f"Content: HX{'0' * 32}\n1: {{{{ customer.name }}}}\n\nHalo {{{{ customer.name }}}}\n", encoding="utf-8"
        )
        assert look()["channels"].state == "ok"

    def test_an_approved_template_in_the_settings_is_enough(self, team: LiveTeam, look: Look) -> None:
        team.make([born_today(1)], program("WhatsApp"))
        team.configure()
        with (team.folder / "crm.toml").open("a", encoding="utf-8") as file:
            file.write(f'[twilio.content]\n"ultah.id" = "HX{"1" * 32}"\n')
        assert main(["doctor", "--config", str(team.folder / "crm.toml")]) == 0

    def test_sms_without_a_number_to_answer_to_is_a_warning(self, team: LiveTeam, look: Look) -> None:
        rows = [["Pengaturan", "Nilai"], ["company", "Toko Maju"]]
        team.make([born_today(1)], program("SMS"), Pengaturan=rows)
        assert "reply_phone" in look()["channels"].text
        assert look(twilio__sms_replies=True)["channels"].state == "ok"

    def test_a_workbook_that_cannot_be_read_keeps_nothing_from_being_looked_at(
        self, team: LiveTeam, look: Look
    ) -> None:
        team.book.unlink()
        found = look()
        assert found["channels"].state == found["twilio"].state == "ok"


class TestTwilio:
    def test_all_is_well(self, twilio: FakeTwilio, look: Look) -> None:
        found = look()["twilio"]
        assert found.state == "ok"
        assert "account is active" in found.text
        assert "WhatsApp belongs to it" in found.text
        assert [request.method for request in twilio.requests] == ["GET"] * 3
        assert not twilio.sends

    def test_it_is_looked_at_before_going_live(self, look: Look) -> None:
        rehearsing = look(live=False)
        assert rehearsing["twilio"].state == "ok"
        assert "nothing is sent" in rehearsing["channels"].text

    def test_an_api_key_may_not_see_the_account_and_logs_in_all_the_same(self, twilio: FakeTwilio, look: Look) -> None:
        twilio.allow(KEY, twilio.token)
        found = look(twilio__api_key=KEY)["twilio"]
        assert found.state == "ok"
        assert "may not see" in found.text

    @pytest.mark.parametrize("key", ["", KEY])
    def test_a_wrong_token_is_told(
        self, twilio: FakeTwilio, look: Look, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        monkeypatch.setenv(TOKEN, "wrong")
        found = look(twilio__api_key=key)["twilio"]
        assert found.state == "failed"
        assert "refuses the login (HTTP 401)" in found.text
        assert "wrong" not in found.text + found.remedy

    @pytest.mark.parametrize(
        ("said", "state", "words"),
        [
            ({"status": "suspended"}, "failed", '"suspended"'),
            ({"kind": "Trial"}, "warning", "trial"),
            ({"can_sms": False}, "failed", "SMS cannot send"),
            ({"whatsapp_status": "OFFLINE"}, "failed", "OFFLINE"),
        ],
    )
    def test_what_twilio_says_of_the_account_is_told(
        self, twilio: FakeTwilio, look: Look, said: dict[str, object], state: str, words: str
    ) -> None:
        twilio.describe(**said)
        found = look()["twilio"]
        assert found.state == state
        assert words in found.text

    @pytest.mark.parametrize(
        ("changes", "state", "words"),
        [
            ({"sms_from": "+6281100000000"}, "failed", "sms_from"),
            ({"messaging_service": "MG" + "9" * 32}, "failed", "messaging_service"),
            ({"whatsapp_from": "+14155238886"}, "warning", "whatsapp_from"),
        ],
    )
    def test_senders_of_others_are_found(self, look: Look, changes: dict[str, str], state: str, words: str) -> None:
        found = look(**{f"twilio__{name}": value for name, value in changes.items()})["twilio"]
        assert found.state == state
        assert words in found.text

    def test_a_messaging_service_of_ours_is_well(self, twilio: FakeTwilio, look: Look) -> None:
        service = twilio.messaging_service()
        assert look(twilio__messaging_service=service, twilio__sms_from="")["twilio"].state == "ok"

    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            (Fault.hang_before(), "no answer in time"),
            (Fault.error_before(503), "HTTP 503"),
            (Fault.too_many(), "HTTP 429"),
            (Fault.drop_before(), "broke"),
        ],
    )
    def test_trouble_on_the_way_is_told_in_plain_words(
        self, twilio: FakeTwilio, look: Look, fault: Fault, words: str
    ) -> None:
        twilio.always(fault)
        found = look(twilio__seconds=1.0)["twilio"]
        assert found.state == "failed"
        assert words in found.text
        assert found.remedy

    def test_nobody_there_is_told(self, twilio: FakeTwilio, look: Look) -> None:
        with twilio.unreachable():
            assert "cannot be reached: no connection" in look()["twilio"].text

    def test_a_sender_that_cannot_be_asked_for_fails_nobody(self, twilio: FakeTwilio, look: Look) -> None:
        twilio.always(Fault.error_before(503), lambda request: "Senders" in request.path)
        found = look()["twilio"]
        assert found.state == "ok"
        assert "could not be asked for (HTTP 503)" in found.text

    @pytest.mark.parametrize("mode", [None, 0o644, 0o600])
    def test_the_secret_in_a_file_must_be_there_and_closed(
        self,
        team: LiveTeam,
        twilio: FakeTwilio,
        look: Look,
        monkeypatch: pytest.MonkeyPatch,
        mode: int | None,
    ) -> None:
        monkeypatch.delenv(TOKEN)
        file = team.folder / "twilio-token"
        if mode:
            file.write_text(f"{twilio.token}\n", encoding="utf-8")
            file.chmod(mode)
        found = look()["twilio"]
        assert found.state == ("ok" if mode == 0o600 else "failed")
        if mode != 0o600:
            assert "chmod 600" in found.remedy
            assert not twilio.requests, "nobody is asked with half a login"


class TestMail:
    def test_a_real_server_takes_the_sender_and_gets_no_mail(self, look: Look) -> None:
        with running_sink("-f", "RCPT") as sink:
            found = look(**mail(sink.port))["mail"]
            assert sink.taken() == []
        assert found.state == "ok"
        assert "8BITMIME" in found.text

    def test_it_names_the_sender_and_never_a_recipient(self, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CRM_SHEETS_MAIL__PASSWORD", "rahasia")
        with running_script(offers=("PIPELINING", "SIZE 1000000", "AUTH PLAIN")) as server:
            found = look(**mail(server.port, user="halo"))["mail"]
        assert found.state == "ok"
        assert "login and sender are accepted; it offers PIPELINING, SIZE 1000000" in found.text
        words = [line.split(" ")[0].upper() for line in server.heard]
        assert words == ["EHLO", "AUTH", "MAIL", "RSET", "QUIT"]

    @pytest.mark.parametrize(
        ("script", "words"),
        [
            ({"mail": Do(b"550 5.7.1 not yours")}, "refuses the sender: 550 5.7.1"),
            ({"auth": Do(b"535 5.7.8 no")}, "login refused by the mail server (535 5.7.8)"),
            ({"banner": Do(b"554 no service", "close")}, "greeting refused by the mail server (554)"),
            ({"mail": Do(b"", "close")}, "broke off when it was told the sender"),
            ({"ehlo": Do(b"", "close")}, "broke off before the login was done"),
        ],
    )
    def test_each_refusal_is_told_with_what_to_do(
        self, look: Look, monkeypatch: pytest.MonkeyPatch, script: dict[str, Do], words: str
    ) -> None:
        monkeypatch.setenv("CRM_SHEETS_MAIL__PASSWORD", "rahasia")
        with running_script(script, offers=("PIPELINING", "AUTH PLAIN")) as server:
            english, indonesian = look(**mail(server.port, user="halo")), look("id", **mail(server.port, user="halo"))
        assert english["mail"].state == indonesian["mail"].state == "failed"
        assert words in english["mail"].text
        assert english["mail"].remedy
        assert english["mail"].text != indonesian["mail"].text
        assert "rahasia" not in str(english["mail"])

    def test_a_certificate_of_somebody_else_is_told(self, look: Look, dovecot: Dovecot) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(dovecot.certificate, dovecot.folder / "key.pem")
        with running_script(tls=context, is_tls_from_the_start=True) as server:
            found = look(**mail(server.port, security="tls"))["mail"]
        assert found.state == "failed"
        assert "certificate is not valid" in found.text
        assert "SSL_CERT_FILE" in found.remedy

    def test_a_server_that_is_not_there_is_told(self, look: Look) -> None:
        with running_script() as server:
            port = server.port
        assert f"127.0.0.1:{port}: no connection" in look(**mail(port))["mail"].text

    def test_a_password_that_is_missing_is_told(self, look: Look) -> None:
        found = look(**mail(1, user="halo"))["mail"]
        assert found.state == "failed"
        assert "CRM_SHEETS_MAIL__PASSWORD" in found.remedy

    def test_a_server_without_sender_is_told(self, look: Look) -> None:
        assert "no e-mail" in look(**mail(1, sender=""))["mail"].text


class TestSignature:
    @pytest.fixture
    def server(self) -> Iterator[ScriptedServer]:
        with running_script() as running:
            yield running

    def key(self, team: LiveTeam, mode: int = 0o600) -> dict[str, object]:
        file = team.folder / "dkim.pem"
        subprocess.run([need("openssl"), "genrsa", "-out", str(file), "2048"], check=True, capture_output=True)
        file.chmod(mode)
        return {"dkim_key": "dkim.pem", "dkim_selector": "crm2026"}

    def test_what_to_publish_is_shown_and_fits_the_key(
        self, team: LiveTeam, look: Look, server: ScriptedServer
    ) -> None:
        found = look(**mail(server.port, **self.key(team)))["dkim"]
        assert found.state == "ok"
        assert "crm2026._domainkey.toko.example.com" in found.text
        shown = found.text.partition("p=")[2].partition('"')[0]
        command = [need("openssl"), "pkey", "-in", str(team.folder / "dkim.pem"), "-pubout"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert shown == "".join(told.splitlines()[1:-1])
        assert "PRIVATE" not in found.text

    def test_a_key_that_others_can_read_is_told(self, team: LiveTeam, look: Look, server: ScriptedServer) -> None:
        found = look(**mail(server.port, **self.key(team, 0o644)))
        assert found["dkim"].state == "failed"
        assert found["mail"].state == "ok", "each is looked at by itself"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [({"dkim_selector": ""}, "dkim_selector"), ({"dkim_key": "missing.pem"}, "missing.pem")],
    )
    def test_what_does_not_fit_is_told(
        self, team: LiveTeam, look: Look, server: ScriptedServer, changes: dict[str, object], words: str
    ) -> None:
        found = look(**mail(server.port, **{**self.key(team), **changes}))["dkim"]
        assert found.state == "failed"
        assert words in found.text


class TestMailbox:
    @pytest.fixture
    def box(self, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
        """Settings of a new mailbox without a folder for sent mail."""
        mailbox = dovecot.mailbox()
        monkeypatch.setenv("CRM_SHEETS_MAILBOX__PASSWORD", mailbox.password)
        usual = {"host": "127.0.0.1", "port": dovecot.port, "security": "none", "user": mailbox.user}
        return {f"mailbox__{name}": value for name, value in usual.items()}

    def test_without_a_folder_of_sent_mail_it_is_a_warning(self, look: Look, box: dict[str, object]) -> None:
        found = look(**box)["mailbox"]
        assert found.state == "warning"
        assert "sent_folder" in found.remedy

    @pytest.mark.parametrize("given", [{}, {"mailbox__sent_folder": "Arsip & Kiriman"}])
    def test_all_is_well_with_one(
        self, look: Look, dovecot: Dovecot, box: dict[str, object], given: dict[str, object]
    ) -> None:
        mailbox = dovecot.mailbox()
        name = str(given.get("mailbox__sent_folder", "Terkirim-Kami"))
        mailbox.make_folder(name)
        found = look(**{**box, **given, "mailbox__user": mailbox.user})["mailbox"]
        assert found.state == "ok"
        assert name in found.text

    def test_a_folder_that_is_not_there_is_named(self, look: Look, box: dict[str, object]) -> None:
        found = look(**box, mailbox__folders=["INBOX", "Balasan"])["mailbox"]
        assert found.state == "failed"
        assert "Balasan" in found.text
        assert "INBOX" not in found.text

    def test_a_refused_login_is_told(self, look: Look, box: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CRM_SHEETS_MAILBOX__PASSWORD", "salah sekali")
        found = look(**box)["mailbox"]
        assert found.state == "failed"
        assert "refuses the login" in found.text
        assert "salah" not in str(found)

    def test_a_certificate_of_somebody_else_is_told(self, look: Look, dovecot: Dovecot, box: dict[str, object]) -> None:
        found = look(**{**box, "mailbox__port": dovecot.tls_port, "mailbox__security": "tls"})["mailbox"]
        assert found.state == "failed"
        assert "certificate" in found.text

    def test_looking_leaves_mail_unread(self, look: Look, dovecot: Dovecot, box: dict[str, object]) -> None:
        mailbox = dovecot.mailbox()
        mailbox.deliver(b"From: a@example.net\r\nSubject: x\r\n\r\nHalo\r\n")
        before = mailbox.marks()
        look(**{**box, "mailbox__user": mailbox.user})
        assert mailbox.marks() == before
