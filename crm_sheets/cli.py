"""The command line: finds the command, runs it, turns what stopped it into one paragraph and an exit code."""

from __future__ import annotations

import json
import os
import select
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

import click

from crm_sheets.commands.lazy_group import LazyGroup
from crm_sheets.errors import CrmSheetsError
from crm_sheets.exit_codes import ExitCode, exit_code_of
from crm_sheets.running.run_log import current_log, open_log

COMMANDS = (
    "init",
    "setup",
    "map",
    "login",
    "doctor",
    "check",
    "lint",
    "plan",
    "preview",
    "programs",
    "send",
    "run",
    "agenda",
    "cron",
    "schedule",
    "report",
    "status",
    "adopt",
    "ledger",
)


class PipeBroke(Exception):
    """A broken pipe, whosever it was; by itself click would make an exit of it."""


class Commands(LazyGroup):
    """All commands."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run one. Raises PipeBroke."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeBroke from error


@click.group(
    cls=Commands,
    modules={name: (f"crm_sheets.commands.{name}", "command") for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="crm-sheets")
def group() -> None:
    """A CRM that lives in your team's spreadsheet: who should hear from you today, why, and what came of it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code (docs/commands.md)."""
    given = list(arguments) if arguments is not None else sys.argv[1:]
    log = open_log(active="--log-json" in given or os.environ.get("CRM_SHEETS_LOG") == "json")
    try:
        return _finished(int(group.main(given, "crm-sheets", standalone_mode=False) or 0))
    except CrmSheetsError as error:
        log.failed(error, error.exit_code)
        return _stopped(str(error), error.exit_code, given)
    except click.ClickException as error:
        log.failed(error, ExitCode.CONFIGURATION)
        error.show(sys.stdout if log.active else None)
        return ExitCode.CONFIGURATION
    except (click.Abort, KeyboardInterrupt) as error:
        return _interrupted(error)
    except BaseException as error:
        if isinstance(error, PipeBroke) and _nobody_reads():
            return ExitCode.OK
        cause = error.__cause__ if isinstance(error, PipeBroke) and error.__cause__ else error
        if not isinstance(cause, Exception) and type(cause).__name__ != "PanicException":
            raise
        log.failed(cause, ExitCode.UNEXPECTED)
        return _stopped(_unexpected(cause), ExitCode.UNEXPECTED, given)


def _finished(code: int) -> int:
    current_log().finished(code)
    return code


def _nobody_reads() -> bool:
    """True when our output goes into a pipe that was closed, as by `head`: no fault. A socket's pipe is another one."""
    try:
        poll = select.poll()
        poll.register(sys.stdout.fileno(), select.POLLOUT)
    except (OSError, ValueError):  # no file behind it
        return False
    if not any(event & select.POLLERR for _, event in poll.poll(0)):
        return False
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - stays open until exit
    return True


def _interrupted(error: BaseException) -> int:
    """Ctrl-C, or the machine asked us to end; click puts a cause of its own in front."""
    cause = error.__cause__ if isinstance(error.__cause__, KeyboardInterrupt) else KeyboardInterrupt()
    code = exit_code_of(error if isinstance(error, KeyboardInterrupt) else cause)
    current_log().failed(cause, code)
    click.echo(_what_stopped_means(error), err=_says_on_stderr())
    return code


def _what_stopped_means(error: BaseException) -> str:
    """What a question that was not agreed to says itself; a run that was cut off can be taken up again."""
    said = str(error) if isinstance(error, click.Abort) else ""
    return said or "Stopped. What was sent is in the ledger; start the same command again to go on."


def _says_on_stderr() -> bool:
    """Words for people go to standard error, unless that is the log for machines."""
    return not current_log().active


def _stopped(why: str, code: int, given: Sequence[str]) -> int:
    """Say in one paragraph, and in JSON where that was asked for, what stopped the command."""
    if "--json" in given:
        click.echo(json.dumps({"error": why, "exit_code": int(code)}, ensure_ascii=False))
    if _says_on_stderr() or "--json" not in given:
        click.echo(f"Error: {why}", err=_says_on_stderr())
    return code


def _unexpected(error: BaseException) -> str:
    """What an operator needs to know of a fault of ours; the details go into a file that only they can read."""
    if os.environ.get("CRM_SHEETS_DEBUG"):
        raise error
    from crm_sheets.running.crash_report import crash_report

    descriptor, path = tempfile.mkstemp(prefix="crm-sheets-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(crash_report(error))
    return (
        f"This should not have happened ({type(error).__name__}), and it is not your fault. What was sent is in the "
        f'ledger, so nothing goes out twice when you start again. Please report it with the file "{path}".'
    )


def entry() -> None:
    """The console script."""
    sys.exit(main())
