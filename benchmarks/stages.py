"""Where the product's nightly run spends its time: the run in this process, with a watch in place of the progress bar.

python benchmarks/stages.py WORKBOOK 2026-11-20
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple


class Moment(NamedTuple):
    """By the clock, by the processor, and how large the process has been at most (MB)."""

    wall: float
    cpu: float
    peak: float


def now() -> Moment:
    """This moment."""
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    return Moment(time.perf_counter(), time.process_time(), peak)


STARTED = now()


def main() -> None:
    """Run once and print, by stage, wall seconds, CPU seconds and the peak memory by its end, as JSON."""
    from crm_sheets.jobs import JOBS
    from crm_sheets.pipeline import run
    from crm_sheets.progress import Progress
    from crm_sheets.settings import load_settings
    from crm_sheets.workspace import Workspace

    class Watch(Progress):
        """Notes when each step begins."""

        def __init__(self) -> None:
            self.began = [("imports", STARTED)]

        def step(self, name: str) -> None:
            self.began.append((name, now()))

    watch = Watch()
    run(Workspace(load_settings(workbook=Path(sys.argv[1])), date.fromisoformat(sys.argv[2])), JOBS["nightly"], watch)
    print(json.dumps(spent(watch.began)))


def spent(began: list[tuple[str, Moment]]) -> dict[str, tuple[float, float, float]]:
    """What each stage took; a stage that came twice is counted together."""
    stages: dict[str, tuple[float, float, float]] = {}
    for (name, start), (_, end) in zip(began, [*began[1:], ("", now())], strict=True):
        wall, cpu, _peak = stages.get(name, (0.0, 0.0, 0.0))
        stages[name] = round(wall + end.wall - start.wall, 3), round(cpu + end.cpu - start.cpu, 3), round(end.peak)
    return stages


if __name__ == "__main__":
    main()
