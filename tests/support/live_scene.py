"""Runs with real channels that are killed, what the provider really took, and whether the promise was kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from crash_worker import Interruption, work
from ledger_samples import Opened, open_bound
from live_channels import keys_by_address, written
from live_providers import PATIENCE, Moment, Provider
from sqlalchemy import select

from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import LedgerEntry

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "support" / "live_worker.py"


@dataclass
class Figures:
    """What came of crashes."""

    kills: int = 0
    in_mid_send: int = 0
    taken: int = 0
    twice: int = 0
    lost: int = 0
    uncertain: int = 0


@dataclass
class LiveScene:
    """One ledger and one provider, and `count` messages to be sent by as many runs as it takes."""

    folder: Path
    place: Path | str
    provider: Provider
    count: int
    figures: Figures = field(default_factory=Figures)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return set(keys_by_address(self.provider.medium, self.count).values())

    def start(self, run_id: str, moment: Moment | None = None, name: str = "SIGKILL") -> subprocess.Popen[bytes]:
        """A run in a process of its own that is signalled at a moment."""
        if moment:
            self.provider.strike(moment, name, lambda: self.processes[-1].pid)
        paths = os.pathsep.join([str(ROOT), str(WORKER.parent)])
        what = (self.folder, self.place, run_id, self.provider.medium, self.provider.where_to, self.count)
        command = [WORKER, *what, self.provider.batch, *((name, *moment) if moment else ())]
        environment = {**os.environ, "PYTHONPATH": paths}
        self.processes.append(subprocess.Popen([sys.executable, *map(str, command)], env=environment))
        return self.processes[-1]

    def end(self) -> None:
        """Leave no process behind, whatever went wrong."""
        for process in self.processes:
            process.kill()
            process.wait()

    def kill(self, run_id: str, moment: Moment) -> None:
        """A run that dies at this moment."""
        self.see_dead(self.start(run_id, moment), run_id)

    def see_dead(self, process: subprocess.Popen[bytes], run_id: str) -> None:
        """Wait until it was killed, and note whether that was between a fence and its receipts."""
        assert process.wait(PATIENCE) == -signal.SIGKILL, "it was not killed"
        self.figures.kills += 1
        self.figures.in_mid_send += bool(self.in_flight(run_id))

    def in_flight(self, run_id: str) -> list[str]:
        """What a run had fenced and never recorded, also where another run has seen that since."""
        with self.opened("look")[0] as ledger, ledger.engine.connect() as connection:
            open_now = ENTRIES.c.state.in_(("fenced", "uncertain"))
            found = select(ENTRIES.c.key).where(ENTRIES.c.run_id == run_id, open_now, ENTRIES.c.settled_at.is_(None))
            return list(connection.execute(found).scalars())

    def run(self, run_id: str, interruption: Interruption | None = None, *, with_evidence: bool = False) -> None:
        """A run in this process that nobody disturbs, unless an interruption is given."""
        opened = self.opened(run_id)
        channel = self.provider.channel(opened, with_evidence=with_evidence)
        wanted = written(self.provider.medium, self.count)
        try:
            work(opened, self.provider.medium, channel, wanted, interruption or Interruption())
        finally:
            channel.close()  # type: ignore[attr-defined]

    def opened(self, run_id: str) -> Opened:
        return open_bound(self.place, run_id)

    def doubts(self) -> dict[str, LedgerEntry]:
        """What the ledger shows as uncertain."""
        ledger, run = self.opened("look")
        with ledger:
            return {entry.key: entry for entry in ledger.uncertain(run.workbook_id, run.mode)}

    def taken(self) -> dict[str, list[str]]:
        return self.provider.taken(self.count)

    def check(self, crashes: int) -> None:
        """Nobody heard twice, everybody heard or is shown as uncertain, and no more than were in flight."""
        taken, doubts = self.taken(), self.doubts()
        twice = [key for key, ids in taken.items() if len(ids) > 1]
        lost = self.keys - taken.keys() - doubts.keys()
        figures = self.figures
        figures.taken, figures.twice, figures.lost = len(taken), len(twice), len(lost)
        figures.uncertain = len(doubts)
        assert not twice, f"heard twice: {twice}"
        assert not lost, f"lost silently: {sorted(lost)}"
        assert len(doubts) <= crashes * self.provider.batch, "more doubts than messages in flight"

    def states(self) -> dict[str, tuple[str, str]]:
        """State and provider's id of every contact in the ledger."""
        with self.opened("look")[0] as ledger, ledger.engine.connect() as connection:
            found = connection.execute(select(ENTRIES.c.key, ENTRIES.c.state, ENTRIES.c.provider_id))
            return {row.key: (row.state, row.provider_id) for row in found}
