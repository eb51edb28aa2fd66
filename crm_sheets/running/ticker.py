"""A tick a minute, by the package `schedule`.

It is used for that only. What is due, the timetable says: `schedule` itself lets an exception of one job keep the
others from running, skips what was missed, and fires wrongly when clocks change.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import schedule

INTERVAL = 60.0
PAUSE = 1.0


def tick_every_minute(
    tick: Callable[[], None], is_stopping: Callable[[], bool], sleep: Callable[[float], None] = time.sleep
) -> None:
    """Tick now and then every minute until it `is_stopping`, which is asked every second."""
    tick()
    ticker = _new_ticker(tick)
    while not is_stopping():
        if (ticker.idle_seconds or 0) > INTERVAL:  # the clock was set back: this would stand still until it caught up
            ticker = _new_ticker(tick)
            tick()
        ticker.run_pending()
        sleep(PAUSE)


def _new_ticker(tick: Callable[[], None]) -> schedule.Scheduler:
    ticker = schedule.Scheduler()
    ticker.every().minute.do(tick)
    return ticker
