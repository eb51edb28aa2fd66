"""What every channel does: deliver messages, and give evidence about a doubtful one (law 2)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, runtime_checkable

from crm_sheets.model import Message, Receipt, Trace


class Evidence(StrEnum):
    """What a channel can prove about a message whose outcome was lost."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Channel(Protocol):
    """Delivers messages of its media."""

    name: str
    batch_size: int
    """How many messages may be in flight between one fence and its receipts."""

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Try to deliver each (ledger key, message) once; one receipt each, in order; never raises for one message."""

    def evidence(self, trace: Trace) -> Evidence:
        """What is known about a message after a crash or a lost answer."""


@runtime_checkable
class Finder(Protocol):
    """A channel that can tell by which id its provider knows a message that was sent."""

    def found(self, trace: Trace) -> str:
        """The provider's id of a message, "" when nothing is known of it."""


@runtime_checkable
class Explains(Protocol):
    """A channel whose provider shows all that went to an address."""

    def unexplained(self, trace: Trace) -> bool:
        """True when a message of ours went to that address since then of which the ledger knows nothing."""


@runtime_checkable
class Closes(Protocol):
    """A channel that holds connections open."""

    def close(self) -> None:
        """Let go of them."""
