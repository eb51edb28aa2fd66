"""Which tabs, whose titles are not understood so far, are which of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_sheets.content import IDENTITY
from crm_sheets.mapping.columns import Reader, propose_columns
from crm_sheets.mapping.evidence import DOUBTFUL, LEAST
from crm_sheets.mapping.proposal import Proposal
from crm_sheets.mapping.words import title_likeness
from crm_sheets.reports import titles
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Owner, Tab
from crm_sheets.tables import RawTab
from crm_sheets.validate.binding import bind_headers

_MAIN = ("customers", "policies", "transactions")
_FEW_HEADERS = 3
_SIMILAR = 0.6
_BY_TITLE, _BY_HEADERS = 0.7, 0.9
_NEARLY = 0.1


@dataclass(frozen=True)
class TabMatch:
    """A tab of the workbook that is likely to be one of ours; `positions` are its columns, understood or proposed."""

    tab: Tab
    raw: RawTab
    confidence: float
    positions: Mapping[str, int]

    def as_proposal(self) -> Proposal:
        """The title to write into `crm.toml`."""
        return Proposal(self.tab.name, self.raw.title, self.confidence)


def is_job_title(title: str) -> bool:
    """True for the title of a tab that jobs write."""
    reports = tuple(f"{word} " for word in titles.REPORT)
    return title == IDENTITY or any(title in known for known in titles.JOB_TABS) or title.startswith(reports)


def match_tabs(tabs: Sequence[RawTab], taken: Mapping[str, str], reader: Reader) -> list[TabMatch]:
    """A tab of ours for tabs that none is bound to, none twice. `taken` is canonical name -> title of those bound.

    A tab that is most like one that is taken, such as last year's customers, is none of the others.
    """
    unknown = [raw for raw in tabs if raw.title not in taken.values() and not is_job_title(raw.title)]
    found = [match for raw in unknown for match in _candidates(raw, reader)]
    found.sort(key=lambda match: (-match.confidence, -match.raw.cells.height))
    chosen: list[TabMatch] = []
    for match in found:
        free = match.tab.name in taken or all(match.tab is not other.tab for other in chosen)
        if free and all(match.raw is not other.raw for other in chosen):
            chosen.append(_less_sure(match, found))
    new = [match for match in chosen if match.tab.name not in taken]
    return sorted(new, key=lambda match: list(TABS).index(match.tab.name))


def _candidates(raw: RawTab, reader: Reader) -> Iterator[TabMatch]:
    for tab in TABS.values():
        match = _match(tab, raw, reader) if tab.owner is Owner.TEAM else None
        if match and match.confidence >= LEAST:
            yield match


def _match(tab: Tab, raw: RawTab, reader: Reader) -> TabMatch | None:
    """How likely the tab is ours, by its title and by how many of its headers are; None where it cannot be."""
    headers = sum(1 for header in raw.header if header.strip())
    likeness = title_likeness(raw.title, (*tab.label, *tab.aliases))
    likeness = likeness if likeness >= _SIMILAR else 0.0
    bound = bind_headers(tab, raw, {}).positions
    if not headers or not (likeness or len(bound) >= _FEW_HEADERS or tab.name in _MAIN):
        return None
    positions = dict(bound) | _proposed_positions(tab, raw, bound, reader)
    if len(positions) < (2 if likeness else _FEW_HEADERS):
        return None
    required = [column.name for column in tab.columns if column.required]
    there = sum(name in positions for name in required) / max(len(required), 1)
    structure = _BY_HEADERS * there * min(len(positions) / headers, 1)
    return TabMatch(tab, raw, round(1 - (1 - _BY_TITLE * likeness) * (1 - structure), 2), positions)


def _proposed_positions(tab: Tab, raw: RawTab, bound: Mapping[str, int], reader: Reader) -> dict[str, int]:
    proposals = propose_columns(tab, raw, bound, reader)
    return {proposal.column: [header.strip() for header in raw.header].index(proposal.header) for proposal in proposals}


def _less_sure(match: TabMatch, found: Sequence[TabMatch]) -> TabMatch:
    """A match is doubtful when its title or its tab goes nearly as well with another one."""
    rivals = [
        other
        for other in found
        if (other.tab is match.tab) != (other.raw is match.raw) and other.confidence > match.confidence - _NEARLY
    ]
    return replace(match, confidence=min(match.confidence, DOUBTFUL)) if rivals else match
