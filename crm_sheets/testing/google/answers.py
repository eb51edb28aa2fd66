"""What Google answers: a status, a body and headers; errors in the shape that Google gives them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
MESSAGES = {
    400: "Request contains an invalid argument.",
    401: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    403: "The caller does not have permission",
    404: "Requested entity was not found.",
    409: "The operation was aborted.",
    429: "Resource has been exhausted (e.g. check quota).",
    500: "Internal error encountered.",
    503: "The service is currently unavailable.",
    504: "Deadline expired before operation could complete.",
}
_JSON = {"Content-Type": "application/json; charset=UTF-8"}
_HTML = {"Content-Type": "text/html; charset=UTF-8"}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """Google refuses a request with this status; `str(error)` is the message, `details` are Google's error details."""

    def __init__(self, code: int, message: str = "", details: Iterable[Mapping[str, Any]] = ()) -> None:
        super().__init__(message or MESSAGES.get(code, ""))
        self.code = code
        self.details = tuple(details)


def json_answer(content: Mapping[str, Any], status: int = 200) -> Answer:
    """The answer with this content as JSON."""
    return Answer(status, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), _JSON)


def error_answer(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer that tells a refusal: JSON as from the API, or a page for the statuses of servers in between."""
    if refusal.code not in STATUS_NAMES:
        page = f"<!DOCTYPE html><title>Error {refusal.code}</title><p>That's an error.".encode()
        return Answer(refusal.code, page, {**_HTML, **(headers or {})})
    error: dict[str, Any] = {
        "code": refusal.code,
        "message": str(refusal),
        "status": STATUS_NAMES[refusal.code],
    }
    if refusal.details:
        error["details"] = list(refusal.details)
    answer = json_answer({"error": error}, refusal.code)
    return Answer(answer.status, answer.body, {**_JSON, **(headers or {})})


def bad_request(message: str, violations: Iterable[tuple[str, str]] = ()) -> Refusal:
    """A 400 with Google's list of what is wrong: pairs of field and description."""
    described = [
        {"field": place, "description": text} if place else {"description": text} for place, text in violations
    ]
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": described}
    return Refusal(400, message, [detail] if described else [])
