"""A call of one of the API's methods, and the spreadsheet that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm_sheets.testing.google.answers import Refusal
from crm_sheets.testing.google.field_masks import Mask

Content = dict[str, Any]


class Spreadsheet(Protocol):
    """What a spreadsheet has to do for us; BadRequest, raised by any of these, is answered as a 400."""

    @property
    def spreadsheet_id(self) -> str:
        """Its id."""

    def batch_update(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Do all of these or none; the replies."""

    def metadata(self) -> dict[str, Any]:
        """The Spreadsheet resource without its cells."""

    def grid_data(self, a1: str) -> tuple[int, dict[str, Any]]:
        """The tab's id and the cells of a range, as GridData."""

    def values(self, a1: str, *, columns: bool, unformatted: bool) -> dict[str, Any]:
        """The values of a range, as ValueRange."""

    def update_values(self, data: Sequence[Mapping[str, Any]], option: str) -> Any:
        """Write values to ranges."""


@dataclass(frozen=True)
class Call:
    """Path arguments, parameters and body of a request that has been found right."""

    spreadsheet: Spreadsheet
    arguments: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Any
    mask: Mask | None

    def option(self, name: str, default: str = "") -> str:
        """The parameter of this name, or the field of the body."""
        values = self.query.get(name)
        if values:
            return values[0]
        given = self.body.get(name, default) if isinstance(self.body, dict) else default
        return str(given)

    def flag(self, name: str) -> bool:
        """The same for one that is true or false."""
        return self.option(name).casefold() == "true"

    @property
    def columns(self) -> bool:
        """True when values are wanted column by column."""
        return self.option("majorDimension") == "COLUMNS"

    @property
    def unformatted(self) -> bool:
        """True when values are wanted as they are rather than as they are shown. Raises Refusal (501) for formulas."""
        rendering = self.option("valueRenderOption", "FORMATTED_VALUE")
        if rendering == "FORMULA" or self.option("dateTimeRenderOption") == "FORMATTED_STRING":
            raise Refusal(501, "This fake renders values as FORMATTED_VALUE, or UNFORMATTED_VALUE with SERIAL_NUMBER.")
        return rendering == "UNFORMATTED_VALUE"
