"""Whether a request is one that Google's description of its API allows; what is wrong is said as Google says it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from jsonschema import ValidationError

from crm_sheets.testing.google.answers import Refusal, bad_request
from crm_sheets.testing.google.discovery import Description, Method, schemas
from crm_sheets.testing.google.field_masks import BadMask, check_mask, parse_mask
from crm_sheets.testing.google.json_schemas import INT32, validator
from crm_sheets.testing.google.large_bodies import original_path, with_one_row_a_shape
from crm_sheets.testing.google.naming import place, snake_case
from crm_sheets.testing.google.recording import RecordedRequest

MOST_SHOWN = 5
TYPES = {"string": "TYPE_STRING", "integer": "TYPE_INT32", "number": "TYPE_DOUBLE", "boolean": "TYPE_BOOL"}
CELL_VALUES = {str, int, float, bool, type(None)}
MASKED = {
    "updateCells": "CellData",
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateDimensionProperties": "DimensionProperties",
    "updateEmbeddedObjectPosition": "OverlayPosition",
}
"""What the `fields` of a request are fields of, where that is not its only message."""

Violation = tuple[str, str]
"""The field, "" for none in particular, and what is wrong with it."""


def refusal_of(request: RecordedRequest, method: Method) -> Refusal | None:
    """Google's refusal of a request that its description does not allow; None when it does."""
    for violations in _checks(request, method):
        found = list(islice(violations, MOST_SHOWN))
        if found:
            return bad_request("\n".join(text for _, text in found), found)
    return _mask_refusal(request, method)


def body_problems(schema: str, body: Any) -> list[Violation]:
    """What is wrong with a body, or an answer, of the schema of this name; at most a few."""
    shortened, positions = with_one_row_a_shape(body)
    found = (_told(error, positions) for error in validator(schema).iter_errors(shortened))
    return list(islice(chain.from_iterable(found), MOST_SHOWN))


def _checks(request: RecordedRequest, method: Method) -> Iterator[Iterable[Violation]]:
    yield _parameter_problems(request.query, method)
    yield _content_problems(request, method)
    if method.request and request.content:
        yield _value_problems(request.body)
        yield body_problems(method.request, _without_values(request.body))
        yield _update_mask_problems(request.body)


def _parameter_problems(query: Mapping[str, list[str]], method: Method) -> Iterator[Violation]:
    for name, values in query.items():
        described = method.parameters.get(name)
        if described is None or described["location"] != "query":
            yield (
                "",
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message.",
            )
            continue
        if len(values) > 1 and not described.get("repeated"):
            yield "", f"Invalid value at '{snake_case(name)}', repeated though it is a single value."
        for value in values:
            if not _is_allowed(value, described):
                yield snake_case(name), _invalid(snake_case(name), _type_name(described, name), value)


def _is_allowed(value: str, described: Description) -> bool:
    if "enum" in described:
        return value in described["enum"]
    if described["type"] == "boolean":
        return value in ("true", "false")
    if described["type"] == "integer":
        return bool(re.fullmatch(r"-?\d{1,10}", value)) and INT32["minimum"] <= int(value) <= INT32["maximum"]
    return True


def _content_problems(request: RecordedRequest, method: Method) -> Iterator[Violation]:
    if not request.content:
        return
    if not method.request:
        yield "", "Invalid JSON payload received. A request of this method has no body."
    elif not request.headers.get("Content-Type", "").lower().startswith("application/json"):
        yield "", "The request has a body, but its Content-Type is not application/json."
    else:
        yield from _json_problems(request)


def _json_problems(request: RecordedRequest) -> Iterator[Violation]:
    try:
        body = request.body
    except ValueError as error:
        yield "", f"Invalid JSON payload received. {error}"
        return
    if not isinstance(body, dict):
        yield "", "Invalid JSON payload received. Unexpected token; the root must be a message."


def _value_problems(body: Any) -> Iterator[Violation]:
    """Values that are written raw may be texts, numbers, booleans and null."""
    data = body.get("data")
    for number, written in enumerate(data if isinstance(data, list) else ()):
        values = written.get("values") if isinstance(written, dict) else None
        lists = values if isinstance(values, list) else []
        for position, line in enumerate(lists):
            if isinstance(line, list) and not set(map(type, line)) <= CELL_VALUES:
                wrong = next(index for index, value in enumerate(line) if type(value) not in CELL_VALUES)
                kind = "struct_value" if isinstance(line[wrong], dict) else "list_value"
                shown = json.dumps(line[wrong])
                yield f"data[{number}]", f"Invalid data[{number}]: Invalid values[{position}][{wrong}]: {kind} {shown}"


def _without_values(body: Any) -> Any:
    """The same with nothing in the lists of values, which are checked apart because they may be long."""
    data = body.get("data")
    if not isinstance(data, list):
        return body
    return {**body, "data": [_emptied(written) for written in data]}


def _emptied(written: Any) -> Any:
    values = written.get("values") if isinstance(written, dict) else None
    if not isinstance(values, list):
        return written
    return {**written, "values": [[] if isinstance(line, list) else line for line in values]}


def _update_mask_problems(body: Any) -> Iterator[Violation]:
    """The `fields` of the requests of a batch update: given, and fields that there are."""
    for number, request in enumerate(body.get("requests", ())):
        ((kind, inner),) = request.items()
        root = _masked(kind)
        if not root or _moves_away(inner):
            continue
        start = f"Invalid requests[{number}].{kind}: "
        if not inner.get("fields"):
            yield "", f"{start}At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
            continue
        try:
            check_mask(parse_mask(inner["fields"]), root)
        except BadMask as wrong:
            yield "", f"{start}Invalid field: {wrong}"


def _masked(kind: str) -> str:
    """The schema that the `fields` of a request of this kind are fields of, "" when it has none."""
    described = schemas()[schemas()["Request"]["properties"][kind]["$ref"]].get("properties", {})
    if "fields" not in described:
        return ""
    references = [str(inner["$ref"]) for inner in described.values() if "$ref" in inner]
    return MASKED.get(kind) or references[0]


def _moves_away(inner: Mapping[str, Any]) -> bool:
    """The position of a chart that is not laid over cells, but gets or has a tab of its own: it needs no mask."""
    return "newPosition" in inner and "overlayPosition" not in inner["newPosition"]


def _mask_refusal(request: RecordedRequest, method: Method) -> Refusal | None:
    text = request.query.get("fields", [""])[0]
    if not text:
        return None
    try:
        check_mask(parse_mask(text), method.response)
    except BadMask as wrong:
        description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{wrong}'."
        return bad_request("Request contains an invalid argument.", [(text, description)])
    return None


def _told(error: ValidationError, positions: Mapping[tuple[str | int, ...], Sequence[int]]) -> Iterator[Violation]:
    where = place(original_path(list(error.absolute_path), positions))
    at = f" at '{where}'" if where else ""
    if error.validator == "additionalProperties":
        for name in sorted(set(error.instance) - set(error.schema["properties"])):
            yield where, f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    elif error.validator == "maxProperties":
        names = ", ".join(sorted(error.instance))
        yield where, f"Invalid value{at}, oneof field is already set; only one of these may be: {names}"
    elif error.validator == "minProperties":
        yield where, f"Invalid {where}: No request set."
    else:
        yield where, _invalid(where, _type_name(error.schema, str(error.absolute_path[-1])), error.instance)


def _invalid(where: str, kind: str, value: Any) -> str:
    return f"Invalid value at '{where}' ({kind}), {json.dumps(value, ensure_ascii=False)[:200]}"


def _type_name(described: Mapping[str, Any], name: str) -> str:
    if "enum" in described:
        return f"type.googleapis.com/google.apps.sheets.v4.{name[0].upper()}{name[1:]}"
    return TYPES.get(described.get("type", ""), "TYPE_MESSAGE")
