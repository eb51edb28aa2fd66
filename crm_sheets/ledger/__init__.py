"""The ledger: what was claimed, sent or left uncertain, so that nobody hears twice and nothing is lost (law 2)."""

from __future__ import annotations

from crm_sheets.ledger.book import Ledger
from crm_sheets.ledger.records import (
    Binding,
    Claim,
    Decided,
    Draft,
    HeldOut,
    KnownRuns,
    Mode,
    Outcomes,
    Recovered,
    Remembered,
    RunContext,
    SeenInbound,
    Shut,
    Soundness,
    Stopped,
    Usage,
    Verdict,
)

__all__ = [
    "Binding",
    "Claim",
    "Decided",
    "Draft",
    "HeldOut",
    "KnownRuns",
    "Ledger",
    "Mode",
    "Outcomes",
    "Recovered",
    "Remembered",
    "RunContext",
    "SeenInbound",
    "Shut",
    "Soundness",
    "Stopped",
    "Usage",
    "Verdict",
]
