"""The ledger: what was claimed, sent or left uncertain, so that nobody hears twice and nothing is lost (law 2)."""

from __future__ import annotations

from crm_sheets.ledger.book import Ledger
from crm_sheets.ledger.records import Binding, Claim, Draft, Mode, Recovered, RunContext, Verdict

__all__ = ["Binding", "Claim", "Draft", "Ledger", "Mode", "Recovered", "RunContext", "Verdict"]
