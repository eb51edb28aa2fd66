"""What people do between two requests, at the moments that a test names."""

from __future__ import annotations

from collections.abc import Callable

from crm_sheets.testing.google.recording import RecordedRequest

Action = Callable[[RecordedRequest], object]
Moment = int | Callable[[RecordedRequest], bool]


class EditPlan:
    """Actions that are done just before a request is handled."""

    def __init__(self) -> None:
        self._each: list[Action] = []
        self._once: list[tuple[Moment, Action]] = []
        self._acting = False

    def before_each(self, action: Action) -> None:
        """Before every request."""
        self._each.append(action)

    def forget(self) -> None:
        """None of them any more."""
        self._each.clear()
        self._once.clear()

    def before(self, moment: Moment, action: Action) -> None:
        """Once: before the request of this number, or the first one that is so."""
        self._once.append((moment, action))

    def act(self, request: RecordedRequest) -> None:
        """Do what is due; requests that an action makes itself start nothing."""
        if self._acting:
            return
        self._acting = True
        try:
            for action in [*self._each, *self._due(request)]:
                action(request)
        finally:
            self._acting = False

    def _due(self, request: RecordedRequest) -> list[Action]:
        due = [(moment, action) for moment, action in self._once if _is_due(moment, request)]
        self._once = [planned for planned in self._once if planned not in due]
        return [action for _, action in due]


def _is_due(moment: Moment, request: RecordedRequest) -> bool:
    return request.number == moment if isinstance(moment, int) else moment(request)
