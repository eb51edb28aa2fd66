"""Law 8: once a contact is settled, the ledger's files hold neither address nor text, however they are searched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ledger_samples import KEY, NOW, clock, contact, open_bound

from crm_sheets.channels.protocol import Evidence
from crm_sheets.dispatch import deliver
from crm_sheets.ledger import Claim, Decided, SeenInbound
from crm_sheets.ledger.digests import Digests, scrubbed
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium, Message, Receipt, Trace

PHONE, EMAIL, BODY = "+6281298761234", "canary.bird@example.com", "Selamat ulang tahun canarybody"


class TalkativeChannel:
    """Quotes the recipient in all it says."""

    name = "talkative"
    batch_size = 10

    def __init__(self, state: ContactState) -> None:
        self.state = state

    def send(self, messages: list[tuple[str, Message]]) -> list[Receipt]:
        said = f"550 <{EMAIL}> unknown; number 0812-9876-1234, 62 812 9876 1234 or {PHONE} rejected"
        return [Receipt(key, self.state, "id-1", said) for key, _ in messages]

    def evidence(self, trace: Trace) -> Evidence:
        return Evidence.UNKNOWN


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def to_send() -> list[Message]:
    by_phone = contact(1, address=PHONE)
    by_mail = contact(2, address=EMAIL, medium=Medium.EMAIL)
    return [Message(item, BODY, subject_line="canarysubject", html="<p>canaryhtml</p>") for item in (by_phone, by_mail)]


@pytest.mark.parametrize("state", [ContactState.SENT, ContactState.FAILED])
def test_after_settling_the_files_hold_no_address_and_no_text(tmp_path: Path, state: ContactState) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    channel = TalkativeChannel(state)
    with ledger:
        deliver(to_send(), {Medium.SMS: channel, Medium.EMAIL: channel}, ledger, run, clock)
    found = all_bytes(tmp_path)
    assert contact(1).key.encode() in found, "the ledger itself must be among these bytes"
    for canary in (PHONE, PHONE[1:], "0812-9876-1234", "62 812 9876", EMAIL, "canary.bird", "canarybody", "canarysub"):
        assert canary.encode() not in found, canary


def test_while_the_outcome_is_open_the_address_is_there_but_never_the_text(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    channel = TalkativeChannel(ContactState.UNCERTAIN)
    with ledger:
        deliver(to_send(), {Medium.SMS: channel, Medium.EMAIL: channel}, ledger, run, clock)
    found = all_bytes(tmp_path)
    assert PHONE.encode() in found
    assert b"canarybody" not in found
    assert b"canaryhtml" not in found


def test_a_released_claim_leaves_no_address_behind(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    with ledger:
        ledger.claim(run, [Claim(contact(1, address=PHONE))], NOW)
        ledger.recover(replace(run, run_id="run-2"), lambda trace: None, NOW)
    assert PHONE.encode() not in all_bytes(tmp_path)


@pytest.mark.parametrize("found_out", ["by evidence", "by a person"])
@pytest.mark.parametrize("was_sent", [True, False])
def test_a_doubt_that_is_settled_later_leaves_no_address_behind(tmp_path: Path, found_out: str, was_sent: bool) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    with ledger:
        channel = TalkativeChannel(ContactState.UNCERTAIN)
        deliver(to_send(), {Medium.SMS: channel, Medium.EMAIL: channel}, ledger, run, clock)
        if found_out == "by evidence":
            ledger.recover(replace(run, run_id="run-2"), lambda trace: was_sent, NOW)
        else:
            again = [Decided(contact(number).key, run.run_id, again=not was_sent) for number in (1, 2)]
            assert len(ledger.decide(run.workbook_id, run.mode, again, NOW)) == 2
        assert ledger.soundness().addresses_kept == 0
    found = all_bytes(tmp_path)
    assert PHONE.encode() not in found
    assert EMAIL.encode() not in found


def test_a_failure_that_is_tried_again_keeps_the_address_only_until_it_is_settled(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    with ledger:
        for state in (ContactState.FAILED, ContactState.SENT):
            wanted = [Claim(contact(1, address=PHONE))]
            assert ledger.claim(run, wanted, NOW)[0].granted
            ledger.fence(run, [contact(1).key], NOW)
            ledger.record(run, [Receipt(contact(1).key, state, retry=True)], NOW)
    assert PHONE.encode() not in all_bytes(tmp_path)


def test_what_comes_back_leaves_no_address_and_no_word_behind(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    channel = TalkativeChannel(ContactState.UNCERTAIN)
    said = f"<{EMAIL}> at {PHONE} does not exist"
    with ledger:
        deliver(to_send(), {Medium.SMS: channel, Medium.EMAIL: channel}, ledger, run, clock)
        report = DeliveryReport("id-1", Delivery.UNDELIVERED, NOW, "5.1.1", said, closes=Closure.UNREACHABLE)
        assert len(ledger.take_reports(run.workbook_id, run.mode, [report], NOW)) == 2
        ledger.shut(run.workbook_id, EMAIL, Closure.OPTED_OUT, None, NOW, f"wrote from {EMAIL}")
        wrote = SeenInbound("m1", "imap", NOW, Medium.EMAIL, EMAIL, "C-00002", contact(2).key, needs_answer=True)
        ledger.note_inbound(run.workbook_id, [wrote], NOW)
        assert len(ledger.shut_addresses(run.workbook_id, [EMAIL, PHONE])) == 3
    for canary in (PHONE, PHONE[1:], EMAIL, "canary.bird", "canarybody", "canarysub"):
        assert canary.encode() not in all_bytes(tmp_path), canary


def test_neither_the_key_nor_the_workbooks_place_is_in_the_file(tmp_path: Path) -> None:
    ledger, _ = open_bound(tmp_path / "ledger.sqlite")
    ledger.close()
    assert KEY.encode() not in all_bytes(tmp_path)
    assert b"/somewhere/book.xlsx" not in all_bytes(tmp_path)


def test_the_same_address_has_another_digest_under_another_key() -> None:
    assert Digests(KEY).address(PHONE) != Digests(KEY + "2").address(PHONE)
    assert Digests(KEY).address(PHONE) == Digests(KEY.encode()).address(PHONE)


def test_scrubbing_keeps_what_helps_and_cuts_what_is_long() -> None:
    assert scrubbed("error 21610: opted out on 2026") == "error 21610: opted out on 2026"
    assert scrubbed(f"to {EMAIL} via {PHONE}") == "to [e-mail] via [number]"
    assert len(scrubbed("x" * 5000)) == 300
