"""The ledger as the rest of the product sees it."""

from __future__ import annotations

from crm_sheets.ledger.hearing import Hearing
from crm_sheets.ledger.keeping import Keeping
from crm_sheets.ledger.sending import Sending


class Ledger(Sending, Hearing, Keeping):
    """What was claimed, sent, failed or left uncertain, and what came back. Every method is one transaction.

    It is committed when the method returns. Every method may raise CrmSheetsError (a full disk, a busy database),
    LedgerUnavailable (a server that does not answer) or ConfigurationError (a damaged or unwritable one). Moments are
    aware; `now` is always the caller's.
    """
