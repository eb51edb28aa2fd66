"""The whole nightly run on a Google spreadsheet: how many requests, how many bytes, how many seconds.

    python benchmarks/google_nightly.py                      50,000 customers, 200,000 transactions
    python benchmarks/google_nightly.py --customers 2000 --transactions 8000

Google is the fake of `crm_sheets.testing`, in the same process; the seconds that it takes itself are counted apart. A
real Google adds its own: about a second for a small request, some ten for the largest. How the answer becomes columns,
against json and pandas, is in `google_json.py`.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any
from unittest import mock

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

from google_samples import LINK, load_book  # noqa: E402

from crm_sheets.cli import main as crm  # noqa: E402
from crm_sheets.sample.book import make_book  # noqa: E402
from crm_sheets.sample.options import Options  # noqa: E402
from crm_sheets.testing.google import FakeGoogle  # noqa: E402

AS_OF = "2026-11-20"


class TimedGoogle(FakeGoogle):
    """Counts the seconds that it takes to answer, which a real Google would take elsewhere."""

    seconds = 0.0

    def _callback(self, prepared: Any) -> Any:
        started = time.perf_counter()
        try:
            return super()._callback(prepared)
        finally:
            self.seconds += time.perf_counter() - started


def main() -> int:
    """Load, run two nights, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--transactions", type=int, default=200_000)
    arguments = parser.parse_args()
    book = make_book(Options(customers=arguments.customers, transactions=arguments.transactions, faults=False))
    with TimedGoogle() as google, tempfile.TemporaryDirectory() as folder:
        load_book(google, book)
        del book
        os.chdir(folder)
        google.service_account_file(Path(folder)).rename("google-key.json")
        Path("crm.toml").write_text(f'workbook = "{LINK}"\nlanguage = "id"\n', encoding="utf-8")
        print(f"{arguments.customers:,} customers, {arguments.transactions:,} transactions")
        with mock.patch("crm_sheets.workbook.google.opening.Clock", lambda: google.clock):
            return max(night(google, day) for day in (AS_OF, "2026-11-21"))


def night(google: TimedGoogle, day: str) -> int:
    """One nightly run and what it took."""
    before, waited, google.seconds = len(google.sheet_requests), google.clock.monotonic(), 0.0
    started = time.perf_counter()
    code = crm(["run", "nightly", "--as-of", day])
    seconds = time.perf_counter() - started
    requests = google.sheet_requests[before:]
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for request in requests:
        found = sums[request.operation]
        found[0] += 1
        found[1] += request.sent
        found[2] += request.received
    print(f"\n{'request':<48}{'count':>6}{'MB sent':>10}{'MB received':>13}")
    for operation, (count, sent, received) in sums.items():
        print(f"{operation:<48}{count:>6}{sent / 1e6:>10.2f}{received / 1e6:>13.2f}")
    largest = max(request.sent for request in requests) / 1e6
    waits = google.clock.monotonic() - waited
    print(f"{'all':<48}{len(requests):>6}, the largest {largest:.1f} MB; {waits:.0f} s waited for the quota")
    print(f"{seconds:.1f} s, of which the fake {google.seconds:.1f}; ours {seconds - google.seconds:.1f} s")
    print(f"peak memory, fake included: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return code


if __name__ == "__main__":
    sys.exit(main())
