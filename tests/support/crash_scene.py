"""What is left after runs were killed, and whether the promise was kept: none twice, none lost silently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger_samples import delivered, messages, open_bound

COUNT, BATCH = 1000, 50
KEYS = [message.contact.key for message in messages(COUNT)]


@dataclass
class Scene:
    """A ledger, and a folder for what was delivered."""

    folder: Path
    place: Path | str

    @property
    def delivered(self) -> list[str]:
        return delivered(self.folder / "delivered.txt")


def uncertain(scene: Scene) -> list[str]:
    ledger, run = open_bound(scene.place)
    with ledger:
        return [entry.key for entry in ledger.uncertain(run.workbook_id, run.mode)]


def check(scene: Scene, crashes: int, in_flight: int = BATCH) -> None:
    """After the last run, which was not killed."""
    reached, doubtful = scene.delivered, uncertain(scene)
    assert len(reached) == len(set(reached)), "somebody heard twice"
    assert set(reached) | set(doubtful) == set(KEYS), "somebody was lost silently"
    assert len(doubtful) <= crashes * in_flight, "more doubts than messages in flight"
