"""What was asked and how it ended, kept for tests to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from requests import PreparedRequest

Kind = Literal["read", "write", "token"]


@dataclass(eq=False)
class RecordedRequest:
    """One request.

    `number` counts the requests to Google Sheets from 1 (a token's has the number of the last one before it).
    `operation` is the API method ("spreadsheets.values.batchGet"), "" when there is none such; `user` the address it
    was made as, "" without a token. `timeout` is seconds to connect and to read, None for ever. `status` and
    `received` (bytes) tell the answer: None and 0 when the caller never got one.
    """

    number: int
    method: str
    url: str = field(repr=False)
    operation: str
    kind: Kind
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    timeout: tuple[float | None, float | None] = (None, None)
    user: str = ""
    status: int | None = None
    received: int = 0

    @property
    def path(self) -> str:
        """The address's path, decoded: "/v4/spreadsheets/ID/values:batchGet"."""
        return unquote(self.raw_path)

    @property
    def raw_path(self) -> str:
        """The path as sent, percent-encoded."""
        return urlsplit(self.url).path

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """The address's parameters, decoded, each with all its values."""
        return parse_qs(urlsplit(self.url).query, keep_blank_values=True)

    @cached_property
    def body(self) -> Any:
        """The body: JSON, or a token's form as a dict; None without one. Raises ValueError when it is not JSON."""
        if not self.content:
            return None
        if self.kind == "token":
            return {name: values[0] for name, values in parse_qs(self.content.decode()).items()}
        return json.loads(self.content, parse_constant=_refuse_constant)

    def forget_body(self) -> None:
        """Keep the bytes only; the body is read again when somebody asks for it."""
        self.__dict__.pop("body", None)

    @property
    def sent(self) -> int:
        """Bytes of its body."""
        return len(self.content)


def content_of(request: PreparedRequest) -> bytes:
    """The bytes of a request's body."""
    body = request.body
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def timeout_of(request: PreparedRequest) -> tuple[float | None, float | None]:
    """Seconds to connect and to read that the caller allows."""
    given = getattr(request, "req_kwargs", {}).get("timeout")
    if given is None or isinstance(given, int | float):
        return given, given
    if isinstance(given, tuple):
        return given[0], given[1]
    return given.connect_timeout, given.read_timeout


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
