"""Google's answer when it refuses a request, read without trusting it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

LONGEST_MESSAGE = 300

RATE_LIMITS = frozenset({"RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded"})
NOT_ENABLED = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
SCOPE_MISSING = frozenset({"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"})

_SECRETS = re.compile(r"ya29\.[\w.-]+|1//[\w-]+|eyJ[\w-]+\.[\w.-]+|-----BEGIN.*")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa1-\u1fff\u2030-\ud7ff]+")


@dataclass(frozen=True)
class Refusal:
    """What Google says about a request that it did not carry out.

    `message` is its own short message, cut and cleaned; `reasons` are the machine's words for it; `console` is the page
    of Google's console that puts it right, "" when none is named.
    """

    status: int
    message: str
    reasons: frozenset[str]
    console: str

    @property
    def is_rate_limit(self) -> bool:
        """Too many requests: it was not carried out and may be asked again later."""
        return self.status == 429 or (
            self.status == 403 and bool(self.reasons & (RATE_LIMITS | {"RESOURCE_EXHAUSTED"}))
        )

    @property
    def is_not_enabled(self) -> bool:
        """The project behind the account may not use the Sheets API."""
        return bool(self.reasons & NOT_ENABLED) or "has not been used in project" in self.message

    @property
    def lacks_scope(self) -> bool:
        """The account may do it, but not with the permission that it was used with."""
        return bool(self.reasons & SCOPE_MISSING) or "insufficient authentication scopes" in self.message

    @property
    def is_protected(self) -> bool:
        """It touches cells that are protected against this account."""
        return "edit a protected" in self.message or (self.status == 403 and "protected" in self.message.lower())


def refusal_of(response: requests.Response) -> Refusal:
    """Read the answer; one that is not Google's usual form has no message and no reasons."""
    error = _error_in(response)
    details = [detail for detail in _list(error.get("details")) if isinstance(detail, Mapping)]
    found = (_text(reason) for reason in _reasons(error, details))
    return Refusal(
        status=response.status_code,
        message=short(_text(error.get("message"))),
        reasons=frozenset(reason for reason in found if reason),
        console=next((link for link in _links(details) if _is_console(link)), ""),
    )


def short(message: str) -> str:
    """The message on one line of at most 300 characters, without what could be a secret."""
    plain = " ".join(_UNPRINTABLE.sub(" ", _SECRETS.sub("[...]", message)).split())
    return plain if len(plain) <= LONGEST_MESSAGE else plain[: LONGEST_MESSAGE - 3] + "..."


def _error_in(response: requests.Response) -> Mapping[str, Any]:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return {}
    error = found.get("error") if isinstance(found, dict) else None
    return error if isinstance(error, dict) else {}


def _reasons(error: Mapping[str, Any], details: list[Mapping[str, Any]]) -> Iterator[Any]:
    yield error.get("status")
    yield from (detail.get("reason") for detail in details)
    yield from (part.get("reason") for part in _list(error.get("errors")) if isinstance(part, Mapping))


def _links(details: list[Mapping[str, Any]]) -> Iterator[str]:
    for detail in details:
        metadata = detail.get("metadata")
        if isinstance(metadata, Mapping):
            yield _text(metadata.get("activationUrl"))
        yield from (_text(link.get("url")) for link in _list(detail.get("links")) if isinstance(link, Mapping))


def _is_console(link: str) -> bool:
    """One of Google's own console pages: what an answer names is shown to people, who may follow it."""
    if not link.startswith("https://console.") or not re.fullmatch(r"[\x21-\x7e]{1,300}", link):
        return False
    try:
        return (urlsplit(link).hostname or "").endswith(".google.com")
    except ValueError:
        return False


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
