"""The facts as templates see them: `customer.name`, strict about what is blank or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined

from crm_sheets.render.fields import columns_of, unknown_field
from crm_sheets.render.problem import MissingCell, sensitive_field
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind


class Blank(Undefined):
    """A blank cell: false in a condition, good for `|default(...)`, but never shown."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(hint=name, name=name, exc=MissingCell)

    def __str__(self) -> str:
        return str(self._fail_with_undefined_error())


class Label(str):
    """A choice as people read it; equal to its label and to its canonical value, in any case."""

    __slots__ = ("value",)
    value: str

    def __new__(cls, label: str, value: str) -> Label:
        """`label` is what is shown ("bulanan"), `value` what is stored ("monthly")."""
        new = super().__new__(cls, label)
        new.value = value
        return new

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.casefold() in (self.casefold(), self.value.casefold())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class Money(float):
    """An amount in the workbook's currency; shown as money without being asked."""

    __slots__ = ()


class Row:
    """One record, read by field: a blank cell gives Blank, an unknown field raises TemplateFault."""

    __slots__ = ("_language", "_may_be_sensitive", "_place", "_tab", "_values")

    def __init__(
        self, place: str, tab: str, values: Mapping[str, Any], language: str, *, may_be_sensitive: bool
    ) -> None:
        """`place` is the name in the template, `tab` the canonical tab that declares the columns ("" for none)."""
        self._place = place
        self._tab = tab
        self._values = values
        self._language = language
        self._may_be_sensitive = may_be_sensitive

    def field(self, name: str) -> Any:
        """The value under a canonical name, ready to be shown. Raises TemplateFault."""
        column = TABS[self._tab].by_name.get(name) if self._tab else None
        if column is None and name not in self._values:
            known = known_fields(self._tab, self._values)
            raise unknown_field(self._place, name, known, columns_of(self._place, self._tab))
        if column is not None and column.sensitive and not self._may_be_sensitive:
            raise sensitive_field(f"{self._place}.{name}")
        value = self._values.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return Blank(f"{self._place}.{name}")
        return value if column is None else _as_shown(value, column, self._language)


def known_fields(tab: str, values: Mapping[str, Any]) -> list[str]:
    """The fields that a row of this tab can have."""
    declared = list(TABS[tab].by_name) if tab else []
    return declared + [name for name in values if name not in declared and not name.startswith("_")]


def _as_shown(value: Any, column: Column, language: str) -> Any:
    if column.kind is Kind.MONEY and isinstance(value, (int, float)):
        return Money(value)
    return labelled(value, column, language)


def labelled(value: Any, column: Column, language: str) -> Any:
    """One of the column's choices by its label; any other value as it is."""
    labels = [choice.label.in_language(language) for choice in column.choices if choice.value == value]
    return Label(labels[0], value) if labels else value
