"""One side of the benchmark of programs, in a process of its own; prints what it took and whom it found as JSON.

python benchmarks/program_sides.py read WORKBOOK FOLDER      ours from the file on; keeps the typed tables in FOLDER
python benchmarks/program_sides.py ours FOLDER               ours from the typed tables on
python benchmarks/program_sides.py rule-engine FOLDER 5000   the library, row by row, for the first so many customers
"""

from __future__ import annotations

import json
import sys
import time
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import polars as pl
from program_data import AS_OF
from program_rules import Rule, rules

from crm_sheets.model import Program, Repeat

Row = dict[str, Any]
Key = tuple[str, str, str]
TABLES = ("customers", "policies", "transactions", "profiles")
SHOWN_AFTER_DAYS = 7


def read(workbook: Path, folder: Path) -> dict[str, Any]:
    """Ours, with reading; the typed tables are kept for the other sides."""
    from crm_sheets.enrich import enrich
    from crm_sheets.team_settings import TeamSettings
    from crm_sheets.validate import validate
    from crm_sheets.workbook.xlsx import XlsxWorkbook

    clock = _Clock()
    snapshot = XlsxWorkbook(workbook).read()
    clock.lap("read")
    book = validate(snapshot.tabs, AS_OF)
    del snapshot
    clock.lap("check")
    profiles = enrich(book, TeamSettings(), AS_OF)
    clock.lap("profiles")
    found = _find(book.tables, profiles, clock)
    for name, frame in (*book.tables.items(), ("profiles", profiles)):
        frame.write_ipc(folder / f"{name}.arrow")
    return found


def ours(folder: Path) -> dict[str, Any]:
    """Ours, on tables that are there already."""
    tables = {name: pl.read_ipc(folder / f"{name}.arrow").rechunk() for name in TABLES}
    return _find({name: tables[name] for name in TABLES[:-1]}, tables["profiles"], _Clock())


class _Clock:
    """Seconds by the clock, and of CPU in all threads, by what was done in them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self._last = time.perf_counter(), time.process_time()

    def lap(self, name: str) -> None:
        now = time.perf_counter(), time.process_time()
        self.seconds[name], self.cpu[name] = now[0] - self._last[0], now[1] - self._last[1]
        self._last = now


def _find(tables: Mapping[str, pl.DataFrame], profiles: pl.DataFrame, clock: _Clock) -> dict[str, Any]:
    from crm_sheets.plan import select
    from crm_sheets.programs import find_due
    from crm_sheets.tables import HISTORY, PROBLEMS, Book
    from crm_sheets.team_settings import TeamSettings

    book, settings = Book(tables, PROBLEMS.to_frame()), TeamSettings()
    programs = [rule.program for rule in rules()]
    clock.lap("start")
    due, problems = find_due(programs, book, profiles, AS_OF, settings)
    clock.lap("due")
    decisions = select(due, programs, book, profiles, HISTORY.to_frame(), settings, AS_OF)
    clock.lap("select")
    assert problems.is_empty(), problems
    keys = due.select("program", "subject", "period", "customer_id").rows()
    counted = dict(decisions.group_by("decision").len().iter_rows())
    return {
        "seconds": clock.seconds,
        "cpu": clock.cpu,
        "due": due.height,
        "decisions": counted,
        "slices": _slices(keys),
    }


def _slices(keys: Iterable[tuple[str, str, str, str]]) -> dict[str, list[Any]]:
    """How many are due among the first so many customers, and a digest of them."""
    by_number = sorted((int(customer[1:]), (program, subject, period)) for program, subject, period, customer in keys)
    sizes = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
    return {str(size): _told(key for number, key in by_number if number < size) for size in sizes}


def _told(keys: Iterable[Key]) -> list[Any]:
    ordered = sorted(keys)
    return [len(ordered), blake2b(json.dumps(ordered).encode(), digest_size=8).hexdigest()]


def by_row(library: str, folder: Path, customers: int) -> dict[str, Any]:
    """The same rules, evaluated for one row after the other by a library."""
    people, policies = _rows(folder, customers)
    compiled = [(rule, _matcher(library, rule)) for rule in rules()]
    clock = _Clock()
    clock.lap("start")
    rule_first = [key for rule, holds in compiled for key in _rule_first(rule, holds, _of(rule, people, policies))]
    clock.lap("rule first")
    date_first = [key for rule, holds in compiled for key in _date_first(rule, holds, _of(rule, people, policies))]
    clock.lap("date first")
    assert sorted(rule_first) == sorted(date_first)
    return {"seconds": clock.seconds, "cpu": clock.cpu, "told": _told(date_first)}


def _rows(folder: Path, customers: int) -> tuple[list[Row], list[Row]]:
    """Customers with their profiles, and policies with both, as dictionaries: made before the clock starts."""
    number = pl.col("customer_id").str.slice(1).cast(pl.Int64) < customers
    own = pl.read_ipc(folder / "customers.arrow").filter(number)
    profiles = pl.read_ipc(folder / "profiles.arrow").filter(number)
    more = profiles.select("customer_id", *(name for name in profiles.columns if name not in own.columns))
    people = own.join(more, on="customer_id", maintain_order="left")
    policies = pl.read_ipc(folder / "policies.arrow").filter(number)
    policies = policies.rename({"status": "policy_status"}).select(pl.exclude("_row", "notes"))
    both = policies.join(people.drop("status"), on="customer_id", maintain_order="left")
    return people.to_dicts(), both.to_dicts()


def _of(rule: Rule, people: Sequence[Row], policies: Sequence[Row]) -> Sequence[Row]:
    return policies if rule.program.occasion.startswith("policies.") else people


def _matcher(library: str, rule: Rule) -> Callable[[Row], bool]:
    """The condition, parsed once."""
    if library == "rule-engine":
        import rule_engine

        return rule_engine.Rule(rule.condition.rule_engine).matches  # type: ignore[no-any-return]
    from simpleeval import SimpleEval

    evaluator, text = SimpleEval(), rule.condition.simpleeval
    parsed = evaluator.parse(text)

    def holds(row: Row) -> bool:
        evaluator.names = row
        return bool(evaluator.eval(text, previously_parsed=parsed))

    return holds


def _rule_first(rule: Rule, holds: Callable[[Row], bool], rows: Sequence[Row]) -> Iterator[Key]:
    """Every row by the rule, then those that match by their date."""
    when = _occasions(rule.program)
    for row in rows:
        if holds(row):
            yield from _keys(rule.program, row, when(row))


def _date_first(rule: Rule, holds: Callable[[Row], bool], rows: Sequence[Row]) -> Iterator[Key]:
    """Every row by its date, then those that are due by the rule."""
    when = _occasions(rule.program)
    for row in rows:
        periods = when(row)
        if periods and holds(row):
            yield from _keys(rule.program, row, periods)


def _keys(program: Program, row: Row, periods: Sequence[str]) -> Iterator[Key]:
    subject = row["policy_id"] if program.occasion.startswith("policies.") else row["customer_id"]
    for period in periods:
        yield program.program_id, subject, period


def _occasions(program: Program) -> Callable[[Row], Sequence[str]]:
    """The periods of a row's occasions that fall due now, or did of late."""
    last = AS_OF - timedelta(days=program.offset_days)
    first = last - timedelta(days=program.lateness_days + SHOWN_AFTER_DAYS)
    column = program.occasion.partition(".")[2]
    if program.repeat is Repeat.CALENDAR:
        days = tuple(_calendar(program.occasion, first, last))
        return lambda row: days
    find = {
        Repeat.YEARLY: _yearly,
        Repeat.MONTHLY: _monthly,
        Repeat.CADENCE: lambda day, first, last: _cadence(day, first, last, program.cadence_days),
        Repeat.DUE: lambda day, first, last: (f"{day:%Y-%m}",) if first <= day <= last else (),
        Repeat.ONCE: lambda day, first, last: ("once",) if first <= day <= last else (),
    }[program.repeat]
    return lambda row: find(row[column], first, last) if row[column] is not None else ()


def _yearly(born: date, first: date, last: date) -> Sequence[str]:
    found = []
    for year in range(first.year, last.year + 1):
        leap = born.month == 2 and born.day == 29 and monthrange(year, 2)[1] == 28
        if born.year < year and first <= born.replace(year=year, day=28 if leap else born.day) <= last:
            found.append(str(year))
    return found


def _monthly(day: date, first: date, last: date) -> Sequence[str]:
    found, month = [], first.replace(day=1)
    while month <= last:
        kept = month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))
        if first <= kept <= last and day < month:
            found.append(f"{month:%Y-%m}")
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _cadence(day: date, first: date, last: date, days: int) -> Sequence[str]:
    lowest = max(1, -(-(first - day).days // days))
    return [str(turn) for turn in range(lowest, (last - day).days // days + 1)]


def _calendar(text: str, first: date, last: date) -> Iterator[str]:
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if text == str(day.day):
            yield f"{day:%Y-%m}"
        elif text == f"{day:%m-%d}":
            yield str(day.year)


def main() -> None:
    """Run the side that was asked for."""
    side, *rest = sys.argv[1:]
    if side == "read":
        found = read(Path(rest[0]), Path(rest[1]))
    elif side == "ours":
        found = ours(Path(rest[0]))
    else:
        found = by_row(side, Path(rest[0]), int(rest[1]))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
