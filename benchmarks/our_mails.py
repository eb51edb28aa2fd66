"""Our side of `messages.py`: the ledger on disk as it always is, claim, fence, send, record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from mail_samples import SENDER, SENDER_NAME, Mail

from crm_sheets.channels.smtp import MailChannel
from crm_sheets.dispatch import deliver, recover
from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat
from crm_sheets.server_settings import MailSettings

HASH_KEY = "a key of the benchmark, long enough"
DAY = date(2026, 11, 20)
PROGRAM = Program(
    program_id="premium_monthly",
    name="Premi",
    purpose=Purpose.SERVICE,
    occasion="policies.next_due",
    repeat=Repeat.DUE,
    offset_days=-3,
    condition="",
    media=(Medium.EMAIL,),
    template="premium_monthly",
    owner="",
    needs_approval=False,
    priority=5,
    lateness_days=3,
)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def as_messages(mails: Sequence[Mail]) -> list[Message]:
    """The mails as rendered messages of the product."""
    return [
        Message(_contact(mail.number, mail.name, Medium.EMAIL, mail.address), mail.text, mail.subject, mail.html)
        for mail in mails
    ]


def text_messages(texts: Iterable[tuple[str, str]]) -> list[Message]:
    """SMS of one part: to which number, and what."""
    return [
        Message(_contact(number, "Budi Santoso", Medium.SMS, address), text, segments=1)
        for number, (address, text) in enumerate(texts)
    ]


def _contact(number: int, name: str, medium: Medium, address: str) -> Contact:
    return Contact(
        program=PROGRAM,
        subject=f"POL-{number:05d}",
        customer_id=f"C-{number:05d}",
        customer_name=name,
        occasion_date=DAY,
        period="2026-11",
        due_date=DAY,
        medium=medium,
        address=address,
        language="id",
        owner="",
    )


def mail_channel(port: int, connections: int, ledger: Ledger, scope: str) -> MailChannel:
    """E-mail by the server at this port of this machine, no daily limit."""
    settings = MailSettings(
        host="127.0.0.1",
        port=port,
        security="none",
        sender=SENDER,
        sender_name=SENDER_NAME,
        at_once=connections,
        per_day=0,
    )
    return MailChannel(settings, "", scope, now, ledger.clock)


def open_ledger(folder: Path) -> tuple[Ledger, RunContext]:
    """The ledger in this folder, made if need be, and a new live run on the benchmark's workbook."""
    ledger = Ledger.open(folder / "crm-ledger.sqlite", HASH_KEY)
    known = folder / "workbook-id"
    workbook_id = known.read_text(encoding="utf-8") if known.exists() else None
    binding = ledger.bind(workbook_id, 0, "benchmark", str(folder), now())
    known.write_text(binding.workbook_id, encoding="utf-8")
    return ledger, RunContext(binding.workbook_id, "live", f"run-{uuid4().hex}")


@contextmanager
def delivery(folder: Path, port: int, connections: int) -> Iterator[Callable[[Sequence[Message]], None]]:
    """What a run does with messages: settle what an earlier run left open, then deliver what was not made."""
    ledger, run = open_ledger(folder)

    def send(messages: Sequence[Message]) -> None:
        recover(ledger, run, {Medium.EMAIL: channel}, now())
        deliver(messages, {Medium.EMAIL: channel}, ledger, run, now)

    with ledger, mail_channel(port, connections, ledger, run.workbook_id) as channel:
        yield send


def uncertain_addresses(folder: Path) -> set[str]:
    """Whose mail the ledger is in doubt about."""
    ledger, run = open_ledger(folder)
    with ledger:
        return {entry.address for entry in ledger.uncertain(run.workbook_id, run.mode)}
