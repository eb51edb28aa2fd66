"""What is to go wrong with which request: once, or always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Fault = TypeVar("Fault")
Request = TypeVar("Request")


class FaultPlan(Generic[Fault, Request]):
    """Faults in wait, and those that always happen."""

    def __init__(self) -> None:
        self._queue: list[tuple[Fault, Callable[[Request], bool]]] = []
        self._always: list[tuple[Fault, Callable[[Request], bool]]] = []

    def next(self, fault: Fault, when: Callable[[Request], bool]) -> None:
        """Once, with the first request that is so."""
        self._queue.append((fault, when))

    def always(self, fault: Fault, when: Callable[[Request], bool]) -> None:
        """With every request that is so and has no fault of its own."""
        self._always.append((fault, when))

    def clear(self) -> None:
        """None any more."""
        self._queue.clear()
        self._always.clear()

    @property
    def waiting(self) -> int:
        """Faults that no request has met yet."""
        return len(self._queue)

    def pick(self, request: Request) -> Fault | None:
        """The fault for this request."""
        for position, (fault, when) in enumerate(self._queue):
            if when(request):
                del self._queue[position]
                return fault
        return next((fault for fault, when in self._always if when(request)), None)
