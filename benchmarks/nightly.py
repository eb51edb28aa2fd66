"""The whole nightly run against what a competent user would write instead (`peer.py`): cost, and the same results.

    python benchmarks/nightly.py                      50,000 customers, 200,000 transactions
    python benchmarks/nightly.py --small              2,000 customers: are the results the same?

Both run as fresh processes, one after the other, each on its own copy of one workbook. Exit code 1 when the results
differ; a missed target for time or memory is only printed, for time is never a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from datetime import date
from hashlib import blake2b
from pathlib import Path

from measure import ROOT, CommandFailed, Cost, measure

AS_OF = "2026-11-20"
HERE = Path(__file__).parent
DATA = HERE / ".data"
TIMES_FASTER, MOST_MEMORY = 15, 1000
MOST_SHOWN = 20


def main() -> int:
    """Build, measure, compare, print."""
    arguments = _arguments()
    try:
        workbook = sample(arguments.data, arguments.customers, arguments.transactions)
        return benchmark(workbook, arguments.runs, stages=not arguments.no_stages)
    except CommandFailed as error:
        print(error)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--transactions", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=1, help="runs of each side; the quickest counts")
    parser.add_argument("--small", action="store_true", help="2,000 customers and 8,000 transactions")
    parser.add_argument("--no-stages", action="store_true", help="leave out the targets and our stages")
    parser.add_argument("--data", type=Path, default=DATA, help="where the workbooks are kept")
    arguments = parser.parse_args()
    if arguments.small:
        arguments.customers, arguments.transactions, arguments.no_stages = 2_000, 8_000, True
    return arguments


def sample(folder: Path, customers: int, transactions: int) -> Path:
    """The workbook of this size, built unless it is there already from the very same code."""
    folders = ("crm_sheets/sample", "crm_sheets/schema")
    sources = [HERE / "bench_workbook.py", *sorted(path for name in folders for path in (ROOT / name).glob("*.py"))]
    code = blake2b(b"".join(path.read_bytes() for path in sources), digest_size=4).hexdigest()
    workbook = folder / f"{customers}-{transactions}-{code}.xlsx"
    if not workbook.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for stale in folder.glob(f"{customers}-{transactions}-*.xlsx"):
            stale.unlink()
        print(f"building a workbook of {customers:,} customers and {transactions:,} transactions ...", flush=True)
        size = ["--customers", str(customers), "--transactions", str(transactions)]
        unfinished = workbook.with_suffix(".part.xlsx")
        measure([sys.executable, HERE / "bench_workbook.py", "--output", unfinished, *size])
        unfinished.replace(workbook)
    return workbook


def benchmark(workbook: Path, runs: int, *, stages: bool) -> int:
    """Run both sides, compare what they did, and print it all; gives the exit code."""
    ours, peers = [], []
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        places = Path(folder)
        rules = places / "rules.json"
        measure([sys.executable, HERE / "rules.py", rules])
        for number in range(runs):
            ours.append(measure(our_command(fresh_copy(workbook, places / f"ours{number}")))[0])
            cost, told = measure(peer_command(fresh_copy(workbook, places / f"peer{number}"), rules))
            peers.append(cost)
        report(min(ours), min(peers), runs)
        if stages:
            report_targets(min(ours), min(peers))
            watched = measure([sys.executable, HERE / "stages.py", fresh_copy(workbook, places / "stages"), AS_OF])
            report_stages(json.loads(watched[1].splitlines()[-1]), json.loads(told.splitlines()[-1])["stages"])
        found = compare(places / f"ours{runs - 1}/book.xlsx", places / f"peer{runs - 1}/book.xlsx")
    for line in found[:MOST_SHOWN]:
        print(f"DIFFERENCE  {line}")
    if len(found) > MOST_SHOWN:
        print(f"... and {len(found) - MOST_SHOWN:,} more")
    return 1 if found else 0


def fresh_copy(workbook: Path, folder: Path) -> Path:
    """A copy in a folder of its own, where ledger and messages go as well, with the benchmark's own templates."""
    shutil.copytree(HERE / "templates", folder / "templates")
    return Path(shutil.copyfile(workbook, folder / "book.xlsx"))


def our_command(workbook: Path) -> list[str | Path]:
    """The product, as cron starts it."""
    return [sys.executable, "-m", "crm_sheets", "run", "nightly", "--workbook", workbook, "--as-of", AS_OF]


def peer_command(workbook: Path, rules: Path) -> list[str | Path]:
    """The peer."""
    templates = workbook.parent / "templates"
    shutil.copytree(ROOT / "templates", templates, dirs_exist_ok=True)
    needs = ["--workbook", workbook, "--rules", rules, "--templates", templates, "--as-of", AS_OF]
    return [sys.executable, HERE / "peer.py", *needs]


def compare(ours: Path, peers: Path) -> list[str]:
    """What the two runs did differently. Prints how much there was to compare."""
    sys.path.insert(0, str(ROOT))
    from compare import differences, our_outcome, peer_outcome

    one, other = our_outcome(ours), peer_outcome(peers)
    made = f"{len(one.sent):,} messages, {len(one.queued):,} tasks, {len(one.awaiting):,} awaiting approval"
    print(f"\ncontacts made: {made}; {len(one.profiles):,} profiles, {len(one.problems):,} faulty cells")
    found = differences(one, other)
    print("results: " + (f"{len(found):,} DIFFERENCES" if found else "the same on both sides"))
    return found


def report(ours: Cost, peers: Cost, runs: int) -> None:
    """What the two sides cost."""
    print(f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, best of {runs}")
    print(f"{'':16}{'ours':>10}{'peer':>10}{'ratio':>8}")
    for name, one, other in zip(("wall seconds", "CPU seconds", "peak memory MB"), ours, peers, strict=True):
        digits = 0 if "MB" in name else 2
        print(f"{name:16}{one:>10,.{digits}f}{other:>10,.{digits}f}{other / one:>8.1f}")


def report_targets(ours: Cost, peers: Cost) -> None:
    """Whether the targets for the full size are reached."""
    faster = peers.wall / ours.wall
    print(f"at least {TIMES_FASTER} times faster: {'PASS' if faster >= TIMES_FASTER else 'MISS'} ({faster:.1f})")
    print(f"under 1 GB: {'PASS' if ours.memory < MOST_MEMORY else 'MISS'} ({ours.memory:,.0f} MB)")


def report_stages(ours: dict[str, tuple[float, float, float]], peers: dict[str, float]) -> None:
    """Seconds by stage on both sides, and how large we have been at most by the end of each."""
    print(f"\n{'stage':16}{'ours':>10}{'CPU':>10}{'peak MB':>10}{'peer':>10}")
    for name in dict.fromkeys((*ours, *peers)):
        wall, cpu, peak = ours.get(name, (0.0, 0.0, 0.0))
        print(f"{name:16}{wall:>10.2f}{cpu:>10.2f}{peak:>10,.0f}{peers.get(name, 0.0):>10.2f}")


if __name__ == "__main__":
    sys.exit(main())
