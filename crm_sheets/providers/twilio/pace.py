"""So many starts a second for each sender, however many threads there are."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock


class Pace:
    """At most `per_second` turns a second for each sender, evenly spaced.

    `seconds` is a clock that only goes forward; `sleep` waits.
    """

    def __init__(self, per_second: float, seconds: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._gap, self._seconds, self._sleep = 1 / per_second, seconds, sleep
        self._lock = Lock()
        self._next: dict[str, float] = {}

    def wait(self, sender: str, latest: float) -> bool:
        """Wait for the sender's next turn; False, without waiting, when it comes after `latest` (of the clock)."""
        with self._lock:
            now = self._seconds()
            turn = max(now, self._next.get(sender, now))
            if turn > latest:
                return False
            self._next[sender] = turn + self._gap
        if turn > now:
            self._sleep(turn - now)
        return True
