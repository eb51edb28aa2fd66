"""What can stop a run.

A faulty cell is never an exception: it is a row in the problems table. These are for a run that cannot go on.

    CrmSheetsError                  exit code 2 unless said otherwise
    ├── ConfigurationError          a setting, an option or a file of the operator's is wrong
    │   └── LedgerMismatch          the ledger and the workbook do not belong together (law 3)
    ├── InboxUnavailable            what brings replies does not answer, or refuses us   exit code 6
    ├── LedgerUnavailable           the database that keeps the ledger does not answer    exit code 6
    └── WorkbookError               the workbook cannot be read or written
        ├── WorkbookNotFound
        ├── WorkbookLocked          somebody has it open, or another job runs on it   exit code 5
        ├── WorkbookChanged         it changed between the read and the write         exit code 5
        ├── WorkbookUnreadable      not a workbook, or damaged
        ├── WorkbookDenied          the account may not open or write it
        └── WorkbookUnavailable     its service does not answer, or asks us to wait   exit code 6
            ├── WorkbookUncertain   it may or may not have been written
            └── WorkbookUnfinished  rows were added, but some job tabs are still to be written
"""


class CrmSheetsError(Exception):
    """Something stops the run; `str(error)` is one helpful paragraph: place, value and remedy."""

    exit_code = 2


class ConfigurationError(CrmSheetsError):
    """A setting, an option or a file of the operator's is wrong."""


class LedgerMismatch(ConfigurationError):
    """The ledger is empty, foreign or older than the workbook says: nothing is sent."""


class LedgerUnavailable(CrmSheetsError):
    """The database that keeps the ledger does not answer; nothing more is sent, try again later."""

    exit_code = 6


class InboxUnavailable(CrmSheetsError):
    """A mailbox or provider that brings replies and opt-outs did not answer, or refuses our login."""

    exit_code = 6


class WorkbookError(CrmSheetsError):
    """The workbook cannot be read or written."""


class WorkbookNotFound(WorkbookError):
    """There is no workbook at that place."""


class WorkbookLocked(WorkbookError):
    """Somebody has the workbook open, or another job is running on it."""

    exit_code = 5


class WorkbookChanged(WorkbookError):
    """The workbook changed between our read and our write; nothing was written."""

    exit_code = 5


class WorkbookUnreadable(WorkbookError):
    """The file is not a workbook we can read, or it is damaged."""


class WorkbookDenied(WorkbookError):
    """The account that we act as may not open the workbook, or not write it."""


class WorkbookUnavailable(WorkbookError):
    """The service that keeps the workbook did not answer in time; nothing was written, try again later."""

    exit_code = 6


class WorkbookUncertain(WorkbookUnavailable):
    """The answer to a write was lost and could not be found out: it may or may not have been made."""


class WorkbookUnfinished(WorkbookUnavailable):
    """All rows were added, but not every job tab could be written; the next run finishes them."""
