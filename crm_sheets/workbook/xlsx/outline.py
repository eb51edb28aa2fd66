"""The workbook part: which tabs there are, and the names defined for the whole workbook."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.workbook.matching import refuse_bad_title
from crm_sheets.workbook.xlsx import content_types, markup
from crm_sheets.workbook.xlsx.package import Package
from crm_sheets.workbook.xlsx.relations import OFFICE, NewRelation, add_relations, parse_xml, read_relations

_AFTER_NAMES = (
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""What may follow the defined names in the workbook part."""


@dataclass(frozen=True)
class Sheet:
    """One tab: its title, its part and what it is ("worksheet", "chartsheet", ...)."""

    title: str
    part: str
    kind: str
    sheet_id: int


@dataclass(frozen=True)
class DefinedName:
    """A name of the workbook; `sheet` is the 0-based position of the tab it belongs to, None for all tabs."""

    name: str
    refers_to: str
    sheet: int | None = None
    hidden: bool = True


class Outline:
    """The workbook part of a package: read once, edited as text, put back by `save`."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.part = _workbook_part(package)
        self._text = package.text(self.part)
        self._prefix = markup.root_prefix(self._text)
        root = parse_xml(package, self.part)
        self._space = root.tag.partition("}")[0] + "}"
        self.is_strict = "purl.oclc.org" in self._space
        properties = root.find(f"{self._space}workbookPr")
        self.counts_from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.sheets = [*self._read_sheets()]
        self.names = [*self._read_names()]

    def sheet(self, title: str) -> Sheet | None:
        """The tab with this title, without regard to case."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    def position(self, sheet: Sheet) -> int:
        """The tab's place among all tabs, from 0."""
        return self.sheets.index(sheet)

    def part_for(self, kind: str) -> str:
        """The part of this kind that the workbook refers to ("styles", "calcChain"), "" if there is none."""
        relations = read_relations(self._package, self.part)
        return next((relation.target for relation in relations if relation.kind == kind), "")

    def add_sheet(self, title: str, hidden: bool = False) -> Sheet:
        """Add a tab after the others; its part must be put into the package by the caller.

        Raises WorkbookError when the title is none that a tab can have.
        """
        refuse_bad_title(title)
        folder = posixpath.join(posixpath.dirname(self.part), "worksheets")
        part = self._package.free_name(f"{folder}/sheet_crm_{{}}.xml")
        self._package.put(part, b"")
        identifier = self.add_part(part, "worksheet", content_types.WORKSHEET)
        sheet = Sheet(title, part, "worksheet", max((sheet.sheet_id for sheet in self.sheets), default=0) + 1)
        state = ' state="hidden"' if hidden else ""
        element = (
            f'<{self._prefix}sheet name="{markup.attribute(title)}" sheetId="{sheet.sheet_id}"{state} '
            f'{self._relation_attribute()}="{identifier}"/>'
        )
        self._text = markup.append_child(self._text, f"{self._prefix}sheets", element) or self._text
        self.sheets.append(sheet)
        return sheet

    def add_part(self, part: str, kind: str, content_type: str) -> str:
        """Make the workbook refer to a part; gives the reference's id."""
        content_types.declare(self._package, part, content_type)
        return add_relations(self._package, self.part, [NewRelation(kind, part)])[0]

    def define(self, new: DefinedName) -> None:
        """Set a name, in the place of one of the same name for the same tab."""
        self.undefine(new.name, new.sheet)
        local = "" if new.sheet is None else f' localSheetId="{new.sheet}"'
        tag = f"{self._prefix}definedName"
        hidden = ' hidden="1"' if new.hidden else ""
        element = f'<{tag} name="{markup.attribute(new.name)}"{local}{hidden}>{markup.content(new.refers_to)}</{tag}>'
        self._text = markup.append_child(self._text, f"{tag}s", element) or self._with_names(
            f"<{tag}s>{element}</{tag}s>"
        )
        self.names.append(new)

    def undefine(self, name: str, sheet: int | None) -> None:
        """Remove a name, if it is there."""
        for index, known in enumerate(self.names):
            if (known.name.casefold(), known.sheet) == (name.casefold(), sheet):
                self._text = markup.remove(self._text, self._name_elements()[index])
                del self.names[index]
                return

    def recalculate_when_opened(self) -> None:
        """Let the spreadsheet program compute all formulas again: they may look at the rewritten tabs."""
        tag = f"{self._prefix}calcPr"
        element = markup.find(self._text, tag)
        if element is not None:
            self._text = markup.set_attribute(self._text, element, "fullCalcOnLoad", "1")
        else:
            self._text = self._before(_AFTER_NAMES[1:], f'<{tag} fullCalcOnLoad="1"/>')

    def save(self) -> None:
        """Put the edited text back into the package."""
        if not self.names:
            empty = markup.find(self._text, f"{self._prefix}definedNames")
            self._text = markup.remove(self._text, empty) if empty else self._text
        self._package.put_text(self.part, self._text)

    def _read_sheets(self) -> list[Sheet]:
        parts = {relation.id: relation for relation in read_relations(self._package, self.part)}
        sheets = []
        for element in parse_xml(self._package, self.part).iterfind(f"{self._space}sheets/{self._space}sheet"):
            identifier = next((value for key, value in element.attrib.items() if key.endswith("relationships}id")), "")
            if identifier in parts:
                found = parts[identifier]
                number = int(element.get("sheetId", "0"))
                sheets.append(Sheet(element.get("name", ""), found.target, found.kind, number))
        return sheets

    def _read_names(self) -> list[DefinedName]:
        found = parse_xml(self._package, self.part).iterfind(f"{self._space}definedNames/{self._space}definedName")
        names = []
        for element in found:
            local = element.get("localSheetId")
            names.append(
                DefinedName(element.get("name", ""), element.text or "", None if local is None else int(local))
            )
        return names

    def _name_elements(self) -> list[markup.Element]:
        elements: list[markup.Element] = []
        while element := markup.find(self._text, f"{self._prefix}definedName", elements[-1].end if elements else 0):
            elements.append(element)
        return elements

    def _with_names(self, element: str) -> str:
        return self._before(_AFTER_NAMES, element)

    def _before(self, names: tuple[str, ...], element: str) -> str:
        placed = markup.insert_before_any(self._text, tuple(f"{self._prefix}{name}" for name in names), element)
        return placed or markup.append_child(self._text, f"{self._prefix}workbook", element) or self._text

    def _relation_attribute(self) -> str:
        """The attribute for a reference's id; the namespace is declared on the spot where the root does not."""
        root = re.search(r"<[\w:]*workbook\b[^>]*>", self._text)
        match = re.search(rf"""\sxmlns:([\w.-]+)\s*=\s*["']{re.escape(OFFICE)}["']""", root.group() if root else "")
        return f"{match.group(1)}:id" if match else f'xmlns:r="{OFFICE}" r:id'


def _workbook_part(package: Package) -> str:
    part = next((found.target for found in read_relations(package, "") if found.kind == "officeDocument"), "")
    if not part or not package.has(part):
        raise WorkbookUnreadable("it has no workbook part")
    if not part.endswith(".xml"):
        raise WorkbookUnreadable("it is a binary workbook (.xlsb)")
    return part
