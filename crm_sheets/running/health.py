"""Pings of a health-check service: it raises the alarm when a night's run did not come, or failed.

What the service gets is that a job began, ended well, or ended with which exit code; nothing else. Its address is a
secret (who knows it can say that all is well): only the host is ever shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from crm_sheets.exit_codes import ExitCode, exit_code_of

LASTING = (ExitCode.PROBLEMS, ExitCode.CONFIGURATION, ExitCode.UNEXPECTED)
"""How a job ends that somebody has to look after: the next turn would end the same."""

SECONDS = 5.0
"""The most that a ping may hold up a job, name look-up and all."""


@dataclass
class Outcome:
    """How the job ended; set `code` before the end of the `with`."""

    code: int = ExitCode.OK


class HealthCheck:
    """One check. `tell` is given its host and the kind of error, "" when a ping got through."""

    def __init__(self, url: str, tell: Callable[[str, str], None], seconds: float = SECONDS) -> None:
        self._url, self._tell, self._seconds = url, tell, seconds

    @property
    def host(self) -> str:
        """The part of the address that is no secret."""
        return urlsplit(self._url).hostname or ""

    @contextmanager
    def watching(self, *, comes_again: bool = False) -> Iterator[Outcome]:
        """Say that the job begins, and at the end how it went; an error counts by its exit code.

        Of a job that `comes_again` in a few minutes only what lasts is told. The check expects the night's run: such a
        job's successes would hide that the night did not come, and what passes by itself would raise an alarm that
        stands until the night.
        """
        if not comes_again:
            self.ping("/start")
        outcome = Outcome()
        try:
            yield outcome
        except BaseException as error:
            self._tell_end(exit_code_of(error), comes_again)
            raise
        self._tell_end(outcome.code, comes_again)

    def _tell_end(self, code: int, comes_again: bool) -> None:
        if code in LASTING or not comes_again:
            self.ping(f"/{code:d}" if code else "")

    def ping(self, ending: str) -> None:
        """Ask for the check's address with this ending. Never raises and never waits longer than its seconds."""
        said: list[str] = []
        url = _with_ending(self._url, ending)
        asking = threading.Thread(target=lambda: said.append(_get(url, self._seconds)), daemon=True)
        asking.start()
        asking.join(self._seconds)
        self._tell(self.host, said[0] if said else "Timeout")


class NoHealthCheck(HealthCheck):
    """For an operator who has none."""

    def __init__(self) -> None:
        super().__init__("", lambda host, error: None)

    def ping(self, ending: str) -> None:
        """Do nothing."""


def _with_ending(url: str, ending: str) -> str:
    """The ending belongs behind the path, before what follows a question mark."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + ending))


def _get(url: str, seconds: float) -> str:
    """Ask; gives "" when the service took it, else the kind of error, which says nothing of the address."""
    import requests

    try:
        with requests.get(url, timeout=seconds, allow_redirects=False, stream=True) as response:
            return "" if response.ok and not response.is_redirect else f"HTTP {response.status_code}"
    except Exception as error:  # whatever it is, the job matters more
        return type(error).__name__
