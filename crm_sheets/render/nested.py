"""Facts that are rows of no tab: a gift with its ideas, and the funds that a customer holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crm_sheets.render.rows import Money, Row, labelled
from crm_sheets.schema import TABS

GIFT, IDEAS, FUNDS = "gift", "gift.ideas", "funds"
NESTED: Mapping[str, tuple[str, ...]] = {
    GIFT: ("budget", "ideas"),
    IDEAS: ("name", "price", "reason"),
    FUNDS: ("name", "type", "nav", "nav_date", "month_change", "value"),
}
"""The fields of each; those of a list are the fields of what a loop over it gives."""

MONEY = ("budget", "price", "value")
NOTHING: Mapping[str, Any] = {}


def gift_row(gift: Mapping[str, Any], language: str) -> Row:
    """The gift as a template sees it; for a contact that is none, its budget is blank and its ideas are empty."""
    ideas = [_row("idea", IDEAS, idea, language) for idea in gift.get("ideas", ())]
    return _row(GIFT, GIFT, {**gift, "ideas": ideas}, language)


def fund_rows(funds: Iterable[Mapping[str, Any]], language: str) -> list[Row]:
    """The funds as a template sees them."""
    kind = TABS["funds"].by_name["type"]
    return [
        _row("fund", FUNDS, {**fund, "type": labelled(fund.get("type"), kind, language)}, language) for fund in funds
    ]


def _row(place: str, fields: str, values: Mapping[str, Any], language: str) -> Row:
    known: dict[str, Any] = {name: values.get(name) for name in NESTED[fields]}
    known |= {name: Money(known[name]) for name in MONEY if known.get(name) is not None}
    return Row(place, "", known, language, may_be_sensitive=False)
