"""What a command's exit code says to cron and to scripts."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of `crm-sheets`; documented in docs/commands.md."""

    OK = 0
    PROBLEMS = 1
    CONFIGURATION = 2
    PARTLY_FAILED = 3
    UNCERTAIN = 4
    LOCKED = 5
    UNAVAILABLE = 6
    UNEXPECTED = 70
