"""Which facts a replay has to take as they are now, because no sheet keeps their history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crm_sheets.backtest.known import BEGINS, HAPPENED
from crm_sheets.model import Text
from crm_sheets.programs.names import PROFILES_LABEL, PROFILES_TAB
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS

AS_NOW = Text("seperti sekarang; riwayatnya tidak dicatat", "as it is now; its history is not kept")
BY_POLICIES = Text(
    "menurut status dan premi polis yang sekarang", "by the status and the premium that the policies have now"
)
BY_LIMITS = Text(
    "dihitung per hari itu, dengan ambang dari tab Pengaturan yang sekarang",
    "worked out as of each day, by the thresholds that the Settings tab has now",
)

STEADY = frozenset({"birth_date", "gender", "relation", "salutation", "type", "kind", "name", "product_name"})
"""What hardly ever changes once it is known: as it is now, it was then."""

LOGS = frozenset(
    {"transactions", "fund_prices", "interactions", "surveys", "commissions", "consents", "gifts", "quotes", "visits"}
)
"""Tabs whose rows are written once about one day; all their columns are facts of that day."""

DATED_DERIVED = frozenset({"nav", "nav_date", "nav_fall", "nav_alarm_on", "fund_name", "fund_type", "category"})
"""Derived columns that rest on dated rows only."""

PROFILE_SOURCES: dict[str, Text] = {
    **dict.fromkeys(("tier", "tier_lifetime", "lifecycle", "recency_bin", "frequency_bin", "gift_budget"), BY_LIMITS),
    **dict.fromkeys(
        ("policies_inforce", "premium_yearly", "monthly_payer", "unit_link", "overdue_policies"), BY_POLICIES
    ),
    **dict.fromkeys(
        ("status", "owner", "branch", "city", "language", "phone", "phone_kind", "email", "reachable_by"), AS_NOW
    ),
    **dict.fromkeys(("contactable", "completeness", "next_question", "children"), AS_NOW),
}
"""Profile columns that do not rest on dated rows alone."""


class Undated(NamedTuple):
    """A fact without a history: the column by canonical names, what people call it, and by what it was decided."""

    column: str
    label: Text
    why: Text


def undated_facts(columns: Iterable[str], months: int = 12) -> Sequence[Undated]:
    """Those of the columns ("tab.column", "profiles.tier") that a replay takes as they are now, each once.

    `months` is the length of the team's spend window, which stands in some names.
    """
    return list(dict.fromkeys(_undated(columns, months)))


def _undated(columns: Iterable[str], months: int) -> Iterator[Undated]:
    for name in columns:
        tab, _, column = name.partition(".")
        why = PROFILE_SOURCES.get(column) if tab == PROFILES_TAB else _why(tab, column)
        if why is not None:
            yield Undated(name, _label(tab, column, months), why)


def _why(tab: str, column: str) -> Text | None:
    declared = TABS.get(tab)
    if declared is None or column in (declared.key, declared.subject_column):
        return None
    has_history = column in STEADY or column in DATED_DERIVED or tab in LOGS
    is_date = column in HAPPENED[tab] or column == BEGINS.get(tab)
    return None if has_history or is_date else AS_NOW


def _label(tab: str, column: str, months: int) -> Text:
    """What people call the column: "Polis.Status"."""
    if tab == PROFILES_TAB:
        customer = TABS["customers"].by_name.get(column)
        label = PROFILE_LABELS.get(column) or (customer.label if customer else Text(column, column))
        return Text(*(f"{PROFILES_LABEL[place]}.{label[place].format(months=months)}" for place in range(2)))
    declared = TABS[tab]
    known = declared.by_name.get(column)
    label = known.label if known else Text(column, column)
    return Text(*(f"{declared.label[place]}.{label[place]}" for place in range(2)))
