"""What a command's exit code says to cron and to scripts."""

from enum import IntEnum

from crm_sheets.errors import CrmSheetsError


class ExitCode(IntEnum):
    """Exit codes of `crm-sheets`; documented in docs/commands.md."""

    OK = 0
    PROBLEMS = 1
    CONFIGURATION = 2
    PARTLY_FAILED = 3
    UNCERTAIN = 4
    LOCKED = 5
    UNAVAILABLE = 6
    UNUSUAL = 7
    UNEXPECTED = 70
    INTERRUPTED = 130
    TERMINATED = 143


def exit_code_of(error: BaseException) -> int:
    """The code of a command that this ended; that it was asked to stop shows in `Terminated` and KeyboardInterrupt."""
    if isinstance(error, CrmSheetsError):
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED if type(error) is KeyboardInterrupt else ExitCode.TERMINATED
    return ExitCode.UNEXPECTED
