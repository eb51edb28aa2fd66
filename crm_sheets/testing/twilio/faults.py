"""What can go wrong between us and Twilio, made to happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crm_sheets.testing.twilio.requests import FakeRequest

Predicate = Callable[[FakeRequest], bool]


class Ending(StrEnum):
    """How the caller learns of it."""

    STATUS = "status"
    RESET = "reset"
    DISCONNECT = "disconnect"
    HANG = "hang"
    GARBLED = "garbled"
    CUT = "cut"
    PLAIN = "plain"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one request; made by the methods below.

    `applied` says whether Twilio does what the request asks all the same.
    """

    ending: Ending
    applied: bool = False
    status: int = 0
    code: int = 0

    @classmethod
    def refusal(cls, status: int, code: int) -> Fault:
        """Nothing is applied; the answer has this status and this code of Twilio's (0: no code)."""
        return cls(Ending.STATUS, status=status, code=code)

    @classmethod
    def too_many(cls) -> Fault:
        """429: nothing is applied."""
        return cls.refusal(429, 20429)

    @classmethod
    def error_before(cls, status: int = 503) -> Fault:
        """Nothing is applied, and the answer has this status and no JSON."""
        return cls(Ending.PLAIN, status=status)

    @classmethod
    def error_after(cls, status: int = 503) -> Fault:
        """It is applied, and yet the answer has this status and no JSON."""
        return cls(Ending.PLAIN, applied=True, status=status)

    @classmethod
    def drop_before(cls) -> Fault:
        """The connection is reset before anything is applied."""
        return cls(Ending.RESET)

    @classmethod
    def drop_after(cls) -> Fault:
        """It is applied, then the connection closes without an answer."""
        return cls(Ending.DISCONNECT, applied=True)

    @classmethod
    def hang_before(cls) -> Fault:
        """Nothing is applied, and no answer comes until the caller gives up."""
        return cls(Ending.HANG)

    @classmethod
    def hang_after(cls) -> Fault:
        """It is applied, but no answer comes."""
        return cls(Ending.HANG, applied=True)

    @classmethod
    def garbled_answer(cls) -> Fault:
        """It is applied; the answer is broken JSON."""
        return cls(Ending.GARBLED, applied=True)

    @classmethod
    def cut_answer(cls) -> Fault:
        """It is applied; half of the answer comes, then the connection closes."""
        return cls(Ending.CUT, applied=True)
