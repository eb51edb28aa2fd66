"""Google's own description of its Sheets API, as it comes with the package google-api-python-client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

Description = Mapping[str, Any]


@dataclass(frozen=True)
class Method:
    """One method of the API. `request` and `response` name its schemas; `request` is "" when it takes no body."""

    operation: str
    verb: str
    path: re.Pattern[str] = field(repr=False)
    parameters: Mapping[str, Description] = field(repr=False)
    request: str
    response: str

    @property
    def reads(self) -> bool:
        """True when it changes nothing: Google counts it as a read."""
        return self.verb == "GET" or self.operation.endswith(("etByDataFilter", ".search"))


@cache
def document() -> Description:
    """The description."""
    text = (files("googleapiclient.discovery_cache.documents") / "sheets.v4.json").read_text(encoding="utf-8")
    content: Description = json.loads(text)
    return content


def schemas() -> Mapping[str, Description]:
    """What bodies look like, by name."""
    found: Mapping[str, Description] = document()["schemas"]
    return found


@cache
def methods() -> tuple[Method, ...]:
    """All methods."""
    return tuple(_methods(document(), ""))


def find_method(verb: str, raw_path: str) -> tuple[Method, Mapping[str, str]] | None:
    """The method that this address calls, with its path's arguments decoded; None when there is none."""
    for method in methods():
        found = method.path.fullmatch(raw_path) if method.verb == verb else None
        if found:
            return method, {name: unquote(text) for name, text in found.groupdict().items()}
    return None


def _methods(node: Description, prefix: str) -> Iterator[Method]:
    for name, described in node.get("methods", {}).items():
        yield _method(f"{prefix}{name}", described)
    for name, resource in node.get("resources", {}).items():
        yield from _methods(resource, f"{prefix}{name}.")


def _method(operation: str, described: Description) -> Method:
    return Method(
        operation=operation,
        verb=described["httpMethod"],
        path=_pattern(described["path"]),
        parameters={**document()["parameters"], **described.get("parameters", {})},
        request=described.get("request", {}).get("$ref", ""),
        response=described.get("response", {}).get("$ref", ""),
    )


def _pattern(template: str) -> re.Pattern[str]:
    """A path template as a pattern; only a range may hold a colon of its own."""
    pattern = "/"
    for piece in re.split(r"(\{\w+\})", template):
        name = piece[1:-1] if piece.startswith("{") else ""
        allowed = "[^/]+" if name == "range" else "[^/:]+"
        pattern += f"(?P<{name}>{allowed})" if name else re.escape(piece)
    return re.compile(pattern)
