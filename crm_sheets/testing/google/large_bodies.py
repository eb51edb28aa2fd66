"""Large bodies repeat few shapes of cells: each shape is checked once, in the first row that has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Positions = Mapping[tuple[str | int, ...], Sequence[int]]
"""Where rows were left out: the path of the list -> the positions that those kept had."""

_ROWS_IN = {"updateCells": "rows", "appendCells": "rows"}


def with_one_row_a_shape(body: Any) -> tuple[Any, Positions]:
    """A batch update's body with only as many rows of cells as it takes to show every shape of cell, and which."""
    requests = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(requests, list):
        return body, {}
    positions: dict[tuple[str | int, ...], Sequence[int]] = {}
    shortened = [_shortened(request, number, positions) for number, request in enumerate(requests)]
    return {**body, "requests": shortened}, positions


def original_path(path: Sequence[str | int], positions: Positions) -> list[str | int]:
    """Where in the whole body a place in the shortened one is."""
    for length in range(1, len(path)):
        kept = positions.get(tuple(path[:length]))
        if kept is not None:
            return [*path[:length], kept[int(path[length])], *path[length + 1 :]]
    return list(path)


def _shortened(request: Any, number: int, positions: dict[tuple[str | int, ...], Sequence[int]]) -> Any:
    if not isinstance(request, dict):
        return request
    for kind, name in _ROWS_IN.items():
        inner = request.get(kind)
        if isinstance(inner, dict) and isinstance(rows := inner.get(name), list):
            kept = _first_of_each_shape(rows)
            positions["requests", number, kind, name] = kept
            request = {**request, kind: {**inner, name: [rows[position] for position in kept]}}
    return request


def _first_of_each_shape(rows: Sequence[Any]) -> list[int]:
    seen: set[Any] = set()
    kept = []
    for position, row in enumerate(rows):
        shapes = _row_shapes(row)
        if not shapes <= seen:
            seen |= shapes
            kept.append(position)
    return kept


def _row_shapes(row: Any) -> set[Any]:
    if type(row) is dict and len(row) == 1 and type(row.get("values")) is list:
        return {_cell_shape(cell) for cell in row["values"]}
    return {json.dumps(row)}


def _cell_shape(cell: Any) -> Any:
    """Equal for cells that differ only in the text or number that they hold."""
    if type(cell) is not dict:
        return json.dumps(cell)
    value = cell.get("userEnteredValue")
    if type(value) is not dict or len(value) != 1:
        return json.dumps(cell)
    ((kind, content),) = value.items()
    if type(content) in (dict, list):
        return json.dumps(cell)
    if len(cell) == 1:
        return kind, type(content)
    others = {name: inner for name, inner in cell.items() if name != "userEnteredValue"}
    return kind, type(content), json.dumps(others)
