"""A mailbox on a real Dovecot: what is read, what is read again, and what can go wrong with a message."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import mail_samples as samples
import pytest
from dovecot import Dovecot, Mailbox

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap import folder as folder_module
from crm_sheets.inbox.imap import inbox as inbox_module
from crm_sheets.inbox.imap.folders import folder_in_command, sent_folder
from crm_sheets.inbox.imap.inbox import MOST_MESSAGES, OVERLAP, MailboxInbox
from crm_sheets.inbox.imap.position import read_position
from crm_sheets.inbox.mail.reading import MailRead, read_mail
from crm_sheets.inbox.protocol import Collected
from crm_sheets.model import Closure

DAY = timedelta(days=1)


def now() -> datetime:
    """The server marks deliveries by the machine's clock."""
    return datetime.now(UTC)


def letter(number: int) -> bytes:
    return samples.mail(f"Surat {number}", headers={"Message-ID": f"<surat-{number}@example.net>"})


def numbers(found: Collected) -> list[int]:
    return [int(message.text.removeprefix("Surat ")) for message in found.messages]


def inbox(mailbox: Mailbox, *folders: str) -> MailboxInbox:
    settings = mailbox.settings(folders=folders or ("INBOX",))
    return MailboxInbox(settings, mailbox.password, [samples.OUR_ADDRESS])


def place(found: Collected, folder: str = "INBOX") -> dict[str, object]:
    return dict(json.loads(found.position)[folder])


def test_the_first_time_the_last_days_are_read_oldest_first(mailbox: Mailbox) -> None:
    for days in (40, 10, 2, 1, 0):
        mailbox.deliver(letter(days), at=now() - days * DAY)
    found = inbox(mailbox).collect("", now())
    assert numbers(found) == [2, 1, 0]
    assert found.messages[0].at == pytest.approx(now() - 2 * DAY, abs=DAY / 24)
    assert place(found)["uid"] == 5


def test_an_empty_mailbox_gives_nothing_and_is_remembered(mailbox: Mailbox) -> None:
    found = inbox(mailbox).collect("", now())
    assert (found.messages, found.reports, found.unreadable) == ((), (), ())
    mailbox.deliver(letter(1), at=now() - 30 * DAY)
    assert numbers(inbox(mailbox).collect(found.position, now())) == [1]


def test_the_next_time_new_ones_come_and_the_last_ones_again(mailbox: Mailbox) -> None:
    for number in range(OVERLAP + 10):
        mailbox.deliver(letter(number))
    first = inbox(mailbox).collect("", now())
    mailbox.deliver(letter(99))
    second = inbox(mailbox).collect(first.position, now())
    assert sorted(numbers(second)) == [*range(10, OVERLAP + 10), 99]
    known = {message.provider_id for message in first.messages}
    assert [message.text for message in second.messages if message.provider_id not in known] == ["Surat 99"]


def test_replies_and_bounces_are_told_apart(mailbox: Mailbox) -> None:
    mailbox.deliver(samples.reply(samples.OUR_ID, "Terima kasih"))
    mailbox.deliver(samples.bounce(samples.OUR_ID))
    mailbox.deliver(samples.mail("Kami sendiri", samples.OUR_ADDRESS))
    found = inbox(mailbox).collect("", now())
    assert [message.answers for message in found.messages] == [(samples.OUR_ID,)]
    assert [(report.provider_id, report.closes) for report in found.reports] == [(samples.OUR_ID, Closure.UNREACHABLE)]


def test_nothing_is_marked_as_read(mailbox: Mailbox) -> None:
    mailbox.deliver(letter(1))
    inbox(mailbox).collect("", now())
    assert mailbox.marks() == [rb"1 (FLAGS (\Recent))"]


def test_a_folder_made_anew_is_read_again_from_some_days_ago(mailbox: Mailbox) -> None:
    mailbox.make_folder("Balasan")
    mailbox.deliver(letter(1), "Balasan")
    first = inbox(mailbox, "Balasan").collect("", now())
    mailbox.remove_folder("Balasan")
    mailbox.make_folder("Balasan")
    mailbox.deliver(letter(2), "Balasan", at=now() - 20 * DAY)
    mailbox.deliver(letter(3), "Balasan", at=now() - DAY)
    second = inbox(mailbox, "Balasan").collect(first.position, now())
    assert place(first, "Balasan")["uid_validity"] != place(second, "Balasan")["uid_validity"]
    assert numbers(second) == [3]


def test_a_folder_made_anew_after_a_long_silence_is_read_since_then(mailbox: Mailbox) -> None:
    mailbox.deliver(letter(1), at=now() - 20 * DAY)
    mailbox.deliver(letter(2), at=now() - 9 * DAY)
    mailbox.deliver(letter(3), at=now() - DAY)
    day = (now() - 10 * DAY).date().isoformat()
    position = json.dumps({"INBOX": {"uid_validity": 1, "uid": 4000, "day": day}})
    assert numbers(inbox(mailbox).collect(position, now())) == [2, 3]


@pytest.mark.parametrize("position", ["rubbish", "[]", '{"INBOX": 7}', '{"INBOX": {"uid": -1}}', '{"Lain": {}}'])
def test_a_position_that_is_not_understood_reads_the_last_days(mailbox: Mailbox, position: str) -> None:
    mailbox.deliver(letter(1))
    assert numbers(inbox(mailbox).collect(position, now())) == [1]


def test_messages_that_were_deleted_are_not_missed(mailbox: Mailbox) -> None:
    files = [mailbox.deliver(letter(number)) for number in range(6)]
    first = inbox(mailbox).collect("", now())
    for file in files[2:]:
        (file.parent.parent / "cur" / f"{file.name}:2,").unlink(missing_ok=True)
        file.unlink(missing_ok=True)
    mailbox.deliver(letter(7))
    assert numbers(inbox(mailbox).collect(first.position, now())) == [0, 1, 7]


def test_a_message_deleted_while_it_is_read_is_no_trouble(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [mailbox.deliver(letter(number)) for number in range(3)]
    monkeypatch.setattr(folder_module, "MOST_BATCH", 1)

    def read_and_delete(raw: bytes, at: datetime, own: tuple[str, ...]) -> MailRead:
        with mailbox.client() as client:
            client.select()
            client.store("2", "+FLAGS", r"(\Deleted)")
            client.expunge()
        return read_mail(raw, at, own)

    monkeypatch.setattr(inbox_module, "read_mail", read_and_delete)
    found = inbox(mailbox).collect("", now())
    assert len(files) == 3
    assert 0 in numbers(found)
    assert found.unreadable == ()
    assert place(found)["uid"] == 3


@pytest.mark.parametrize("name", ["Dua Kata", "Kafé & Teh", "会議室", 'Dengan "tanda" \\', "Tim/Balasan", "😀"])
def test_folders_of_all_names_are_read(mailbox: Mailbox, name: str) -> None:
    mailbox.make_folder(name)
    mailbox.deliver(letter(1), name)
    mailbox.deliver(letter(2))
    found = inbox(mailbox, "INBOX", name).collect("", now())
    assert sorted(numbers(found)) == [1, 2]
    assert set(json.loads(found.position)) == {"INBOX", name}
    assert sorted(numbers(inbox(mailbox, "INBOX", name).collect(found.position, now()))) == [1, 2]


def test_a_name_cannot_become_a_command() -> None:
    assert folder_in_command('a"\r\nA1 DELETE INBOX\x00') == '"a\\"A1 DELETE INBOX"'


def test_a_folder_that_is_missing_is_named_with_its_setting(mailbox: Mailbox) -> None:
    with pytest.raises(InboxUnavailable, match=r'no folder "Balasn" .* check "folders"'):
        inbox(mailbox, "INBOX", "Balasn").collect("", now())


def test_many_messages_are_read_in_several_calls(mailbox: Mailbox) -> None:
    for number in range(600):
        mailbox.deliver(letter(number), at=now() - timedelta(seconds=600 - number))
    first = inbox(mailbox).collect("", now())
    second = inbox(mailbox).collect(first.position, now())
    assert numbers(first) == list(range(MOST_MESSAGES))
    assert numbers(second) == list(range(MOST_MESSAGES - OVERLAP, 600))
    assert place(second)["uid"] == 600
    assert (first.is_complete, second.is_complete) == (False, True)


def test_one_full_folder_does_not_starve_another(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "MOST_MESSAGES", 4)
    mailbox.make_folder("Balasan")
    for number in range(9):
        mailbox.deliver(letter(number))
    mailbox.deliver(letter(10), "Balasan")
    source, position, seen = inbox(mailbox, "INBOX", "Balasan"), "", []
    for _ in range(5):
        found = source.collect(position, now())
        assert len(found.messages) <= 4
        position = found.position
        seen += numbers(found)
    assert set(seen) == {*range(9), 10}
    assert 10 in seen[:4]


def test_very_many_uids_are_looked_for_in_steps(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "UIDS_A_SEARCH", 2)
    for number in range(9):
        mailbox.deliver(letter(number))
    first = inbox(mailbox).collect("", now())
    with mailbox.client() as client:
        client.select()
        client.store("1:7", "+FLAGS", r"(\Deleted)")
        client.expunge()
    position = json.dumps({"INBOX": {**place(first), "uid": 1}})
    found = inbox(mailbox).collect(position, now())
    assert numbers(found) == [7, 8]
    assert place(found)["uid"] == 9


def test_of_a_large_message_only_the_beginning_is_fetched(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    head, line = samples.reply(samples.OUR_ID, "Terima kasih, ini fotonya"), b"A" * 70 + b"\n"
    mailbox.deliver(head + b"\n-- \n" + line * (30 * 1024 * 1024 // len(line)))
    sizes: list[int] = []

    def read_and_measure(raw: bytes, at: datetime, own: tuple[str, ...]) -> MailRead:
        sizes.append(len(raw))
        return read_mail(raw, at, own)

    monkeypatch.setattr(inbox_module, "read_mail", read_and_measure)
    found = inbox(mailbox).collect("", now())
    assert [message.text for message in found.messages] == ["Terima kasih, ini fotonya"]
    assert sizes == [256 * 1024]


def poisoned(mailbox: Mailbox, number: int) -> Path:
    """A message at which Dovecot ends the connection: it may not open the file."""
    file = mailbox.deliver(letter(number))
    file.chmod(0)
    return file


def test_a_poisoned_message_does_not_keep_the_others_away(mailbox: Mailbox) -> None:
    mailbox.deliver(letter(1))
    poisoned(mailbox, 2)
    mailbox.deliver(letter(3))
    first = inbox(mailbox).collect("", now())
    mailbox.deliver(letter(4))
    second = inbox(mailbox).collect(first.position, now())
    assert numbers(first) == [1, 3]
    assert first.unreadable == ('folder "INBOX", message 2: the mail server does not give it, or it cannot be read',)
    assert place(first)["uid"] == 3
    assert numbers(second) == [1, 3, 4]
    assert second.unreadable == (), "it is named once"


def test_a_message_that_can_be_read_later_is_read_then(mailbox: Mailbox) -> None:
    file = poisoned(mailbox, 1)
    first = inbox(mailbox).collect("", now())
    ((file.parent.parent / "cur" / f"{file.name}:2,") if not file.exists() else file).chmod(0o644)
    second = inbox(mailbox).collect(first.position, now())
    assert (len(first.unreadable), numbers(second)) == (1, [1])


def test_after_many_poisoned_messages_the_next_call_goes_on(mailbox: Mailbox) -> None:
    for number in range(folder_module.MOST_KILLERS + 2):
        poisoned(mailbox, number)
    mailbox.deliver(letter(99))
    first = inbox(mailbox).collect("", now())
    second = inbox(mailbox).collect(first.position, now())
    assert len(first.unreadable) == folder_module.MOST_KILLERS
    assert len(first.unreadable) + len(second.unreadable) == folder_module.MOST_KILLERS + 2
    assert numbers(second) == [99]


def test_a_message_that_our_own_code_cannot_read_is_named(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: bytes, at: datetime, own: tuple[str, ...]) -> MailRead:
        if b"Surat 2" in raw:
            raise RuntimeError(raw.decode())
        return read_mail(raw, at, own)

    monkeypatch.setattr(inbox_module, "read_mail", broken)
    for number in (1, 2, 3):
        mailbox.deliver(letter(number))
    found = inbox(mailbox).collect("", now())
    assert numbers(found) == [1, 3]
    assert found.unreadable == ('folder "INBOX", message 2: the mail server does not give it, or it cannot be read',)


def test_a_message_without_a_single_byte_is_read(mailbox: Mailbox) -> None:
    mailbox.deliver(b"")
    found = inbox(mailbox).collect("", now())
    assert [(message.sender, message.text) for message in found.messages] == [("", "")]


def test_when_time_is_up_the_next_call_goes_on(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_BATCH", 2)
    monkeypatch.setattr(inbox_module, "MOST_SECONDS", -1.0)
    for number in range(5):
        mailbox.deliver(letter(number))
    first = inbox(mailbox).collect("", now())
    second = inbox(mailbox).collect(first.position, now())
    assert (numbers(first), numbers(second)) == ([0, 1], [2, 3])
    assert not first.is_complete
    assert read_position(first.position)["INBOX"].day < now().date(), "not all has been read yet"


def test_a_server_killed_in_the_middle_loses_nothing(
    dovecot: Dovecot, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "MOST_BATCH", 2)
    for number in range(6):
        mailbox.deliver(letter(number))

    def read_and_kill(raw: bytes, at: datetime, own: tuple[str, ...]) -> MailRead:
        dovecot.kill()
        return read_mail(raw, at, own)

    with monkeypatch.context() as patch:
        patch.setattr(inbox_module, "read_mail", read_and_kill)
        try:
            with pytest.raises(InboxUnavailable, match="cannot be reached"):
                inbox(mailbox).collect("", now())
        finally:
            dovecot.start()
    assert numbers(inbox(mailbox).collect("", now())) == list(range(6))


def test_where_sent_mail_is_kept_is_found_by_use_and_then_by_name() -> None:
    inbox_line, usual = rb'(\HasNoChildren) "." INBOX', rb'(\HasNoChildren) "." "INBOX.Sent Items"'
    other, odd = rb'(\HasNoChildren \Sent) "/" "[Gmail]/Kiriman &- &AOk-"', (rb'(\Sent) "/" {5}', b"A\\b/c")
    assert sent_folder([inbox_line]) == ""
    assert sent_folder([None, b"", b"rubbish", inbox_line, usual]) == "INBOX.Sent Items"
    assert sent_folder([usual, other]) == "[Gmail]/Kiriman & é"
    assert sent_folder([odd, b""]) == "A\\b/c"
    assert sent_folder([rb'(\Noselect) "/" Sent', rb'() NIL "Terkirim"']) == "Terkirim"
