"""Random small books, the days on which jobs ran, and what a year of them made: for tests that hold a year to rules."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st
from small_books import Row, book_of, history_of, typed

from crm_sheets.day import observe
from crm_sheets.tables import Book

START = date(2027, 9, 1)
A_YEAR = 366
ONE_DAY = timedelta(days=1)
WAYS = ("whatsapp", "sms", "email", "call", "visit", "gift")
PURPOSES = ("greeting", "understanding", "relationship", "selling", "service")
IN_YEAR = st.dates(START, START + timedelta(days=A_YEAR))
EDGES = st.sampled_from(
    [date(1996, 2, 29), date(1990, 12, 31), date(1991, 1, 1), date(1980, 11, 30), date(1985, 1, 31)]
)
BIRTHS = st.dates(date(1950, 1, 1), date(2020, 12, 31)) | EDGES
OCCASIONS = {
    "customers.birth_date": ("yearly", "monthly"),
    "customers.customer_since": ("cadence", "yearly"),
    "family.birth_date": ("yearly",),
    "policies.next_due": ("due", "each_date", "monthly"),
    "transactions.date": ("once",),
    "25": ("calendar",),
    "12-25": ("calendar",),
}
"""What causes contacts, and how each may come back."""
OFTEN = [*OCCASIONS, "customers.customer_since", "customers.customer_since", "25", "25"]
"""Rare occasions alone would seldom meet each other."""


@dataclass(frozen=True)
class Scene:
    """A book and what happens to it: on which days jobs run and how often, who dies, what fails.

    `runs` holds for each day of the year how often the job ran; `dies` is a customer and the day on which the team
    notes the death; `luck` says of the n-th contact whether it failed or became uncertain.
    """

    tabs: Mapping[str, Sequence[Row]]
    runs: Sequence[int]
    dies: tuple[str, date] = ("", date.max)
    luck: Sequence[str] = ("sent",)

    def book(self, day: date) -> Book:
        """The workbook as it stands on that day."""
        who, since = self.dies
        dead = [{**row, "status": "deceased"} if row["customer_id"] == who else row for row in self.tabs["customers"]]
        return book_of(**{**self.tabs, "customers": dead if day >= since else self.tabs["customers"]})

    def days(self) -> Iterator[tuple[date, int]]:
        """Each day of the year with the number of runs on it."""
        return ((START + number * ONE_DAY, count) for number, count in enumerate(self.runs))

    def settings(self) -> dict[str, Any]:
        """What the team has set."""
        return {row["setting"]: row["value"] for row in self.tabs["settings"]}


@dataclass(frozen=True)
class Made:
    """One contact that a run made, and what became of it."""

    day: date
    run: int
    key: str
    program: str
    customer_id: str
    subject: str
    medium: str
    address: str
    occasion_date: date
    due_date: date
    state: str


@dataclass
class Year:
    """What a year of runs made, and every decision of theirs (with `day` and `run`)."""

    made: list[Made] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)


def live_through(scene: Scene) -> Year:
    """Run the jobs day by day, each seeing what the ones before it made."""
    year, history, run = Year(), history_of(), 0
    for day, count in scene.days():
        book = scene.book(day) if count else None
        for _ in range(count):
            run += 1
            seen = observe(book, day, history)  # type: ignore[arg-type]
            rows = seen.decisions.iter_rows(named=True)
            year.decisions += [{**row, "day": day, "run": run} for row in rows]
            made = list(_made(seen.decisions, day, run, scene.luck, len(year.made)))
            year.made += made
            history = pl.concat([history, history_of(*map(_remembered, made))])
    return year


def _made(decisions: pl.DataFrame, day: date, run: int, luck: Sequence[str], before: int) -> Iterator[Made]:
    kept = decisions.filter(pl.col("decision") == "kept").iter_rows(named=True)
    for number, row in enumerate(kept, start=before):
        yield Made(
            day=day,
            run=run,
            key=f"{row['program']}|{row['subject']}|{row['period']}",
            state=luck[number % len(luck)],
            **{name: row[name] for name in Made.__annotations__.keys() & row.keys()},
        )


def _remembered(made: Made) -> Row:
    columns = {"key": made.key, "program": made.program, "customer_id": made.customer_id, "medium": made.medium}
    return {**columns, "state": made.state, "on": made.day}


def shuffled(book: Book, order: int) -> Book:
    """The same book with the rows of its tabs in another order; of programs the order says which goes first."""
    tables = {
        name: table if name == "programs" else table.sample(fraction=1, shuffle=True, seed=order)
        for name, table in book.tables.items()
    }
    return replace(book, tables=tables)


# --- when what a program is about comes, said as plainly as can be


def comes_on(day: date, dated: date, program: Row) -> bool:
    """Whether `day` is an occasion of `dated` by the program's repetition."""
    repeat = program["repeat"]
    if repeat in ("once", "due", "each_date"):
        return day == dated
    if day <= dated:
        return False
    if repeat == "cadence":
        return bool((day - dated).days % program["cadence_days"] == 0)
    if day.day != min(dated.day, calendar.monthrange(day.year, day.month)[1]):
        return False
    if repeat == "monthly":
        return (day.year, day.month) != (dated.year, dated.month)
    return day.month == dated.month and day.year > dated.year


def occasions(scene: Scene, program: Row) -> Iterator[tuple[str, str, date]]:
    """Subject, customer and day of each occasion of a program that falls due in the year, its condition met."""
    tab, _, column = program["occasion"].partition(".")
    offset = timedelta(days=program["offset_days"])
    days = [START + number * ONE_DAY - offset for number in range(A_YEAR)]
    people = {row["customer_id"]: row for row in scene.tabs["customers"]}
    key = {"customers": "customer_id", "family": "family_id", "policies": "policy_id", "transactions": "transaction_id"}
    for row in scene.tabs[tab if column else "customers"]:
        who = row["customer_id"]
        if program["condition"] and people[who]["city"] != "Bandung":
            continue
        subject = row[key[tab]] if column else who
        for day in days:
            if row[column] and comes_on(day, row[column], program) if column else _is_calendar_day(day, tab):
                yield subject, who, day


def _is_calendar_day(day: date, written: str) -> bool:
    month, _, number = written.rpartition("-")
    return day.day == int(number) and month in ("", str(day.month))


# --- books


def people(count: int) -> st.SearchStrategy[list[Row]]:
    """Customers who share numbers now and then."""
    phones = [None, "+6281200000001", "+6281200000001", "+6281200000002", "+442071234567"]

    def one(number: int) -> st.SearchStrategy[Row]:
        return st.fixed_dictionaries(
            {
                "customer_id": st.just(f"C{number}"),
                "name": st.just(f"Orang {number}"),
                "phone": st.sampled_from(phones),
                "phone_kind": st.just("mobile"),
                "email": st.sampled_from([None, f"c{number}@example.com", "keluarga@example.com"]),
                "status": st.sampled_from(["active"] * 5 + ["do_not_contact", "do_not_congratulate"]),
                "birth_date": BIRTHS,
                "customer_since": st.dates(date(2020, 1, 1), date(2027, 8, 1)),
                "city": st.sampled_from(["Bandung", "Medan", None]),
                "preferred_channel": st.sampled_from([None, None, "email", "sms", "call"]),
                "timezone": st.sampled_from([None, "Asia/Jayapura", "Europe/London"]),
            }
        )

    return st.tuples(*(one(number) for number in range(count))).map(list)


def _rows(name: str, key: str, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Row]]:
    rows = st.lists(st.fixed_dictionaries(columns), max_size=8)
    return rows.map(lambda found: [{key: f"{name}{number}", **row} for number, row in enumerate(found)])


@st.composite
def programs(draw: st.DrawFn, number: int) -> Row:
    """One row of the Programs tab."""
    occasion = draw(st.sampled_from(OFTEN))
    return {
        "program_id": f"p{number}",
        "name": f"Program {number}",
        "purpose": draw(st.sampled_from([*PURPOSES, "greeting", "selling", "selling"])),
        "occasion": occasion,
        "repeat": draw(st.sampled_from(OCCASIONS[occasion])),
        "offset_days": draw(st.sampled_from([0, 0, 3, -7])),
        "cadence_days": draw(st.sampled_from([2, 5, 9, 30, 90])),
        "condition": draw(st.sampled_from(["", "", "city = 'Bandung'"])),
        "channels": ", ".join(draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3, unique=True))),
        "template": f"p{number}",
        "priority": draw(st.integers(1, 6)),
        "lateness_days": draw(st.integers(0, 8)),
        "rest_days": draw(st.sampled_from([0, 0, 0, 20, 60])),
        "most_per_day": draw(st.sampled_from([0, 0, 0, 1, 2])),
    }


SETTINGS = st.fixed_dictionaries(
    {
        "language": st.just("en"),
        "company": st.just("Toko Maju"),
        "country": st.just("ID"),
        "cap_contacts": st.sampled_from(["0", "1", "2", "3"]),
        "cap_days": st.sampled_from(["3", "7", "30"]),
        "selling_share": st.sampled_from(["0.3", "0.5", "1"]),
        "mix_days": st.sampled_from(["30", "90"]),
        "call_rest_days": st.sampled_from(["0", "7", "30"]),
        "quiet_holidays": st.sampled_from(["yes", "no"]),
        "work_days": st.sampled_from(["mon-fri", "mon-sat", "mon-sun"]),
    }
)


@st.composite
def scenes(draw: st.DrawFn, most_programs: int = 9) -> Scene:
    """A random small book, and a random year for it."""
    count = draw(st.integers(3, 6))
    who = st.sampled_from([f"C{number}" for number in range(count)])
    way, purpose = st.sampled_from(["all", "all", *WAYS[:4]]), st.sampled_from(["all", "all", *PURPOSES])
    tabs: dict[str, Sequence[Row]] = {
        "customers": draw(people(count)),
        "family": draw(
            _rows("F", "family_id", customer_id=who, birth_date=BIRTHS, deceased=st.sampled_from([None, True]))
        ),
        "policies": draw(_rows("L", "policy_id", customer_id=who, next_due=IN_YEAR, status=st.just("inforce"))),
        "transactions": draw(_rows("T", "transaction_id", customer_id=who, date=IN_YEAR, amount=st.just(1e5))),
        "calendar": draw(_calendar()),
        "programs": [draw(programs(number)) for number in range(draw(st.integers(4, most_programs)))],
        "settings": [{"setting": name, "value": value} for name, value in draw(SETTINGS).items()],
    }
    if draw(st.sampled_from([True, True, False])):
        state, dated = (
            st.sampled_from(["granted", "granted", "withdrawn"]),
            st.dates(date(2027, 6, 1), date(2027, 12, 1)),
        )
        tabs["consents"] = draw(
            _rows("K", "consent_id", customer_id=who, channel=way, purpose=purpose, state=state, date=dated)
        )
    counts = draw(st.lists(st.sampled_from([1, 1, 1, 1, 1, 0, 0, 2]), min_size=7, max_size=40))
    luck = draw(st.lists(st.sampled_from(["sent"] * 8 + ["failed", "uncertain"]), min_size=1, max_size=30))
    dies = draw(st.tuples(who, IN_YEAR))
    return Scene(tabs, [counts[number % len(counts)] for number in range(A_YEAR)], dies, luck)


def _calendar() -> st.SearchStrategy[list[Row]]:
    kinds = st.sampled_from(["holiday", "closed", "event"])
    days = st.dictionaries(IN_YEAR, kinds, max_size=25)
    return days.map(lambda found: [{"date": day, "name": "Hari", "kind": kind} for day, kind in found.items()])


__all__ = ["A_YEAR", "START", "Made", "Scene", "Year", "live_through", "occasions", "scenes", "shuffled", "typed"]
