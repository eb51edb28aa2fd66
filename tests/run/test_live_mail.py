"""A live team and its e-mail: a real mail server takes what goes out, a real mailbox holds what comes back."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote

import openpyxl
import pytest
from dovecot import Dovecot
from hostile_mails import HOSTILE
from live_team import (
    Commands,
    Killed,
    LiveTeam,
    add_row,
    born_today,
    die,
    fill,
    premium_notices,
    program,
    rows_of,
    settings_tab,
    today,
)
from mail_samples import OUR_ADDRESS, absence_note, bounce, complaint, mail, reply
from scripted_smtp import Do, ScriptedServer, running_script
from smtp_sink import Taken

from crm_sheets.channels.smtp.channel import MailChannel
from crm_sheets.session import Session

P1, P2, ELSEWHERE = "p1@example.com", "p2@example.com", "orang.lain@example.org"
STOP = "Mohon jangan kirim email lagi."
DESK = settings_tab(acknowledge="ya", desk_owner="Dewi")
ANOTHER = program("Email", name="kabar", purpose="Layanan")
"""A program that the team adds later on; no greeting, so that it may go on the same day."""
FINE = ["Tidak ada masalah: semua data terbaca dengan baik."]


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def greeted(team: LiveTeam, crm: Commands, *people: list[str], channels: str = "Email", **tabs: Any) -> str:
    """Everybody got a greeting by e-mail; the Message-ID of the one to P1."""
    team.make([born_today(1), *people], program(channels), **tabs)
    assert crm("run nightly")[1]["sent"] == 1 + len(people)
    return team.mail_id(P1)


def inbox(team: LiveTeam) -> list[dict[str, Any]]:
    return rows_of(team.book, "Pesan masuk")


def faults(team: LiveTeam) -> list[Any]:
    return [row["Apa yang salah"] for row in rows_of(team.book, "Masalah")]


def text_of(taken: Taken) -> str:
    return taken.mail.get_body(("plain",)).get_content()


def one_tap(taken: Taken, sender: str) -> bytes:
    """What a mail program sends when somebody taps "unsubscribe" on a mail of ours."""
    address, _, query = re.search(r"<mailto:([^>]+)>", str(taken.mail["List-Unsubscribe"]))[1].partition("?")
    return mail("", sender, parse_qs(query)["subject"][0], {"To": unquote(address)})


class TestAnswers:
    def test_a_reply_becomes_a_line_and_a_task_with_a_suggestion(self, team: LiveTeam, crm: Commands) -> None:
        header = ["ID Paragraf", "Topik", "Kata kunci", "Bahasa", "Isi", "Disetujui"]
        paragraphs = [header, ["J1", "Jam buka", "buka, tutup", "Indonesia", "Kami buka pukul 8 sampai 5.", "ya"]]
        greeting = greeted(team, crm, Pengaturan=DESK, **{"Paragraf jawaban": paragraphs})
        team.mailbox.deliver(reply(greeting, "Terima kasih! Besok buka jam berapa?", P1, "Selamat. Balas BERHENTI."))
        code, summary = crm("run nightly")
        assert (code, summary["received"], summary["opt_outs"]) == (0, 1, 0)
        (line,) = inbox(team)
        told = ("Jenis", "ID Pelanggan", "Pelanggan", "Membalas", "Dari", "Penanggung jawab")
        assert [line[name] for name in told] == ["Balasan", "P1", "Orang 1", "Ulang tahun", P1, "Dewi"]
        assert "Besok buka jam berapa?" in line["Isi pesan"]
        assert "BERHENTI" not in line["Isi pesan"], "what is quoted is ours"
        (task,) = rows_of(team.book, "Antrean")
        assert (task["Alasan"], task["Penanggung jawab"]) == ("Membalas: Ulang tahun", "Dewi")
        assert task["Jawab sebelum"] is not None
        assert "Kami buka pukul 8 sampai 5." in task["Naskah"]
        assert "> " in task["Naskah"]
        assert "Besok buka jam berapa?" in task["Naskah"]

    def test_what_was_read_is_not_read_in_twice(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm)
        team.mailbox.deliver(reply(greeting, "Besok buka jam berapa?", P1))
        assert crm("run inbox")[1]["received"] == 1
        before = team.book.read_bytes()
        assert crm("run inbox")[1]["received"] == 0
        assert team.book.read_bytes() == before
        crm("run nightly")
        assert (len(inbox(team)), len(rows_of(team.book, "Antrean"))) == (1, 1)

    def test_what_takes_no_heed_of_its_mark_stays_unread(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm)
        team.mailbox.deliver(reply(greeting, "Halo", P1))
        crm("run inbox")
        assert not any(b"Seen" in marks for marks in team.mailbox.marks())


class TestAcknowledgement:
    def test_people_are_told_once_that_their_mail_has_come(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm, Pengaturan=DESK)
        team.mailbox.deliver(reply(greeting, "Besok buka jam berapa?", P1))
        team.mailbox.deliver(mail("Saya mau tanya soal polis.", ELSEWHERE, headers={"From": f"Sari <{ELSEWHERE}>"}))
        team.mailbox.deliver(reply(greeting, "Halo, jadi bagaimana?", P1))
        assert crm("run inbox")[1]["sent"] == 1
        (known,) = (taken for taken in team.mails(P1) if "sudah kami terima" in str(taken.mail["Subject"]))
        assert team.mails(ELSEWHERE) == [], "anybody can invent a sender"
        assert "Yth. Ibu Orang" in text_of(known)
        assert "Dewi" in text_of(known)
        assert "jam berapa" not in text_of(known), "nothing of what they wrote"
        assert known.mail["Auto-Submitted"] == "auto-generated"
        team.mailbox.deliver(reply(greeting, "Halo?", P1))
        assert crm("run inbox")[1]["sent"] == 0

    def test_one_that_bounces_says_nothing_about_the_customers_own_address(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm, Pengaturan=DESK)
        team.mailbox.deliver(reply(greeting, "Kapan buka?", ELSEWHERE))
        assert crm("run inbox")[1]["sent"] == 1
        team.mailbox.deliver(bounce(team.mail_id(ELSEWHERE), ELSEWHERE))
        code, summary = crm("run inbox")
        assert (code, summary["bounced"], summary["received"]) == (0, 1, 0)
        assert [task["Alasan"] for task in rows_of(team.book, "Antrean")] == ["Membalas: Ulang tahun"]

    def test_nobody_who_is_no_person_is_told(self, team: LiveTeam, crm: Commands) -> None:
        known = ("kabar@daftar.example.org", "toko@lain.example.org", "mailer-daemon@mx.example.net")
        known += ("postmaster@mx.example.net", "no-reply@bank.example.org", "berhenti@example.org", ELSEWHERE)
        people = [born_today(number, email=address) for number, address in enumerate(known, start=3)]
        greeting = greeted(team, crm, born_today(2), *people, Pengaturan=DESK)
        team.mailbox.deliver(mail("Kapan buka?", ELSEWHERE))
        assert crm("run inbox")[1]["sent"] == 1
        _, ours = team.mails(ELSEWHERE)
        robots = {
            "an absence note": absence_note(greeting, P1),
            "a list": mail("Kabar", "kabar@daftar.example.org", headers={"List-Id": "<kabar.daftar.example.org>"}),
            "news": mail("Kabar", "toko@lain.example.org", headers={"List-Unsubscribe": "<mailto:stop@example.org>"}),
            "a mail server": mail("Undeliverable", "MAILER-DAEMON@mx.example.net", "failure notice"),
            "a postmaster": mail("Quota", "postmaster@mx.example.net"),
            "nobody at all": mail("Halo", "no-reply@bank.example.org"),
            "no sender": mail("Halo", "", headers={"From": ""}),
            "a bounce": bounce(greeting, P1, status="4.2.2", action="delayed"),
            "ourselves": mail("Halo", OUR_ADDRESS),
            "ourselves, in capitals": mail("Halo", OUR_ADDRESS.upper()),
            "our own note, sent on": bytes(ours.mail).replace(OUR_ADDRESS.encode(), P2.encode()),
            "a request to stop": mail(STOP, "berhenti@example.org"),
        }
        for raw in robots.values():
            team.mailbox.deliver(raw)
        before = len(team.mails())
        code, summary = crm("run inbox")
        assert (code, summary["sent"]) == (0, 0)
        assert len(team.mails()) == before
        assert len(inbox(team)) == 1 + len(robots) - 3, "all but the bounce and our own"

    @pytest.mark.parametrize("hours", [0, 20], ids=["tried again at once", "tried again on the next day"])
    def test_it_is_not_sent_twice_although_the_run_died_before_it_could_write(
        self,
        team: LiveTeam,
        crm: Commands,
        monkeypatch: pytest.MonkeyPatch,
        later: Callable[[float], None],
        hours: int,
    ) -> None:
        greeting = greeted(team, crm, Pengaturan=DESK)
        team.mailbox.deliver(reply(greeting, "Besok buka jam berapa?", P1))
        with monkeypatch.context() as for_now:
            for_now.setattr(Session, "write", die)
            with pytest.raises(Killed):
                crm("run inbox")
        assert len(team.mails(P1)) == 2
        later(hours)
        for _ in range(2):
            assert crm("run nightly")[0] == 0
        assert len(team.mails(P1)) == 2
        assert (len(inbox(team)), len(rows_of(team.book, "Antrean"))) == (1, 1)
        states = [(row["Kunci"].partition("|")[0], row["Status"]) for row in rows_of(team.book, "Log kontak")]
        assert states == [("ultah", "terkirim"), ("_acknowledgement", "terkirim")]


class TestStop:
    @pytest.mark.parametrize("sender", [P1, ELSEWHERE])
    def test_who_asks_by_a_reply_hears_no_more(self, team: LiveTeam, crm: Commands, sender: str) -> None:
        """Also from another address of theirs: the reply tells which mail it answers."""
        greeting = greeted(team, crm, born_today(2))
        add_row(team.book, "Program", *ANOTHER)
        team.mailbox.deliver(reply(greeting, STOP, sender, "Selamat ulang tahun"))
        _, summary = crm("run nightly")
        assert (summary["opt_outs"], summary["sent"], summary["skipped"]["opted_out"]) == (1, 1, 1)
        assert (len(team.mails(P1)), len(team.mails(P2))) == (1, 2)
        (line,) = inbox(team)
        assert (line["Jenis"], line["ID Pelanggan"]) == ("Minta berhenti", "P1")

    def test_it_holds_although_the_run_that_read_it_could_not_write(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm)
        add_row(team.book, "Program", *ANOTHER)
        team.mailbox.deliver(reply(greeting, STOP, ELSEWHERE))
        lock = team.book.with_name(f"~${team.book.name}")
        lock.write_bytes(b"\x05Dewi ")
        assert crm("run nightly")[0] == 5
        lock.unlink()
        assert crm("run nightly")[1]["skipped"]["opted_out"] == 1
        assert len(team.mails(P1)) == 1
        assert [line["Jenis"] for line in inbox(team)] == ["Minta berhenti"]

    @pytest.mark.parametrize("sender", [P1, P2, ELSEWHERE])
    def test_a_tap_on_unsubscribe_stops_who_got_that_mail(self, team: LiveTeam, crm: Commands, sender: str) -> None:
        greeted(team, crm, born_today(2))
        add_row(team.book, "Program", *ANOTHER)
        (taken,) = team.mails(P1)
        team.mailbox.deliver(one_tap(taken, sender))
        crm("run nightly")
        assert len(team.mails(P1)) == 1
        (line,) = inbox(team)
        assert (line["Jenis"], line["ID Pelanggan"], line["Membalas"]) == ("Minta berhenti", "P1", "Ulang tahun")

    def test_a_token_that_is_not_ours_stops_nobody_else(self, team: LiveTeam, crm: Commands) -> None:
        greeted(team, crm)
        add_row(team.book, "Program", *ANOTHER)
        team.mailbox.deliver(mail("", ELSEWHERE, f"unsubscribe {'0123456789abcdef' * 2}"))
        crm("run nightly")
        assert len(team.mails(P1)) == 2

    def test_a_complaint_to_their_mail_provider_stops_too(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm)
        add_row(team.book, "Program", *ANOTHER)
        team.mailbox.deliver(complaint(greeting, P1))
        assert crm("run nightly")[1]["skipped"]["opted_out"] == 1
        assert len(team.mails(P1)) == 1

    def test_service_notices_go_on_once_a_later_consent_is_recorded(
        self, team: LiveTeam, crm: Commands, later: Callable[[float], None]
    ) -> None:
        consents = ["ID Persetujuan", "ID Pelanggan", "Saluran", "Tujuan", "Status", "Tanggal"]
        policies = ["No. Polis", "ID Pelanggan", "Status polis", "Jatuh tempo"]
        tomorrow = today() + timedelta(days=1)
        team.make(
            [born_today(1), born_today(2, birth_date=tomorrow.replace(year=1980).isoformat())],
            program("Email"),
            premium_notices(),
            Polis=[policies, ["POL-1", "P1", "Aktif", tomorrow.isoformat()]],
            Persetujuan=[consents],
        )
        team.mailbox.deliver(mail(STOP, P1))
        crm("run nightly")
        (task,) = rows_of(team.book, "Antrean")
        assert (task["Alasan"], task["ID Pelanggan"]) == ("Setelah minta berhenti", "P1")
        assert "pemberitahuan layanan" in task["Naskah"]
        later(24)
        add_row(team.book, "Persetujuan", "S1", "P1", "Email", "Layanan", "Setuju", today().isoformat())
        assert crm("run nightly")[1]["skipped"]["opted_out"] == 1, "the greeting, still within its lateness"
        (notice,) = team.mails(P1)
        assert notice.mail["Subject"] == "Premi"
        assert len(team.mails(P2)) == 1

    def test_who_has_no_policy_is_not_asked_about_service(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"), premium_notices(), Polis=[["No. Polis", "ID Pelanggan"]])
        team.mailbox.deliver(mail(STOP, P1))
        crm("run nightly")
        assert rows_of(team.book, "Antrean") == []


class TestBounces:
    def test_another_way_is_found_and_the_cell_is_named(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm, channels="Email, SMS")
        team.mailbox.deliver(bounce(greeting, P1))
        _, summary = crm("run nightly")
        assert (summary["bounced"], summary["sent"], summary["received"]) == (1, 1, 0)
        log = [(line["Saluran"], line["Status"]) for line in rows_of(team.book, "Log kontak")]
        assert log == [("E-mail", "terkirim"), ("E-mail", "gagal"), ("SMS", "terkirim")]
        (fault,) = rows_of(team.book, "Masalah")
        assert (fault["Jenis"], fault["Di mana"], fault["Yang tertulis"]) == ("Alamat mati", "Pelanggan!F2", P1)
        (task,) = rows_of(team.book, "Antrean")
        assert (task["Alasan"], task["ID Pelanggan"]) == ("Alamat tidak berfungsi", "P1")

    def test_without_another_way_the_plan_says_why_until_the_address_is_corrected(
        self, team: LiveTeam, crm: Commands
    ) -> None:
        greeting = greeted(team, crm)
        team.mailbox.deliver(bounce(greeting, P1))
        assert crm("run nightly")[1]["skipped"] == {"no_address": 1}
        (row,) = rows_of(team.book, "Rencana")[-1:]
        assert any("E-mail" in str(value) for value in row.values())
        fill(team.book, "Pelanggan", "Email", "baru@example.com")
        assert crm("run nightly")[1]["sent"] == 1
        assert len(team.mails("baru@example.com")) == 1
        assert faults(team) == FINE

    def test_a_task_is_made_although_the_run_that_heard_of_it_died(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        greeting = greeted(team, crm)
        team.mailbox.deliver(bounce(greeting, P1))
        with monkeypatch.context() as for_now:
            for_now.setattr(Session, "write", die)
            with pytest.raises(Killed):
                crm("run nightly")
        for _ in range(2):
            crm("run nightly")
        assert [row["Status"] for row in rows_of(team.book, "Log kontak")] == ["terkirim", "gagal"]
        assert [row["Alasan"] for row in rows_of(team.book, "Antrean")] == ["Alamat tidak berfungsi"]

    def test_a_full_mailbox_is_tried_again_once_for_each_bounce(self, team: LiveTeam, crm: Commands) -> None:
        """The mailbox still has the first bounce when the second try is out; both have the same Message-ID."""
        greeting = greeted(team, crm)
        team.mailbox.deliver(bounce(greeting, P1, status="5.2.2", diagnostic="smtp; 552 5.2.2 Mailbox full"))
        assert crm("run nightly")[1]["bounced"] == 1
        assert len(team.mails(P1)) == 2
        for _ in range(2):
            _, summary = crm("run nightly")
            assert (summary["bounced"], summary["sent"]) == (0, 0)
        assert [row["Status"] for row in rows_of(team.book, "Log kontak")] == ["terkirim", "gagal", "terkirim"]

    def test_an_old_one_proves_nothing_about_a_try_that_was_cut_off(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch, later: Callable[[float], None]
    ) -> None:
        greeting = greeted(team, crm)
        team.mailbox.deliver(bounce(greeting, P1, status="5.2.2", diagnostic="smtp; 552 5.2.2 Mailbox full"))
        later(1)
        with monkeypatch.context() as for_now:
            for_now.setattr(MailChannel, "send", die)
            with pytest.raises(Killed):
                crm("run nightly")
        code, summary = crm("run nightly")
        assert (code, summary["sent"], summary["skipped"]) == (0, 0, {"uncertain": 1})
        assert [line["Status"] for line in rows_of(team.book, "Log kontak")][-1] != "terkirim"
        assert len(crm("status")[1]["uncertain"]) == 1

    @pytest.mark.parametrize("wrong", ["Message-ID", "recipient", "both, in words"])
    def test_a_forged_one_changes_nothing(self, team: LiveTeam, crm: Commands, wrong: str) -> None:
        greeting = greeted(team, crm, channels="Email, SMS")
        foreign = f"{'0123456789abcdef' * 2}@{OUR_ADDRESS.partition('@')[2]}"
        forged = {
            "Message-ID": bounce(foreign, P1),
            "recipient": bounce(greeting, ELSEWHERE),
            "both, in words": mail(
                f"This is a permanent error; I've given up.\n\n<{P1}>:\n550 5.1.1 unknown\n\n--- Below this line\n\n"
                f"Message-ID: <{foreign}>\n",
                "MAILER-DAEMON@mx.example.net",
                "failure notice",
            ),
        }
        team.mailbox.deliver(forged[wrong])
        _, summary = crm("run nightly")
        assert (summary["bounced"], summary["sent"], summary["skipped"]) == (0, 0, {"already_done": 1})
        assert [line["Status"] for line in rows_of(team.book, "Log kontak")] == ["terkirim"]
        assert faults(team) == FINE


class TestMailbox:
    def test_while_it_is_down_nothing_is_sent(self, team: LiveTeam, crm: Commands, dovecot: Dovecot) -> None:
        team.make([born_today(1)], program("Email"))
        dovecot.kill()
        try:
            code, summary = crm("run nightly")
        finally:
            dovecot.start()
        assert (code, summary["sent"], summary["skipped"]) == (3, 0, {"failed": 1})
        assert summary["unread"]
        assert team.mails() == []
        code, summary = crm("run nightly")
        assert (code, summary["sent"]) == (0, 1)

    def test_one_that_falls_silent_does_not_stop_the_run(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"))
        with socket.create_server(("127.0.0.1", 0)) as silent:
            team.configure(mailbox__port=silent.getsockname()[1], mailbox__seconds=1)
            code, summary = crm("run nightly")
        assert (code, summary["sent"]) == (3, 0)
        assert rows_of(team.book, "Catatan jalan")[-1]["Gagal"] == 0

    def test_hostile_mails_leave_the_good_ones_be(self, team: LiveTeam, crm: Commands) -> None:
        greeting = greeted(team, crm, Pengaturan=DESK)
        good = ["Kabar pertama?", "Kabar kedua?", "Kabar ketiga?"]
        names = list(HOSTILE)
        for number, name in enumerate(names):
            if number % (len(names) // 2) == 0:
                team.mailbox.deliver(reply(greeting, good[number // (len(names) // 2)], P1))
            team.mailbox.deliver(HOSTILE[name]())
        code, summary = crm("run inbox")
        assert (code, summary["unread"]) == (0, "")
        lines = [str(row["Isi pesan"]) for row in inbox(team)]
        for text in good:
            assert any(text in line for line in lines), text
        bounded = [cell for sheet in openpyxl.load_workbook(team.book) for row in sheet for cell in row if cell.value]
        assert not [cell.coordinate for cell in bounded if cell.data_type == "f"]
        assert max(len(str(cell.value)) for cell in bounded) < 8000
        assert team.book.stat().st_size < 2_000_000
        assert crm("run inbox")[1]["received"] == 0


class TestLostAnswers:
    @pytest.fixture
    def server(self, team: LiveTeam) -> Iterator[ScriptedServer]:
        """It takes the first mail, and hangs up before it says so."""
        with running_script({("dot", 1): Do(b"", "close", takes=True)}) as server:
            team.sink = server
            yield server

    def test_a_copy_among_the_sent_ones_settles_it(self, team: LiveTeam, crm: Commands, server: ScriptedServer) -> None:
        team.make([born_today(1)], program("Email"))
        code, summary = crm("run nightly")
        assert (code, summary["uncertain"]) == (4, 1)
        team.mailbox.make_folder("Terkirim-Kami")
        team.mailbox.deliver(server.contents[0], "Terkirim-Kami")
        assert crm("run nightly")[0] == 0
        last = rows_of(team.book, "Log kontak")[-1]
        assert (last["Status"], [last["ID kiriman"]]) == ("terkirim", server.taken)
        assert crm("status")[1]["uncertain"] == []

    def test_an_answer_to_it_settles_it_too(self, team: LiveTeam, crm: Commands, server: ScriptedServer) -> None:
        team.make([born_today(1)], program("Email"))
        assert crm("run nightly")[0] == 4
        team.mailbox.deliver(reply(server.taken[0], "Terima kasih", P1))
        assert crm("run nightly")[0] == 0
        assert len(server.contents) == 1

    def test_without_a_trace_it_stays_in_doubt_and_is_not_sent_again(
        self, team: LiveTeam, crm: Commands, server: ScriptedServer, later: Callable[[float], None]
    ) -> None:
        team.make([born_today(1)], program("Email"))
        assert crm("run nightly")[0] == 4
        assert crm("run nightly")[1]["skipped"] == {"uncertain": 1}
        later(7)
        assert crm("run nightly")[1]["to_decide"] == 1
        (row,) = rows_of(team.book, "Perlu keputusan")
        assert (row["Ke"], row["Saluran"]) == (P1, "E-mail")
        assert len(server.contents) == 1
