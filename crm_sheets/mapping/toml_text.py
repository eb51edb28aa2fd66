"""Proposals as lines of `crm.toml`: a block to paste, or the file's text with them added and all else kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from crm_sheets.errors import ConfigurationError
from crm_sheets.mapping.proposal import Proposal
from crm_sheets.model import Text

UNSURE = Text("kurang yakin, periksa dulu", "not sure, look first")
EXAMPLE = Text("misalnya {example}", "for example {example}")

_ESCAPES = {'"': '\\"', "\\": "\\\\"}
_TABLE = re.compile(r"^[ \t]*\[[^\[\]]*\][ \t]*(?:#.*)?$")
_BLANK = re.compile(r"^[ \t]*(?:#.*)?$")


class Merged(NamedTuple):
    """`text` is the new `crm.toml`; `added` stand in it now, `existing` were not added as their key has a value."""

    text: str
    added: tuple[Proposal, ...]
    existing: tuple[Proposal, ...]


def toml_block(proposals: Sequence[Proposal], language: str) -> str:
    """The proposals as tables of `crm.toml`; those to look at first are comments. "" when there are none."""
    usable = set(usable_ones(proposals))
    blocks = []
    for tab in dict.fromkeys(proposal.tab for proposal in proposals):
        mine = [proposal for proposal in proposals if proposal.tab == tab]
        titles = [_line(one, one in usable, language) for one in mine if not one.column]
        columns = [_line(one, one in usable, language) for one in mine if one.column]
        blocks += [[f"[tabs.{tab}]", *titles]] if titles else []
        blocks += [[f"[tabs.{tab}.columns]", *columns]] if columns else []
    return "\n\n".join("\n".join(block) for block in blocks)


def usable_ones(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals that nobody needs to look at first; columns of a tab that is in doubt are in doubt too."""
    doubted = {proposal.tab for proposal in proposals if not proposal.column and not proposal.sure}
    return tuple(proposal for proposal in proposals if proposal.sure and proposal.tab not in doubted)


def merge(text: str, proposals: Sequence[Proposal]) -> Merged:
    """Add the usable proposals to the text of `crm.toml`. What stands there stays, letter by letter.

    A key that has a value is never changed. Raises ConfigurationError for a text to which nothing can be added so.
    """
    before = tomllib.loads(text)
    added, existing = [], []
    for proposal in usable_ones(proposals):
        value = _value_at(before, proposal)
        if value is None:
            added.append(proposal)
        elif value != _value(proposal):
            existing.append(proposal)
    lines = re.split(r"(?<=\n)", text)
    new = _with_lines(lines, added, "\r\n" if "\r\n" in text else "\n")
    _refuse_if_spoilt(new, before, added)
    return Merged(new, tuple(added), tuple(existing))


def _with_lines(lines: list[str], added: Sequence[Proposal], ending: str) -> str:
    if added and lines and lines[-1] and not lines[-1].endswith("\n"):
        lines = [*lines[:-1], lines[-1] + ending]
    for tab in dict.fromkeys(proposal.tab for proposal in added):
        mine = [proposal for proposal in added if proposal.tab == tab]
        columns = [_assignment(one) + ending for one in mine if one.column]
        titles = [_assignment(one) + ending for one in mine if not one.column]
        lines = _into_table(lines, ("tabs", tab, "columns"), columns, ending)
        lines = _into_table(lines, ("tabs", tab), titles, ending)
    return "".join(lines)


def _into_table(lines: list[str], path: tuple[str, ...], new: list[str], ending: str) -> list[str]:
    """The new lines at the end of that table; a table that is missing is made at the end, or before its sub-table."""
    if not new:
        return lines
    header = _find_table(lines, path)
    if header is not None:
        end = _end_of_table(lines, header)
        return lines[:end] + new + lines[end:]
    table = [f"[{'.'.join(path)}]{ending}", *new]
    below = next((place for place, found in _tables(lines) if found[: len(path)] == path), None)
    if below is not None:
        return lines[:below] + table + [ending] + lines[below:]
    gap = [ending] if "".join(lines).strip() else []
    return lines + gap + table


def _find_table(lines: Sequence[str], path: tuple[str, ...]) -> int | None:
    return next((place for place, found in _tables(lines) if found == path), None)


def _tables(lines: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines that begin a table, and the table's path."""
    for place, line in enumerate(lines):
        if _TABLE.match(line.rstrip("\r\n")):
            yield place, _path(line)


def _path(line: str) -> tuple[str, ...]:
    """The path in a table's header line, () for what only looks like one."""
    try:
        table: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(table, dict) and table:
        name, table = next(iter(table.items()))
        path.append(name)
    return tuple(path)


def _end_of_table(lines: Sequence[str], header: int) -> int:
    """The place behind the table's last line that says something."""
    after = (place for place, _ in _tables(lines) if place > header)
    end = next(after, len(lines))
    while end > header + 1 and _BLANK.match(lines[end - 1].rstrip("\r\n")):
        end -= 1
    return end


def _refuse_if_spoilt(text: str, before: Mapping[str, Any], added: Sequence[Proposal]) -> None:
    """Raise ConfigurationError unless the new text says what the old one said and the added lines, nothing else."""
    wanted = deepcopy(dict(before))
    try:
        for proposal in added:
            table = wanted.setdefault("tabs", {}).setdefault(proposal.tab, {})
            (table.setdefault("columns", {}) if proposal.column else table)[_key(proposal)] = _value(proposal)
        spoilt = tomllib.loads(text) != wanted
    except (tomllib.TOMLDecodeError, AttributeError, TypeError):
        spoilt = True
    if spoilt:
        raise ConfigurationError(
            "crm.toml is written in a way to which lines cannot be added safely, so it was not changed. Paste the "
            'lines that "crm-sheets map" shows by hand, or write its tables as [tabs.customers.columns].'
        )


def _value_at(values: Mapping[str, Any], proposal: Proposal) -> Any:
    """What stands under the proposal's key, None for nothing."""
    table: Any = values
    for name in ("tabs", proposal.tab, *(["columns"] if proposal.column else []), _key(proposal)):
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _line(proposal: Proposal, usable: bool, language: str) -> str:
    remarks = [f"{proposal.confidence:.0%}"]
    if proposal.cell:
        remarks.insert(0, proposal.cell)
    if proposal.example:
        remarks.append(EXAMPLE.in_language(language).format(example=proposal.example))
    if not usable:
        remarks.append(UNSURE.in_language(language))
    return f"{'' if usable else '# '}{_assignment(proposal)}  # {', '.join(remarks)}"


def _assignment(proposal: Proposal) -> str:
    return f"{_key(proposal)} = {_quoted(_value(proposal))}"


def _key(proposal: Proposal) -> str:
    return proposal.column or "title"


def _value(proposal: Proposal) -> str:
    return proposal.header if proposal.column else proposal.title


def _quoted(text: str) -> str:
    """A basic string of TOML; what cannot be printed is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    code = ord(letter)
    if letter.isprintable():
        return letter
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
