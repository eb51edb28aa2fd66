"""What can go wrong on the way to Google and back, made to happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_sheets.testing.google.answers import Refusal
from crm_sheets.testing.google.recording import RecordedRequest

Predicate = Callable[[RecordedRequest], bool]


class Ending(StrEnum):
    """How the caller learns of it."""

    STATUS = "status"
    RESET = "reset"
    DISCONNECT = "disconnect"
    HANG = "hang"
    GARBLED = "garbled"
    CUT = "cut"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong with one request; made by the methods below.

    `applied` says whether Google does what the request asks; with `requests_later` it does so just before the n-th
    later request.
    """

    ending: Ending
    applied: bool = False
    refusal: Refusal | None = None
    retry_after: str | None = None
    requests_later: int = 0

    @classmethod
    def status(cls, code: int, retry_after: float | str | None = None, message: str = "") -> Fault:
        """Nothing is applied; the answer has this status, and a Retry-After (seconds or an HTTP date) when given."""
        wait = None if retry_after is None else str(retry_after)
        return cls(Ending.STATUS, refusal=Refusal(code, message), retry_after=wait)

    @classmethod
    def error_after(cls, code: int = 503) -> Fault:
        """It is applied, and yet the answer has this status."""
        return cls(Ending.STATUS, applied=True, refusal=Refusal(code))

    @classmethod
    def api_not_enabled(cls) -> Fault:
        """403 as for a Google project in which nobody has switched the Sheets API on."""
        address = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1"
        message = (
            "Google Sheets API has not been used in project 1 before or it is disabled. Enable it by visiting "
            f"{address} then retry. If you enabled this API recently, wait a few minutes for the action to propagate "
            "to our systems and retry."
        )
        details: dict[str, Any] = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "SERVICE_DISABLED",
            "domain": "googleapis.com",
            "metadata": {"service": "sheets.googleapis.com", "consumer": "projects/1", "activationUrl": address},
        }
        return cls(Ending.STATUS, refusal=Refusal(403, message, [details]))

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
        """Nothing is applied and no answer comes: the caller waits as long as its timeout allows, in fake time."""
        return cls(Ending.HANG)

    @classmethod
    def hang_after(cls) -> Fault:
        """It is applied, but no answer comes."""
        return cls(Ending.HANG, applied=True)

    @classmethod
    def broken_answer(cls, *, noticed: bool = False) -> Fault:
        """It is applied; half of the answer comes, which `requests` notices (an exception) or not (broken JSON)."""
        return cls(Ending.CUT if noticed else Ending.GARBLED, applied=True)

    @classmethod
    def refuse_connection(cls) -> Fault:
        """No connection: nothing was sent."""
        return cls(Ending.REFUSED)

    @classmethod
    def connect_timeout(cls) -> Fault:
        """No connection within the caller's timeout: nothing was sent."""
        return cls(Ending.UNREACHABLE)

    @classmethod
    def drop_now_apply_later(cls, requests_later: int = 1) -> Fault:
        """The connection is dropped now, and it is applied just before the n-th later request (n from 1 on)."""
        if requests_later < 1:
            raise ValueError("requests_later counts from 1, the next request")
        return cls(Ending.DISCONNECT, requests_later=requests_later)
