"""Evidence in a mailbox that a mail went out: proof that it did, never proof that it did not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import mail_samples as samples
import pytest
from dovecot import Mailbox

from crm_sheets.inbox.imap import link as link_module
from crm_sheets.inbox.imap import search as search_module
from crm_sheets.inbox.imap.search import MailboxSearch

OTHER_ID = "fedcba9876543210fedcba9876543210@klinik.example.com"
SENT = samples.mail("Selamat", samples.OUR_ADDRESS, headers={"Message-ID": f"<{samples.OUR_ID}>"})


def search(mailbox: Mailbox, password: str = "", **changes: object) -> MailboxSearch:
    return MailboxSearch(mailbox.settings(**changes), password or mailbox.password)


def test_nothing_found_proves_nothing(mailbox: Mailbox) -> None:
    mailbox.deliver(samples.mail("Halo"))
    assert search(mailbox).has(samples.OUR_ID) is None


@pytest.mark.parametrize(
    ("folder", "setting"),
    [("Terkirim-Kami", ""), ("Sent Items", ""), ("Arsip/Surat Keluar", "Arsip/Surat Keluar")],
)
def test_a_copy_among_what_was_sent_is_proof(mailbox: Mailbox, folder: str, setting: str) -> None:
    mailbox.make_folder(folder)
    mailbox.deliver(SENT, folder)
    looking = search(mailbox, sent_folder=setting)
    assert looking.has(f"<{samples.OUR_ID}>") is True
    assert looking.has(samples.OUR_ID) is True
    assert looking.has(OTHER_ID) is None
    looking.close()


@pytest.mark.parametrize(
    "raw",
    [
        samples.reply(samples.OUR_ID, "Terima kasih"),
        samples.bounce(samples.OUR_ID),
        samples.qmail_bounce(samples.OUR_ID),
        samples.absence_note(samples.OUR_ID),
    ],
)
def test_what_came_back_is_proof(mailbox: Mailbox, raw: bytes) -> None:
    mailbox.deliver(raw)
    looking = search(mailbox)
    assert looking.has(samples.OUR_ID) is True
    assert looking.has(OTHER_ID) is None
    looking.close()


def test_nothing_is_marked_as_read(mailbox: Mailbox) -> None:
    mailbox.deliver(samples.bounce(samples.OUR_ID))
    search(mailbox).has(samples.OUR_ID)
    assert mailbox.marks() == [rb"1 (FLAGS (\Recent))"]


def test_only_what_came_since_is_looked_through(mailbox: Mailbox) -> None:
    now = datetime.now(UTC)
    mailbox.deliver(samples.bounce(samples.OUR_ID), at=now - timedelta(days=9))
    assert search(mailbox).has(samples.OUR_ID, since=now - timedelta(days=3)) is None
    assert search(mailbox).has(samples.OUR_ID, since=now - timedelta(days=9)) is True


@pytest.mark.parametrize("folder", ["INBOX", "Terkirim-Kami"])
def test_a_trace_of_an_earlier_try_some_minutes_before_is_no_proof(mailbox: Mailbox, folder: str) -> None:
    now = datetime.now(UTC)
    earlier, since = now - timedelta(minutes=5), now - timedelta(minutes=4)
    if folder != "INBOX":
        mailbox.make_folder(folder)
    raw = samples.bounce(samples.OUR_ID) if folder == "INBOX" else SENT
    mailbox.deliver(raw, folder, at=earlier)
    looking = search(mailbox)
    assert looking.has(samples.OUR_ID, since) is None
    assert looking.has(samples.OUR_ID, earlier) is True
    mailbox.deliver(raw, folder, at=now)
    assert looking.has(samples.OUR_ID, since) is True
    looking.close()


def test_only_the_newest_are_looked_through(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox.deliver(samples.bounce(samples.OUR_ID))
    mailbox.deliver(samples.mail("Halo"))
    assert search(mailbox).has(samples.OUR_ID) is True
    monkeypatch.setattr(search_module, "NEWEST", 1)
    assert search(mailbox).has(samples.OUR_ID) is None


@pytest.mark.parametrize("message_id", ["", "x", 'a"@b\r\nA1 LOGOUT', "é@example.com", "<>"])
def test_what_is_no_message_id_is_not_looked_for(mailbox: Mailbox, message_id: str) -> None:
    assert search(mailbox).has(message_id) is None


def test_quotes_in_an_id_are_harmless(mailbox: Mailbox) -> None:
    looking = search(mailbox)
    assert looking.has('a" OR ALL "\\@example.com') is None
    mailbox.deliver(samples.reply(samples.OUR_ID, "Ya"))
    assert looking.has(samples.OUR_ID) is True
    looking.close()


def test_a_missing_folder_proves_nothing(mailbox: Mailbox) -> None:
    assert search(mailbox, folders=("Tidak Ada",), sent_folder="Juga Tidak").has(samples.OUR_ID) is None


def test_a_mailbox_that_does_not_answer_proves_nothing_and_is_not_asked_again(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(samples.reply(samples.OUR_ID, "Ya"))
    looking = search(mailbox, "salah")
    assert looking.has(samples.OUR_ID) is None
    monkeypatch.setattr(looking._link, "_password", mailbox.password)
    assert looking.has(samples.OUR_ID) is None


def test_one_connection_serves_all_questions(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    original = link_module.connected

    def counted(*given: object) -> object:
        opened.append(given)
        return original(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(link_module, "connected", counted)
    looking = search(mailbox)
    for _ in range(3):
        looking.has(samples.OUR_ID)
    looking.close()
    assert len(opened) == 1
