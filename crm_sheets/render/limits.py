"""How much a template may do, so that none can hang a run or fill the memory.

No thread, signal or trace is needed, so it works in any thread and leaves nothing behind. The language is made small
enough (see `grammar`) that one statement's work is bounded by the longest value and the longest source; the only ways
to repeat work are loops and includes, and each round of a loop, each include and each shown value pays from one
budget, which looks at the clock as well. What is left to run away is a single straight line, a fraction of a second.
"""

from __future__ import annotations

from time import monotonic, thread_time

from crm_sheets.model import Text
from crm_sheets.render.problem import TemplateFault

MOST_SECONDS = 0.5
MOST_WORK = 300_000
"""Characters that one message may put together, loops included; a round of a loop counts as `ROUND` characters."""
ROUND = 20
LOAD = 10_000
"""What loading one other template costs; so few can be included, and not in circles."""
LONGEST_VALUE = 10_000
"""Characters of one value that a template computes."""
LONGEST_SOURCE = 40_000
"""Characters of a template's source."""
LONGEST_RANGE = 1_000
LARGEST_NUMBER = 10**15

TOO_MUCH = Text(
    "templat berputar terlalu lama atau hasilnya terlalu panjang; periksa perulangannya (for)",
    "the template runs too long or its result is too large; look at its loops (for)",
)
TOO_LONG_VALUE = Text(
    f"satu nilai lebih panjang dari {LONGEST_VALUE} huruf",
    f"one value is longer than {LONGEST_VALUE} characters",
)
TOO_LARGE_NUMBER = Text("angkanya terlalu besar", "the number is too large")


class Budget:
    """What one message may still spend.

    The clock only guards, it decides nothing about the text. What counts is the time that this thread has computed, so
    that a machine put to sleep or under load costs no message; the cheaper wall clock says when to look at it.
    """

    __slots__ = ("deadline", "left", "started")

    def __init__(self) -> None:
        self.left = MOST_WORK
        self.started = thread_time()
        self.deadline = monotonic() + MOST_SECONDS

    def spend(self, cost: int) -> None:
        """Pay for work about to be done. Raises TemplateFault when nothing is left."""
        self.left -= cost
        if self.left < 0 or (monotonic() > self.deadline and self._is_over()):
            raise TemplateFault(TOO_MUCH)

    def _is_over(self) -> bool:
        computed = thread_time() - self.started
        self.deadline = monotonic() + MOST_SECONDS - computed
        return computed > MOST_SECONDS


def bounded(value: object) -> object:
    """The value as it is, when it is not too large to go on with. Raises TemplateFault."""
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise TemplateFault(TOO_LONG_VALUE)
    if isinstance(value, (int, float)) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise TemplateFault(TOO_LARGE_NUMBER)
    return value


def short_range(*limits: int) -> range:
    """A range of at most LONGEST_RANGE numbers. Raises TemplateFault."""
    numbers = range(*limits)
    if len(numbers) > LONGEST_RANGE:
        raise TemplateFault(
            Text(
                f"range() paling banyak {LONGEST_RANGE} angka",
                f"range() gives at most {LONGEST_RANGE} numbers",
            )
        )
    return numbers
