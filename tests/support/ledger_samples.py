"""Small builders for tests about the ledger: contacts, messages, a bound ledger, and channels that can go wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from crm_sheets.channels.protocol import Evidence
from crm_sheets.ledger import Claim, Ledger, RunContext
from crm_sheets.ledger.history import read_by_key
from crm_sheets.model import (
    Contact,
    ContactState,
    LedgerEntry,
    Medium,
    Message,
    Program,
    Purpose,
    Receipt,
    Repeat,
    Trace,
)

KEY = "a key of the tests, long enough"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BIRTHDAY = date(2026, 11, 20)
LOCATION = "/somewhere/book.xlsx"


def program(program_id: str = "premium_monthly", purpose: Purpose = Purpose.SERVICE) -> Program:
    return Program(
        program_id=program_id,
        name=program_id,
        purpose=purpose,
        occasion="policies.next_due",
        repeat=Repeat.DUE,
        offset_days=0,
        condition="",
        media=(Medium.SMS,),
        template=program_id,
        owner="",
        needs_approval=False,
        priority=1,
        lateness_days=3,
    )


def contact(
    number: int = 1,
    *,
    address: str | None = None,
    period: str = "2026",
    medium: Medium = Medium.SMS,
    purpose: Purpose = Purpose.SERVICE,
    day: date = BIRTHDAY,
) -> Contact:
    return Contact(
        program=program("birthday_customer" if purpose is Purpose.GREETING else "premium_monthly", purpose),
        subject=f"C-{number:05d}",
        customer_id=f"C-{number:05d}",
        customer_name=f"Customer {number}",
        occasion_date=day,
        period=period,
        due_date=day,
        medium=medium,
        address=f"+62812000{number:05d}" if address is None else address,
        language="id",
        owner="Dewi",
    )


def greeting(number: int = 1, **given: object) -> Contact:
    return contact(number, purpose=Purpose.GREETING, **given)  # type: ignore[arg-type]


def claims(*contacts: Contact) -> list[Claim]:
    return [Claim(item) for item in contacts]


def message(item: Contact) -> Message:
    return Message(item, f"Selamat, {item.customer_name}!", segments=1)


def messages(count: int, **given: object) -> list[Message]:
    return [message(contact(number, **given)) for number in range(1, count + 1)]  # type: ignore[arg-type]


def open_bound(place: str | Path, run_id: str = "run-1") -> tuple[Ledger, RunContext]:
    """A ledger that knows the tests' workbook, and a run on it."""
    ledger = Ledger.open(place, KEY)
    binding = ledger.bind(None, 0, "book.xlsx", LOCATION, NOW)
    return ledger, RunContext(binding.workbook_id, "files", run_id)


Opened = tuple[Ledger, RunContext]


def made(
    opened: Opened,
    item: Contact,
    state: ContactState,
    provider_id: str = "",
    *,
    retry: bool = False,
    segments: int = 0,
    when: datetime = NOW,
) -> None:
    """Claim, fence and record one contact."""
    ledger, run = opened
    assert ledger.claim(run, [Claim(item, segments=segments)], when)[0].granted
    assert ledger.fence(run, [item.key], when) == {item.key}
    ledger.record(run, [Receipt(item.key, state, provider_id, retry=retry)], when)


def entry_of(opened: Opened, key: str) -> LedgerEntry:
    """What the ledger knows of one contact."""
    ledger, run = opened
    with ledger.engine.connect() as connection:
        [entry] = read_by_key(connection, run.workbook_id, run.mode, [key])
    return entry


def state_of(opened: Opened, key: str) -> str:
    return entry_of(opened, key).state.value


def clock() -> datetime:
    return NOW


class FileChannel:
    """Sends by appending the key to a file, and can prove nothing afterwards: as hard as a provider can be."""

    name = "file"

    def __init__(
        self, file: Path, batch_size: int = 50, before_each: Callable[[int], None] = lambda sent: None
    ) -> None:
        self.file = file
        self.batch_size = batch_size
        self.before_each = before_each
        self.sent = 0

    def send(self, batch: Sequence[tuple[str, Message]]) -> list[Receipt]:
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            for key, _ in batch:
                self.before_each(self.sent)
                os.write(descriptor, f"{key}\n".encode())
                self.sent += 1
        finally:
            os.close(descriptor)
        return [Receipt(key, ContactState.SENT) for key, _ in batch]

    def evidence(self, trace: Trace) -> Evidence:
        return Evidence.UNKNOWN


def delivered(file: Path) -> list[str]:
    """The keys that the recipients got, in order."""
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
