"""What comes to the mailbox of a live team when there is much of it, or somebody means harm."""

from __future__ import annotations

from collections import Counter

import mail_samples as samples
import pytest
from dovecot import Mailbox
from live_team import Commands, LiveTeam, add_row, born_today, lose_ledger, program, rows_of

from crm_sheets import picking_up
from crm_sheets.inbox.imap import inbox as mailbox_module

IBU_1 = "p1@example.com"


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


def reached(team: LiveTeam) -> Counter[str]:
    """How many mails each address got."""
    return Counter(taken.recipients[0] for taken in team.mails())


class TestMuchMail:
    """More waits than one call reads, and STOP is the last of it."""

    @pytest.fixture(autouse=True)
    def small_calls(self, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mailbox_module, "MOST_MESSAGES", 3)
        for number in range(7):
            mailbox.deliver(samples.mail(f"Promo {number}", "promo@example.org", headers={"Precedence": "bulk"}))
        mailbox.deliver(samples.mail("Tolong jangan kirim lagi", IBU_1))

    def test_a_stop_behind_it_is_obeyed(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"))
        code, summary = crm("run nightly")
        assert (code, summary["received"], summary["opt_outs"], summary["sent"]) == (0, 8, 1, 0)
        assert reached(team) == {}

    def test_what_is_not_reached_holds_all_messages(
        self, team: LiveTeam, crm: Commands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make([born_today(1)], program("Email"))
        monkeypatch.setattr(picking_up, "MOST_SECONDS", -1.0)
        for received in (3, 3, 2):
            _, summary = crm("run nightly")
            assert (summary["received"], summary["sent"]) == (received, 0)
            assert ("not read to the end" in summary["unread"]) == (received == 3)
        assert reached(team) == {}

    def test_mails_of_our_own_do_not_keep_a_job_that_writes_nothing_where_it_is(
        self, team: LiveTeam, crm: Commands, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team.make([born_today(1)], program("Email"))
        crm("run inbox")
        for _ in range(6):
            mailbox.deliver(samples.mail("Salinan", samples.OUR_ADDRESS))
        mailbox.deliver(samples.mail("STOP", "p2@example.com"))
        monkeypatch.setattr(picking_up, "MOST_SECONDS", -1.0)
        assert sum(crm("run inbox")[1]["opt_outs"] for _ in range(4)) == 1


class TestForgedSenders:
    FORGED = {"Authentication-Results": "mx.toko.example.com; spf=fail; dkim=fail; dmarc=fail header.from=example.com"}

    def test_nobody_can_stop_messages_to_somebody_else(self, team: LiveTeam, crm: Commands, mailbox: Mailbox) -> None:
        team.make([born_today(1)], program("Email"))
        mailbox.deliver(samples.mail("STOP", IBU_1, headers=self.FORGED))
        mailbox.deliver(samples.mail("", IBU_1, f"unsubscribe {'0' * 32}", headers=self.FORGED))
        _, summary = crm("run nightly")
        assert (summary["received"], summary["opt_outs"], summary["sent"]) == (2, 0, 1)
        tasks = rows_of(team.book, "Antrean")
        assert ["Mungkin bukan dari pelanggan" in task["Naskah"] for task in tasks] == [True, True]

    def test_who_knows_our_message_is_obeyed(self, team: LiveTeam, crm: Commands, mailbox: Mailbox) -> None:
        team.make([born_today(1)], program("Email"))
        crm("run nightly")
        answers = {"In-Reply-To": f"<{team.mail_id(IBU_1)}>"}
        mailbox.deliver(samples.mail("STOP", IBU_1, headers=self.FORGED | answers))
        assert crm("run nightly")[1]["opt_outs"] == 1


class TestAcknowledgements:
    SETTINGS = (["Pengaturan", "Nilai"], ["company", "Toko Maju"], ["acknowledge", "ya"])

    def test_invented_senders_get_none(self, team: LiveTeam, crm: Commands, mailbox: Mailbox) -> None:
        team.make([born_today(1)], program("SMS"), Pengaturan=self.SETTINGS)
        for number in range(5):
            mailbox.deliver(samples.mail("Apakah masih buka?", f"korban{number}@example.org"))
        mailbox.deliver(samples.mail("Apakah masih buka?", IBU_1))
        _, summary = crm("run inbox")
        assert (summary["received"], summary["sent"]) == (6, 1)
        assert reached(team) == {IBU_1: 1}

    def test_who_asked_to_stop_gets_none_now_or_later(self, team: LiveTeam, crm: Commands, mailbox: Mailbox) -> None:
        team.make([born_today(1), born_today(2)], program("SMS"), Pengaturan=self.SETTINGS)
        mailbox.deliver(samples.mail("STOP", IBU_1))
        mailbox.deliver(samples.mail("Kapan buka?", "p2@example.com"))
        mailbox.deliver(samples.mail("STOP", "p2@example.com"))
        crm("run inbox")
        mailbox.deliver(samples.mail("Kapan buka?", IBU_1))
        crm("run inbox")
        assert reached(team) == {}
        assert len(rows_of(team.book, "Antrean")) == 2

    def test_they_keep_to_what_the_mail_server_takes_a_day(
        self, team: LiveTeam, crm: Commands, mailbox: Mailbox
    ) -> None:
        team.make([born_today(number) for number in range(1, 5)], program("SMS"), Pengaturan=self.SETTINGS)
        team.configure(mail__per_day=2)
        for number in range(1, 5):
            mailbox.deliver(samples.mail("Kapan buka?", f"p{number}@example.com"))
        _, summary = crm("run inbox")
        assert (summary["received"], summary["sent"]) == (4, 2)
        assert sum(reached(team).values()) == 2


class TestComplaints:
    def test_who_calls_our_mail_spam_hears_no_more_and_a_new_ledger_knows_it(
        self, team: LiveTeam, crm: Commands, mailbox: Mailbox
    ) -> None:
        team.make([born_today(1)], program("Email", purpose="Layanan"))
        crm("run nightly")
        file = mailbox.deliver(samples.complaint(team.mail_id(IBU_1), IBU_1))
        for _ in range(2):
            crm("run inbox")
        (line,) = rows_of(team.book, "Pesan masuk")
        assert (line["Jenis"], line["ID Pelanggan"], line["Dari"]) == ("Minta berhenti", "P1", IBU_1)
        assert line["Isi pesan"].startswith("Keluhan spam lewat penyedia e-mail")
        for old in (*team.folder.glob("crm-ledger*"), *file.parent.parent.glob("*/*.tests*")):
            old.unlink()
        assert crm("ledger rebuild", "--yes")[1]["stopped"] == 1
        add_row(team.book, "Program", *program("Email", purpose="Layanan", name="lain"))
        _, summary = crm("run nightly")
        assert (summary["sent"], summary["skipped"]) == (0, {"already_done": 1, "opted_out": 1})
        assert reached(team) == {IBU_1: 1}


class TestBounces:
    def test_one_soft_bounce_is_one_failure_however_often_it_is_read(
        self, team: LiveTeam, crm: Commands, mailbox: Mailbox
    ) -> None:
        """A mailbox gives its last mails again, and the next try has the same Message-ID."""
        team.make([born_today(1)], program("Email"))
        crm("run nightly")
        mailbox.deliver(samples.bounce(team.mail_id(IBU_1), IBU_1, "4.2.2"))
        assert [crm("run nightly")[1]["sent"] for _ in range(3)] == [1, 0, 0]
        assert reached(team) == {IBU_1: 2}

    def test_one_that_a_rehearsal_reads_is_not_lost(self, team: LiveTeam, crm: Commands, mailbox: Mailbox) -> None:
        team.make([born_today(1)], program("Email"))
        crm("run nightly")
        mailbox.deliver(samples.bounce(team.mail_id(IBU_1), IBU_1))
        team.configure(live=False)
        crm("run nightly")
        team.configure()
        crm("run nightly")
        log = [(line["Pengiriman"], line["Status"]) for line in rows_of(team.book, "Log kontak")]
        assert ("langsung", "gagal") in log
        assert ("langsung", "terkirim") not in log[1:]

    def test_one_reaches_what_is_no_greeting_in_a_ledger_made_anew(
        self, team: LiveTeam, crm: Commands, mailbox: Mailbox
    ) -> None:
        team.make([born_today(1)], program("Email", purpose="Layanan"))
        crm("run nightly")
        lose_ledger(team)
        crm("ledger rebuild", "--yes")
        mailbox.deliver(samples.bounce(team.mail_id(IBU_1), IBU_1))
        _, summary = crm("run nightly")
        assert (summary["bounced"], summary["sent"]) == (1, 0)
