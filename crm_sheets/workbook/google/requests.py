"""The requests of a batch update, kept as JSON text: rows of cells are built as text by table expressions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request of `spreadsheets.batchUpdate`, as JSON."""

    text: str

    @classmethod
    def of(cls, kind: str, body: Mapping[str, Any]) -> Request:
        """The request of this kind ("addSheet", "updateCells" ...) with this body."""
        return cls(json.dumps({kind: body}, ensure_ascii=False, separators=(",", ":")))

    @classmethod
    def with_rows(cls, kind: str, body: Mapping[str, Any], rows: str) -> Request:
        """The same with `rows`, a JSON array of RowData that is text already."""
        rest = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return cls(f'{{"{kind}":{rest[:-1]},"rows":{rows}}}}}')

    @property
    def size(self) -> int:
        """Bytes on the wire, nearly."""
        return len(self.text.encode())


@dataclass(frozen=True)
class TabWrite:
    """All it takes to write one job tab whole.

    `structure` makes the tab when it is missing, gives it its size and clears it; `rows` fills it; `looks` formats it
    and places its charts. A tab that is too large for one request has `values` instead of `rows`: bodies for
    `values.batchUpdateByDataFilter`, raw, in order.
    """

    sheet_id: int
    title: str
    structure: tuple[Request, ...]
    rows: tuple[Request, ...]
    looks: tuple[Request, ...]
    values: tuple[bytes, ...] = ()

    @property
    def requests(self) -> tuple[Request, ...]:
        """The batch-update requests in order."""
        return self.structure + self.rows + self.looks


def body_of(requests: Iterable[Request], ranges: Iterable[str] = ()) -> bytes:
    """The body of a batch update; `ranges` are those whose cells the answer is to show as they stand afterwards."""
    wanted = json.dumps(list(ranges), ensure_ascii=False)
    shown = f',"includeSpreadsheetInResponse":true,"responseIncludeGridData":true,"responseRanges":{wanted}'
    joined = ",".join(request.text for request in requests)
    return f'{{"requests":[{joined}]{shown if wanted != "[]" else ""}}}'.encode()
