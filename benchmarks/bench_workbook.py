"""Build the benchmark's workbook: `python benchmarks/bench_workbook.py --output FILE --customers N --transactions N`.

It is the sample of that size with a fixed set of programs, for the peer has each of their conditions written out by
hand; the sample's own programs grow. Templates of their own lie in `benchmarks/templates`.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from crm_sheets.sample.book import make_book
from crm_sheets.sample.options import Options, Row
from crm_sheets.sample.program import SampleProgram
from crm_sheets.sample.programs import PROGRAMS
from crm_sheets.sample.writer import write_workbook

PLAIN = {"rest": 0, "most_per_day": 0, "handled_by": "", "hold_out": 0}
"""What the peer knows nothing of."""

KEPT = {
    "birthday_customer": {},
    "birthday_family": {},
    "relationship_anniversary": {},
    "birthday_gift": {"channels": ("visit",)},
    "premium_monthly": {
        "occasion": "policies.next_due",
        "condition": "status = 'inforce' and payment_frequency = 'monthly' and not wants_call",
    },
    "premium_call": {
        "occasion": "policies.next_due",
        "condition": "status = 'inforce' and "
        "(payment_frequency in ('quarterly', 'half_yearly', 'yearly') or wants_call)",
    },
    "monthly_payer_call": {},
    "card_expiry": {},
    "after_purchase": {},
    "winback": {},
    "platinum_visit": {},
    "deal_follow_up": {},
    "complaint_follow_up": {},
}
"""The sample's programs that are measured, and what is different about them here."""

TEMPLATES = {"birthday_gift": "bench_gift", "premium_monthly": "bench_premium", "premium_call": "bench_premium"}


def bench_programs(options: Options) -> list[Row]:
    """The rows of the Programs tab."""
    chosen = {program.program_id: program for program in PROGRAMS}
    return [_row(options, replace(chosen[name], **PLAIN, **changes)) for name, changes in KEPT.items()]


def _row(options: Options, program: SampleProgram) -> Row:
    return program.row(options) | {"template": TEMPLATES.get(program.program_id, program.program_id)}


def main() -> None:
    """Build the workbook, without what the peer does not know: the sample's other programs, people to call back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--transactions", type=int, required=True)
    arguments = parser.parse_args()
    options = Options(customers=arguments.customers, transactions=arguments.transactions)
    book = make_book(options)
    book.tabs["programs"] = bench_programs(options)
    book.tabs["call_requests"] = [row for row in book.tabs["call_requests"] if row["status"] != "waiting"]
    write_workbook(book, arguments.output)


if __name__ == "__main__":
    sys.exit(main())
