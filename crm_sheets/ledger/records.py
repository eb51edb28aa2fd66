"""The values that go into the ledger and come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from crm_sheets.model import Closure, Contact, ContactState, Medium, SkipReason

Mode = Literal["files", "live"]
"""Deliveries to files and live deliveries are separate histories: a rehearsal never counts as a contact."""


class Binding(NamedTuple):
    """What the workbook carries so that the ledger knows it again (law 3).

    `workbook_id` names the workbook and the ledger it belongs to; `sequence` is the number of claim batches so far.
    """

    workbook_id: str
    sequence: int


@dataclass(frozen=True, slots=True)
class RunContext:
    """Which run acts, on which workbook, in which history. `run_id` is new for every run.

    `as_of` is the day the run is about; None means the day of the clock.
    """

    workbook_id: str
    mode: Mode
    run_id: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A contact that a run wants to make. `fingerprint` is a digest of its content, never the content."""

    contact: Contact
    fingerprint: str = ""
    segments: int = 0


class Verdict(NamedTuple):
    """The answer to a claim: granted when there is no reason against it; `detail` says when and by which run."""

    key: str
    reason: SkipReason | None = None
    detail: str = ""

    @property
    def granted(self) -> bool:
        """True when this run, and no other, may make the contact."""
        return self.reason is None


class Draft(NamedTuple):
    """A message that was put before people for approval: its fingerprint and the day it was written as of."""

    key: str
    fingerprint: str
    planned_on: date
    drafted_at: datetime | None = None


class Recovered(NamedTuple):
    """What became of the contacts that an interrupted run left open, by contact key."""

    released: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()


class KnownRuns(NamedTuple):
    """The runs of one workbook: `noted` before they could write to it, `acted` from the contacts that they claimed.

    A ledger of the first version has noted none.
    """

    noted: frozenset[str]
    acted: frozenset[str]


class HeldOut(NamedTuple):
    """A contact that was left out on purpose, to compare; `key` as the contact's would have been."""

    key: str
    program: str
    customer_id: str
    period: str


class Soundness(NamedTuple):
    """`damage` is what the database says is broken; the counts are of entries that break the ledger's rules.

    `addresses_kept` are settled, or left by a person as they are, and still hold an address; `strays` belong to a
    workbook that was never bound. `plain` are rows that hold something else where the digest of an address belongs.
    """

    damage: tuple[str, ...]
    addresses_kept: int
    strays: int
    plain: int = 0


class Remembered(NamedTuple):
    """A contact as the workbook remembers it, for a ledger made anew: made, or uncertain.

    `greeted` is the address that it held for the day `on`, "" for what is no greeting, and `address` where its customer
    is reached by its medium; of both a digest is kept. `at` is aware. `is_left` marks a doubt that a person left as it
    is; what is not `is_logged` does not stand in the Contact log yet.
    """

    mode: Mode
    key: str
    customer_id: str
    medium: Medium
    state: ContactState
    on: date
    at: datetime
    run_id: str = ""
    segments: int = 0
    greeted: str = ""
    address: str = ""
    provider_id: str = ""
    is_left: bool = False
    is_logged: bool = True


class Shut(NamedTuple):
    """An address that nothing more goes to, from `since` on; `medium` None: by no medium at all."""

    address: str
    reason: Closure
    medium: Medium | None
    since: datetime


class Stopped(NamedTuple):
    """That the owner of an address asked us to stop, for a ledger made anew; `source` says where it stands."""

    address: str
    at: datetime
    source: str = ""


class Usage(NamedTuple):
    """How many messages went out by a medium, and what they cost as far as the provider has said.

    `price` is the sum of the known prices in `price_unit`, None when none is known; `priced` is how many messages have
    one. A medium that is charged in two units comes twice.
    """

    medium: Medium
    messages: int
    segments: int
    price: float | None
    priced: int
    price_unit: str


class Outcomes(NamedTuple):
    """What became of the messages of one medium. `delivered` are those of `sent` that are known to have arrived."""

    medium: Medium
    sent: int
    delivered: int
    failed: int
    uncertain: int


class Decided(NamedTuple):
    """What a person decided about a doubt of one run: make the contact again, or leave it as it is."""

    key: str
    run_id: str
    again: bool


class SeenInbound(NamedTuple):
    """That a message came in, never what it said. `address` is its sender, "" when read back: only a digest is kept.

    `contact` is the key of the contact that it answers, "" for none. Moments are aware; `handled_at` is None until
    somebody has answered.
    """

    key: str
    source: str
    at: datetime
    medium: Medium
    address: str
    customer_id: str = ""
    contact: str = ""
    needs_answer: bool = False
    answer_by: datetime | None = None
    handled_at: datetime | None = None
