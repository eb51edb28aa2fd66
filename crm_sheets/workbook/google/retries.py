"""How long we go on asking: one budget of time, with waits that grow between failures."""

from __future__ import annotations

import math
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from crm_sheets.workbook.google.clock import Clock

FIRST_WAIT = 1.0
LONGEST_WAIT = 0.2
"""The longest wait that we choose ourselves, as a share of the budget."""
MOST_FAILURES = 20
"""However long the budget is and however short the waits come out: a service in trouble is not hammered."""
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 190.0
"""Google itself gives up on a request after 180 seconds."""
SHARE_OF_ONE = 0.6
"""The most that one answer may take of what is left: after a write that hangs there must be time to look."""


class Failure(Exception):
    """A try came to nothing and may be repeated. `said` is what came back, for people; `remedy` what they can do.

    `certain` says that Google did not act on the request. `retry_after` are the seconds that Google asks us to wait.
    """

    def __init__(self, said: str, *, certain: bool, retry_after: float | None = None, remedy: str = "") -> None:
        super().__init__(said)
        self.said, self.certain, self.retry_after, self.remedy = said, certain, retry_after, remedy


class BudgetOver(Exception):
    """There is no time left for another try, or there were too many."""


class Budget:
    """The time that a job may spend on its requests, all repeats and waits included."""

    def __init__(self, seconds: float, clock: Clock, chance: Callable[[], float]) -> None:
        """`chance` gives numbers from 0 to 1; it spreads the waits of jobs that failed at the same moment."""
        self.seconds, self._clock, self._chance = seconds, clock, chance
        self._began = self._due = clock.monotonic()
        self.failures = 0
        self.last: Failure | None = None
        self.wrote = False

    @property
    def spent(self) -> float:
        """Seconds since it began."""
        return self._clock.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds until it ends."""
        return self.seconds - self.spent

    @property
    def timeouts(self) -> tuple[float, float]:
        """How long connecting, and each wait for an answer, may take now."""
        left = max(self.left, 0.001)
        return min(CONNECT_SECONDS, left), min(ANSWER_SECONDS, left * SHARE_OF_ONE)

    def failed(self, failure: Failure) -> None:
        """A try failed: the next one waits as long as Google asked, else for a while left to chance."""
        self.failures += 1
        self.last = failure
        self._due = self._clock.monotonic() + (failure.retry_after or self._wait())

    def await_turn(self) -> None:
        """Wait until the next try is due. Raises BudgetOver, at once, when that is too late."""
        wait = max(self._due - self._clock.monotonic(), 0.0)
        if wait >= self.left or self.failures >= MOST_FAILURES:
            raise BudgetOver
        if wait:
            self._clock.sleep(wait)

    def _wait(self) -> float:
        most = min(FIRST_WAIT * 2.0 ** (self.failures - 1), self.seconds * LONGEST_WAIT)
        return self._chance() * most


def seconds_asked(retry_after: str | None, now: float) -> float | None:
    """The wait in a Retry-After header, which is seconds or a date; None without one that can be read."""
    if not retry_after:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        seconds = _seconds_until(retry_after, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: float) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except (ValueError, OverflowError):
        return math.nan
