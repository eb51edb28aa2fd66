"""A clock that never waits: sleeping only moves its hands."""

from __future__ import annotations

from crm_sheets.workbook.google.clock import Clock

START = 1_795_132_800.0  # 2026-11-20 00:00 UTC


class FakeClock(Clock):
    """Remembers every wait; `wall` can be set to another time, as people and time servers do."""

    def __init__(self, wall: float = START) -> None:
        self.wall, self.since_boot = wall, 1000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.since_boot

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.waits.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.since_boot += seconds
