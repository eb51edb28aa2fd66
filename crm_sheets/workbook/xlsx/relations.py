"""Which part refers to which: reading and editing the .rels parts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.workbook.xlsx import markup
from crm_sheets.workbook.xlsx.package import Package

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}"></Relationships>'


@dataclass(frozen=True)
class Relation:
    """One reference: `target` is a part's name, or the address itself when external; `kind` is "worksheet", ..."""

    id: str
    kind: str
    target: str
    external: bool = False


class NewRelation(NamedTuple):
    """A reference to add."""

    kind: str
    target: str
    external: bool = False


def relations_name(part: str) -> str:
    """The name of the .rels part that belongs to a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def parse_xml(package: Package, name: str) -> ElementTree.Element:
    """The root element of a part. Raises WorkbookUnreadable when it is not well-formed."""
    try:
        return ElementTree.fromstring(package.text(name))  # noqa: S314 - expat refuses entity bombs by itself
    except ElementTree.ParseError as error:
        raise WorkbookUnreadable(f"its part {name} is damaged ({error})") from error


def read_relations(package: Package, part: str) -> list[Relation]:
    """The references of a part, in order; none when it has no .rels part."""
    name = relations_name(part)
    if not package.has(name):
        return []
    return [_relation(part, element) for element in parse_xml(package, name)]


def _relation(part: str, element: ElementTree.Element) -> Relation:
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    kind = element.get("Type", "").rpartition("/")[2]
    return Relation(element.get("Id", ""), kind, target if external else resolve(part, target), external)


def resolve(part: str, target: str) -> str:
    """The part that a target means when it stands in the references of `part`."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def add_relations(package: Package, part: str, new: Iterable[NewRelation]) -> list[str]:
    """Add references and give their ids, in order; ids that are there stay as they are."""
    name = relations_name(part)
    text = package.text(name) if package.has(name) else _EMPTY
    prefix = markup.root_prefix(text)
    number = _highest_number(text)
    ids: list[str] = []
    elements: list[str] = []
    for relation in new:
        number += 1
        ids.append(f"rId{number}")
        elements.append(_element(part, prefix, ids[-1], relation))
    if ids:
        package.put_text(name, markup.append_child(text, f"{prefix}Relationships", "".join(elements)) or text)
    return ids


def _highest_number(text: str) -> int:
    return max((int(number) for number in re.findall(r"""\bId\s*=\s*["']rId(\d{1,9})["']""", text)), default=0)


def _element(part: str, prefix: str, identifier: str, relation: NewRelation) -> str:
    target = relation.target if relation.external else posixpath.relpath(relation.target, posixpath.dirname(part))
    mode = ' TargetMode="External"' if relation.external else ""
    return (
        f'<{prefix}Relationship Id="{identifier}" Type="{OFFICE}/{relation.kind}" '
        f'Target="{markup.attribute(target)}"{mode}/>'
    )


def drop_relation(package: Package, part: str, target: str) -> None:
    """Remove the reference from `part` to the part `target`."""
    relation = next((relation for relation in read_relations(package, part) if relation.target == target), None)
    if relation is None:
        return
    name = relations_name(part)
    text = package.text(name)
    identifier = rf"""\bId\s*=\s*["']{re.escape(relation.id)}["']"""
    pattern = rf"<[\w:]*Relationship\b[^>]*{identifier}[^>]*?(?:/>|>\s*</[\w:]*Relationship\s*>)"
    package.put_text(name, re.sub(pattern, "", text, count=1))


def remove_references(package: Package, part: str) -> list[str]:
    """Remove all references of a part, and the parts that nothing else refers to; gives the names of these."""
    candidates = _reachable(package, part)
    package.remove(relations_name(part))
    used = _used_by_others(package, candidates)
    orphans = [name for name in candidates if name not in used]
    for name in orphans:
        package.remove(name)
        package.remove(relations_name(name))
    return orphans


def _reachable(package: Package, part: str) -> list[str]:
    found: list[str] = []
    waiting = [part]
    while waiting:
        for relation in read_relations(package, waiting.pop()):
            if not relation.external and relation.target not in (part, *found) and package.has(relation.target):
                found.append(relation.target)
                waiting.append(relation.target)
    return found


def _used_by_others(package: Package, candidates: Sequence[str]) -> set[str]:
    """The candidates that a part outside them refers to, and what these refer to in turn."""
    used: set[str] = set()
    for name in package.names():
        owner = _owner(name)
        if owner is not None and owner not in candidates:
            used.update(relation.target for relation in read_relations(package, owner))
    kept = [name for name in candidates if name in used]
    for name in kept:
        used.update(_reachable(package, name))
    return used


def _owner(relations_part: str) -> str | None:
    """The part that a .rels part belongs to, None for other parts."""
    folder, name = posixpath.split(relations_part)
    if not name.endswith(".rels") or posixpath.basename(folder) != "_rels":
        return None
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
