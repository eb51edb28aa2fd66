"""Where the product's nightly run spends its time: the run in this process, with a watch in place of the progress bar.

python benchmarks/stages.py WORKBOOK 2026-11-20
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

STARTED = time.perf_counter(), time.process_time()


def main() -> None:
    """Run once and print seconds by stage, by the clock and of CPU, as JSON."""
    from crm_sheets.jobs import JOBS
    from crm_sheets.pipeline import run
    from crm_sheets.progress import Progress
    from crm_sheets.settings import load_settings
    from crm_sheets.workspace import Workspace

    class Watch(Progress):
        """Notes when each step begins."""

        def __init__(self) -> None:
            self.began = [("imports", *STARTED)]

        def step(self, name: str) -> None:
            self.began.append((name, time.perf_counter(), time.process_time()))

        def stages(self) -> dict[str, tuple[float, float]]:
            ends = [*self.began[1:], ("", time.perf_counter(), time.process_time())]
            spent: dict[str, tuple[float, float]] = {}
            for (name, wall, cpu), (_, next_wall, next_cpu) in zip(self.began, ends, strict=True):
                before = spent.get(name, (0.0, 0.0))
                spent[name] = round(before[0] + next_wall - wall, 3), round(before[1] + next_cpu - cpu, 3)
            return spent

    watch = Watch()
    run(Workspace(load_settings(workbook=Path(sys.argv[1])), date.fromisoformat(sys.argv[2])), JOBS["nightly"], watch)
    print(json.dumps(watch.stages()))


if __name__ == "__main__":
    main()
