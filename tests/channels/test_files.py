"""Every message becomes one file, whole or not at all, once."""

from __future__ import annotations

import email
import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from message_samples import PROGRAM, contact, trace

from crm_sheets.channels import files
from crm_sheets.channels.files import FilesChannel, file_name, key_hash
from crm_sheets.channels.protocol import Channel, Evidence
from crm_sheets.model import ContactState, Medium, Message

DAY, NEXT_DAY = date(2026, 11, 20), date(2026, 11, 21)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def message(medium: Medium = Medium.WHATSAPP, text: str = "Halo Budi", **changes: str) -> Message:
    return Message(replace(contact(medium), **changes), text, "Salam" if medium is Medium.EMAIL else "")


def channel(folder: Path, day: date = DAY) -> FilesChannel:
    return FilesChannel(folder / "outbox", day, NOW)


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder / "outbox")) for path in folder.rglob("*") if path.is_file())


def test_it_is_a_channel(tmp_path: Path) -> None:
    as_channel: Channel = channel(tmp_path)
    assert (as_channel.name, as_channel.send([])) == ("files", [])
    assert written(tmp_path) == []


def test_a_text_message_becomes_a_readable_file(tmp_path: Path) -> None:
    (receipt,) = channel(tmp_path).send([("k1", message(Medium.SMS))])
    assert (receipt.key, receipt.state, receipt.detail, receipt.retry) == ("k1", ContactState.SENT, "", False)
    assert written(tmp_path) == [f"2026-11-20/premium--C1--{key_hash('k1')}.sms.txt"] == [receipt.provider_id]
    text = (tmp_path / "outbox" / receipt.provider_id).read_text(encoding="utf-8")
    assert text == "sms: +6281200000001\n\nHalo Budi\n"


def test_an_email_becomes_an_eml_file(tmp_path: Path) -> None:
    (receipt,) = channel(tmp_path).send([("k1", message(Medium.EMAIL))])
    assert receipt.provider_id.endswith(".email.eml")
    mail = email.message_from_bytes((tmp_path / "outbox" / receipt.provider_id).read_bytes())
    assert (mail["To"], mail["Subject"]) == ("Budi Santoso <budi@example.com>", "Salam")
    assert mail["Date"] == "Fri, 20 Nov 2026 02:00:00 +0000"


def test_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    old = os.umask(0o000)
    try:
        channel(tmp_path).send([("k1", message())])
    finally:
        os.umask(old)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes.pop("outbox") == modes.pop("2026-11-20") == 0o700
    assert set(modes.values()) == {0o600}


def test_a_second_delivery_changes_nothing_on_the_same_day_and_on_another(tmp_path: Path) -> None:
    first = channel(tmp_path)
    (sent,) = first.send([("k1", message(text="first"))])
    for again in (first, channel(tmp_path), channel(tmp_path, NEXT_DAY)):
        (receipt,) = again.send([("k1", message(Medium.SMS, "second"))])
        assert (receipt.state, receipt.detail) == (ContactState.SENT, "already there")
        assert receipt.provider_id == sent.provider_id
    assert len(written(tmp_path)) == 1
    assert "first" in (tmp_path / "outbox" / sent.provider_id).read_text(encoding="utf-8")


def test_the_same_key_twice_in_one_batch_makes_one_file(tmp_path: Path) -> None:
    first, second = channel(tmp_path).send([("k1", message(text="first")), ("k1", message(text="second"))])
    assert (first.detail, second.detail) == ("", "already there")
    assert "first" in (tmp_path / "outbox" / first.provider_id).read_text(encoding="utf-8")
    assert written(tmp_path) == [first.provider_id]


def test_two_processes_that_do_not_know_of_one_another_make_one_file(tmp_path: Path) -> None:
    one, other = channel(tmp_path), channel(tmp_path)
    assert one.evidence(trace("k1")) is other.evidence(trace("k1")) is Evidence.NOT_SENT  # both have looked
    one.send([("k1", message(text="first"))])
    (receipt,) = other.send([("k1", message(text="second"))])
    assert (receipt.state, receipt.detail) == (ContactState.SENT, "already there")
    assert "first" in (tmp_path / "outbox" / receipt.provider_id).read_text(encoding="utf-8")


def test_evidence_is_whether_there_is_a_file_under_any_day(tmp_path: Path) -> None:
    assert channel(tmp_path).evidence(trace("k1")) is Evidence.NOT_SENT
    channel(tmp_path).send([("k1", message())])
    later = channel(tmp_path, NEXT_DAY)
    assert later.evidence(trace("k1")) is Evidence.SENT
    assert later.evidence(trace("k2")) is Evidence.NOT_SENT
    later.send([("k2", message())])
    assert later.evidence(trace("k2")) is Evidence.SENT


def test_evidence_is_unknown_when_the_outbox_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    channel(tmp_path).send([("k1", message())])

    def refuse(path: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    blind = channel(tmp_path)
    assert blind.evidence(trace("k1")) is Evidence.UNKNOWN
    (receipt,) = blind.send([("k2", message())])
    assert (receipt.state, receipt.retry) == (ContactState.FAILED, True)


@pytest.mark.parametrize(
    "hostile", ["../../../etc/x", "a/b\\c", "..", "", "\x00\n", "ä" * 300, "CON", "-rf *", ".hidden"]
)
def test_no_id_leads_out_of_the_folder(hostile: str, tmp_path: Path) -> None:
    program = replace(PROGRAM, program_id=hostile)
    sent = replace(message(), contact=replace(contact(), customer_id=hostile, program=program))
    (receipt,) = channel(tmp_path).send([(f"{hostile}|k", sent)])
    assert receipt.state is ContactState.SENT
    (name,) = written(tmp_path)
    assert name.count("/") == 1
    assert Path(name).name == file_name(f"{hostile}|k", sent)
    assert len(Path(name).name.encode()) < 160
    assert channel(tmp_path).evidence(trace(f"{hostile}|k")) is Evidence.SENT


def test_an_address_that_is_none_fails_for_good_and_the_others_go_on(tmp_path: Path) -> None:
    bad = message(Medium.EMAIL, address="budi@example.com\nBcc: all@example.com")
    receipts = channel(tmp_path).send([("k1", message()), ("k2", bad), ("k3", message())])
    assert [receipt.state.value for receipt in receipts] == ["sent", "failed", "sent"]
    assert (receipts[1].retry, receipts[1].detail) == (False, "no single e-mail address")


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_a_full_disk_fails_one_message_with_retry_and_leaves_nothing_behind(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = getattr(os, step), []

    def full(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(os, step, full)
    receipts = channel(tmp_path).send([(f"k{number}", message()) for number in range(4)])
    assert [receipt.state.value for receipt in receipts] == ["sent", "failed", "sent", "sent"]
    assert (receipts[1].detail, receipts[1].retry) == ("No space left on device", True)
    assert len(written(tmp_path)) == 3
    assert channel(tmp_path).evidence(trace("k1")) is Evidence.NOT_SENT
    monkeypatch.undo()
    assert channel(tmp_path).send([("k1", message())])[0].state is ContactState.SENT


def test_a_folder_that_cannot_be_made_fails_every_message_with_retry(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way", encoding="utf-8")
    receipts = channel(tmp_path).send([("k1", message()), ("k2", message())])
    assert {(receipt.state, receipt.retry) for receipt in receipts} == {(ContactState.FAILED, True)}


def test_without_hard_links_nothing_is_overwritten_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    one, other = channel(tmp_path), channel(tmp_path)
    assert other.evidence(trace("k1")) is Evidence.NOT_SENT
    assert one.send([("k1", message(text="first"))])[0].detail == ""
    (receipt,) = other.send([("k1", message(text="second"))])
    assert receipt.detail == "already there"
    assert "first" in (tmp_path / "outbox" / receipt.provider_id).read_text(encoding="utf-8")
    assert len(written(tmp_path)) == 1


def test_content_is_on_the_disk_before_its_name_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_sync, real_link = os.fsync, Path.hardlink_to

    def sync(descriptor: int) -> None:
        order.append("sync")
        real_sync(descriptor)

    def link(self: Path, target: Path) -> None:
        order.append("name")
        real_link(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "hardlink_to", link)
    channel(tmp_path).send([("k1", message()), ("k2", message())])
    assert order == ["sync", "sync", "name", "name", "sync", "sync"]


def test_unfinished_files_are_no_evidence_and_are_removed_after_a_day(tmp_path: Path) -> None:
    channel(tmp_path).send([("k0", message())])
    day = tmp_path / "outbox" / "2026-11-20"
    old, fresh = (day / f".premium--C1--{key_hash(key)}.sms.txt.9-{key}.part" for key in ("k1", "k2"))
    for path, hours in ((old, 30), (fresh, 1)):
        path.write_text("half", encoding="utf-8")
        moment = NOW.timestamp() - hours * 3600
        os.utime(path, (moment, moment))
    looking = channel(tmp_path)
    assert looking.evidence(trace("k1")) is looking.evidence(trace("k2")) is Evidence.NOT_SENT
    assert not old.exists()
    assert fresh.exists()


def test_what_a_killed_process_leaves_is_whole_and_known(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], env=_environment())
    deadline = time.monotonic() + 30
    while len(written(tmp_path)) < 150 and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole = [name for name in written(tmp_path) if name.endswith(".txt")]
    assert len(whole) >= 50
    texts = {(tmp_path / "outbox" / name).read_text(encoding="utf-8") for name in whole}
    assert texts == {"whatsapp: +6281200000001\n\n" + "Halo " * 2000 + "\n"}
    after = channel(tmp_path)
    proven = [number for number in range(100_000) if after.evidence(trace(f"k{number}")) is Evidence.SENT]
    assert len(proven) == len(whole)


KILLED = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from message_samples import contact
from crm_sheets.channels.files import FilesChannel
from crm_sheets.model import Medium, Message
channel = FilesChannel(Path(sys.argv[1]) / "outbox", date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=UTC))
channel.send([(f"k{number}", Message(contact(Medium.WHATSAPP), "Halo " * 2000)) for number in range(100_000)])
"""


def _environment() -> dict[str, str]:
    root = Path(files.__file__).resolve().parents[2]
    paths = [str(root), str(root / "tests" / "support"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def test_a_thousand_mails_cost_less_than_half_a_millisecond_of_computing_each(tmp_path: Path) -> None:
    mails = [(f"k{number}", message(Medium.EMAIL, "Yth. Bapak é,\n" + "panjang " * 80)) for number in range(1000)]
    started = time.process_time()
    receipts = channel(tmp_path).send(mails)
    assert (time.process_time() - started) / 1000 < 0.0005
    assert {receipt.state for receipt in receipts} == {ContactState.SENT}
