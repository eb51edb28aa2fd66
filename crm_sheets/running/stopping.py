"""Being asked to end: at once while nothing is under way, after the batch in hand while messages go out."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Terminated(KeyboardInterrupt):
    """The machine asked this process to end (SIGTERM); like Ctrl-C it is no fault."""


class Stop:
    """Whether this process was asked to end.

    As long as it is not `patient`, being asked ends it at once, as Ctrl-C does. While it is, the wish is only noted and
    the work asks `is_asked`; a Ctrl-C after that is meant and ends it at once all the same. `heard` is told each
    signal, in the midst of whatever goes on: it must not write to a stream.
    """

    def __init__(self, heard: Callable[[int], None] = lambda number: None, *, patient: bool = False) -> None:
        self.patient = patient
        self._heard = heard
        self._asked = False

    def is_asked(self) -> bool:
        """Whether it was."""
        return self._asked

    @contextlib.contextmanager
    def on_signals(self) -> Iterator[None]:
        """Listen to SIGTERM and SIGINT. Only a process's main thread can; in another one nothing changes."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        meant = self._asked and number == signal.SIGINT
        at_once = meant or not self.patient
        self._asked = self.patient = True  # on its way out it is not disturbed again
        self._heard(number)
        if at_once:
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt
