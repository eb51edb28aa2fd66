"""Who is due today: 200,000 customers by 50 programs, ours against the same rules evaluated for each row.

    python benchmarks/programs.py                     200,000 customers; the libraries on 5,000 of them
    python benchmarks/programs.py --small             200 customers: are the same people due?

The libraries (rule-engine, simpleeval) take each condition parsed once and the rows as dictionaries that are there
already. They run on the first customers only, and their time is multiplied to all of them: they are linear. Exit code
1 when the sides do not find the same contacts; a missed target is only printed, for time is never a test.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from measure import CommandFailed, Cost, measure
from program_data import write_workbook
from program_rules import rules

HERE = Path(__file__).parent
SIDES = HERE / "program_sides.py"
LIBRARIES = ("rule-engine", "simpleeval")
TIMES_FASTER = 50


def main() -> int:
    """Build, measure, compare, print."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        try:
            return benchmark(Path(folder), arguments.customers, min(arguments.rows, arguments.customers))
        except CommandFailed as error:
            print(error)
            return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=5_000, help="customers that the libraries are given")
    parser.add_argument("--small", action="store_true", help="200 customers")
    arguments = parser.parse_args()
    if arguments.small:
        arguments.customers = arguments.rows = 200
    return arguments


def benchmark(folder: Path, customers: int, rows: int) -> int:
    """Run all sides on the same customers; gives the exit code."""
    print(f"{customers:,} customers, {len(rules())} programs; Python {platform.python_version()}", flush=True)
    workbook = folder / "customers.xlsx"
    write_workbook(workbook, customers)
    with_reading = _side("read", workbook, folder)
    ours = _side("ours", folder)
    _show_ours(with_reading, ours)
    same = True
    for library in LIBRARIES:
        theirs = _side(library, folder, str(rows))
        same &= _show_library(library, theirs[1], ours[1], customers / rows, rows)
    return 0 if same else 1


def _side(*arguments: str | Path) -> tuple[Cost, dict[str, Any]]:
    cost, said = measure([sys.executable, SIDES, *arguments])
    return cost, json.loads(said.splitlines()[-1])


def _show_ours(with_reading: tuple[Cost, dict[str, Any]], ours: tuple[Cost, dict[str, Any]]) -> None:
    print(f"due: {ours[1]['due']:,}; {', '.join(f'{count:,} {name}' for name, count in ours[1]['decisions'].items())}")
    for name, (cost, found) in (("ours, with reading", with_reading), ("ours, from tables", ours)):
        stages = (
            f"{stage} {seconds:.2f} ({found['cpu'][stage]:.2f})"
            for stage, seconds in found["seconds"].items()
            if stage != "start"
        )
        print(f"{name:<24}{', '.join(stages)} s (of CPU); peak {cost.memory:,.0f} MB", flush=True)


def _show_library(name: str, theirs: dict[str, Any], ours: dict[str, Any], times: float, rows: int) -> bool:
    """Print how long the library takes for all customers and how often ours is done by then.

    Seconds are by the clock; on a busy machine those of CPU tell more, of all our threads together.
    """
    for way in ("rule first", "date first"):
        seconds, cpu = (theirs[unit][way] * times for unit in ("seconds", "cpu"))
        ratios = [theirs[unit][way] * times / ours[unit]["due"] for unit in ("seconds", "cpu")]
        goal = "" if way != "rule first" or ratios[0] >= TIMES_FASTER else f" (target {TIMES_FASTER} missed)"
        both = seconds / (ours["seconds"]["due"] + ours["seconds"]["select"])
        print(
            f"{f'{name}, {way}':<24}{seconds:,.1f} s, CPU {cpu:,.1f} s: {ratios[0]:,.1f} times ours{goal}, by CPU "
            f"{ratios[1]:,.1f} times; {both:,.1f} times ours with the choice of whom to leave out",
            flush=True,
        )
    same = bool(theirs["told"] == ours["slices"][str(rows)])
    print(f"{'':<24}{'the same' if same else 'NOT THE SAME'} {theirs['told'][0]:,} contacts of {rows:,} customers")
    return same


if __name__ == "__main__":
    sys.exit(main())
