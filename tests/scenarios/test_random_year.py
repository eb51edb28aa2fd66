"""A random year of a random small team, day by day: whatever comes together, no rule is broken and nothing is lost."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import floor
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_years import START, Made, Scene, Year, live_through, occasions, scenes, shuffled
from small_books import Row, customer, history_of

import crm_sheets.day as day_module
from crm_sheets.day import observe
from crm_sheets.plan import limits, media
from crm_sheets.plan.consent import consent_states
from crm_sheets.plan.done import by_key
from crm_sheets.programs import find_due
from crm_sheets.team_calendar import TeamCalendar, team_calendar
from crm_sheets.team_settings import TeamSettings, read_team_settings

COUNTED = ("sent", "uncertain")
MESSAGES, IN_PERSON = ("whatsapp", "sms", "email"), ("call", "visit")
ONE_DAY = timedelta(days=1)


class Told:
    """One scene and its year, with what the rules are about."""

    def __init__(self, scene: Scene, year: Year) -> None:
        self.scene, self.year = scene, year
        self.programs: dict[str, Row] = {row["program_id"]: row for row in scene.tabs["programs"]}
        self.people: dict[str, Row] = {row["customer_id"]: row for row in scene.tabs["customers"]}
        self.set: TeamSettings = read_team_settings(scene.book(START))[0]

    def purpose(self, made: Made) -> str:
        return str(self.programs[made.program]["purpose"])

    def by_run(self) -> Iterator[tuple[list[Made], list[Made]]]:
        """For each run: what had been made before it for certain or perhaps, and what it made."""
        runs: dict[int, list[Made]] = defaultdict(list)
        for made in self.year.made:
            runs[made.run].append(made)
        before: list[Made] = []
        for run in sorted(runs):
            yield before, runs[run]
            before = before + [made for made in runs[run] if made.state in COUNTED]

    def last_day(self, made: Made) -> date:
        return made.due_date + timedelta(days=self.programs[made.program]["lateness_days"])

    def calendar(self) -> TeamCalendar:
        return team_calendar(self.scene.book(START), self.set, START, START + timedelta(days=800))


# --- the rules, each said once more as plainly as can be


def no_occasion_is_made_twice(told: Told) -> None:
    counted = Counter(made.key for made in told.year.made if made.state in COUNTED)
    assert set(counted.values()) <= {1}
    for before, now in told.by_run():
        assert not {made.key for made in before} & {made.key for made in now}


def none_is_early_or_late(told: Told) -> None:
    for made in told.year.made:
        assert made.due_date <= made.day <= told.last_day(made)


def none_is_lost_without_a_reason(told: Told) -> None:
    """Every occasion that fell due is made or listed with its reason; missed nights included."""
    seen = {(row["program"], row["subject"], row["occasion_date"]) for row in told.year.decisions}
    runs = [day for day, count in told.scene.days() if count]
    for name, program in told.programs.items():
        for subject, _, day in occasions(told.scene, program):
            due = day + timedelta(days=program["offset_days"])
            was_looked_at = runs and due <= runs[-1]
            assert not was_looked_at or (name, subject, day) in seen, (name, subject, day)
    assert all(bool(row["reason"]) == (row["decision"] != "kept") for row in told.year.decisions)


def a_missed_night_is_caught_up_or_told(told: Told) -> None:
    """What nothing holds back is made at the first run of its days; what had none of them is told as too late."""
    runs = [day for day, count in told.scene.days() if count]
    made = {(item.program, item.subject, item.occasion_date): item for item in told.year.made}
    reasons: dict[Any, set[str]] = defaultdict(set)
    for row in told.year.decisions:
        reasons[row["program"], row["subject"], row["occasion_date"]].add(row["reason"])
    for name, program in told.programs.items():
        for subject, _, day in occasions(told.scene, program):
            due = day + timedelta(days=program["offset_days"])
            last = due + timedelta(days=program["lateness_days"])
            chances = [run for run in runs if due <= run <= last]
            listed = reasons[name, subject, day]
            if not chances and runs and last < runs[-1]:
                assert "too_late" in listed or listed & {"deceased", "do_not_contact", "do_not_congratulate"}, listed
                assert (name, subject, day) not in made
            if chances and due >= START and listed == {""}:
                assert made[name, subject, day].day == chances[0]


def the_cap_holds(told: Told) -> None:
    days, most = told.set.cap_days, told.set.cap_contacts
    for before, now in told.by_run():
        for who in {made.customer_id for made in now} if most else ():
            held = [made for made in now if _is_capped(told, made, who)]
            recent = [made for made in before if _is_message(made, who) and made.day > now[0].day - days * ONE_DAY]
            assert not held or len(recent) + len(held) <= most


def _is_message(made: Made, who: str) -> bool:
    return made.customer_id == who and made.medium in MESSAGES


def _is_capped(told: Told, made: Made, who: str) -> bool:
    return _is_message(made, who) and told.purpose(made) != "service"


def programs_rest(told: Told) -> None:
    for before, now in told.by_run():
        for made in now:
            rest = told.programs[made.program]["rest_days"]
            same = [
                other
                for other in [*before, *now]
                if (other.program, other.customer_id) == (made.program, made.customer_id) and other is not made
            ]
            assert not rest or all(abs((made.day - other.day).days) >= rest for other in same)


def a_day_has_its_number(told: Told) -> None:
    for before, now in told.by_run():
        today = Counter(made.program for made in [*before, *now] if made.day == now[0].day)
        for name, count in today.items():
            most = told.programs[name]["most_per_day"]
            assert not most or count <= most


def selling_keeps_its_share(told: Told) -> None:
    share, days = told.set.selling_share, told.set.mix_days
    for before, now in told.by_run():
        sold = {made.customer_id for made in now if told.purpose(made) == "selling"}
        for who in sold if share < 1 else ():
            recent = [made for made in before if made.customer_id == who and made.day > now[0].day - days * ONE_DAY]
            both = recent + [made for made in now if made.customer_id == who]
            offers = sum(told.purpose(made) == "selling" for made in both)
            assert offers <= max(1, floor(share * len(both) + 1e-9))


def calls_and_visits_rest(told: Told) -> None:
    rest = told.set.call_rest_days
    for before, now in told.by_run():
        for made in now:
            if made.medium not in IN_PERSON or told.purpose(made) == "service" or not rest:
                continue
            others = [other for other in before if _is_met(other, made.customer_id)]
            assert all((made.day - other.day).days >= rest for other in others)
            together = [other for other in now if _is_met(other, made.customer_id) and told.purpose(other) != "service"]
            assert together == [made]


def _is_met(made: Made, who: str) -> bool:
    return made.customer_id == who and made.medium in IN_PERSON


def consent_holds(told: Told) -> None:
    """No withdrawn way is used, and none to sell without a grant; the latest word on the day counts."""
    for made in told.year.made:
        word, purpose = _word(told, made), told.purpose(made)
        assert word != "withdrawn"
        must_ask = "consents" in told.scene.tabs and purpose == "selling" and made.medium in (*MESSAGES, "call")
        assert word == "granted" or not must_ask


def _word(told: Told, made: Made) -> str:
    covering = [
        (row["date"], row["state"] == "withdrawn", row["state"])
        for row in told.scene.tabs.get("consents", ())
        if row["customer_id"] == made.customer_id
        and row["channel"] in ("all", made.medium)
        and row["purpose"] in ("all", told.purpose(made))
    ]
    # a withdrawal with a date to come counts as given today
    known = [(min(on, made.day), closes, state) for on, closes, state in covering if closes or on <= made.day]
    return max(known)[2] if known else ""


def the_dead_and_who_wants_none_are_left_alone(told: Told) -> None:
    who, since = told.scene.dies
    gone = {row["family_id"] for row in told.scene.tabs["family"] if row["deceased"]}
    for made in told.year.made:
        status = told.people[made.customer_id]["status"]
        assert status != "do_not_contact"
        assert status != "do_not_congratulate" or told.purpose(made) != "greeting"
        assert made.customer_id != who or made.day < since
        assert made.subject not in gone


def one_greeting_per_address_and_day(told: Told) -> None:
    for before, now in told.by_run():
        today = [made for made in [*before, *now] if made.day == now[0].day and told.purpose(made) == "greeting"]
        reached = Counter(made.address or made.customer_id for made in today)
        assert set(reached.values()) <= {1}


def holidays_and_free_days_are_kept(told: Told) -> None:
    calendar, is_quiet = told.calendar(), told.set.quiet_holidays == "yes"
    for made in told.year.made:
        purpose, holiday = told.purpose(made), made.day in calendar.holidays or made.day in calendar.closed
        if made.medium in MESSAGES:
            assert not (is_quiet and holiday) or purpose in ("greeting", "service")
            continue
        urgent = purpose == "service" and told.programs[made.program]["priority"] == 1
        later = [made.day + number * ONE_DAY for number in range(1, (told.last_day(made) - made.day).days + 1)]
        works = calendar if is_quiet else TeamCalendar({}, calendar.closed, calendar.work_days)
        assert urgent or works.is_working(made.day) or not any(map(works.is_working, later))


RULES: tuple[Callable[[Told], None], ...] = (
    no_occasion_is_made_twice,
    none_is_early_or_late,
    none_is_lost_without_a_reason,
    a_missed_night_is_caught_up_or_told,
    the_cap_holds,
    programs_rest,
    a_day_has_its_number,
    selling_keeps_its_share,
    calls_and_visits_rest,
    consent_holds,
    the_dead_and_who_wants_none_are_left_alone,
    one_greeting_per_address_and_day,
    holidays_and_free_days_are_kept,
)


def check(scene: Scene) -> None:
    """Live through the year and hold it against every rule."""
    told = Told(scene, live_through(scene))
    for rule in RULES:
        rule(told)


RANDOM = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}
"""A year takes seconds: one that breaks a rule is shown as it is, for making it smaller would take hours."""


@settings(max_examples=4, derandomize=True, **RANDOM)
@given(scenes(most_programs=6))
def test_a_random_year_breaks_no_rule(scene: Scene) -> None:
    check(replace(scene, runs=scene.runs[:150]))


@pytest.mark.deep
@settings(max_examples=15, **RANDOM)
@given(scenes())
def test_many_random_years_break_no_rule(scene: Scene) -> None:
    check(scene)


@settings(max_examples=6, **RANDOM)
@given(scenes(), st.integers(0, 360), st.integers(0, 1000))
def test_the_same_book_gives_the_same_plan_whatever_the_order_of_its_rows(
    scene: Scene, number: int, order: int
) -> None:
    day = START + timedelta(days=number)
    made = live_through(replace(scene, runs=[0] * (number // 2) + [1])).made
    history = history_of(
        *({"key": item.key, "program": item.program, "customer_id": item.customer_id, "on": item.day} for item in made)
    )
    book = scene.book(day)
    first, again = observe(book, day, history), observe(book, day, history)
    other = observe(shuffled(book, order), day, history.sample(fraction=1, shuffle=True, seed=order))
    columns = [name for name in first.decisions.columns if name != "subject_row"]
    assert first.decisions.equals(again.decisions)
    assert first.decisions.select(columns).equals(other.decisions.select(columns))


@settings(max_examples=3, **RANDOM)
@given(scenes(most_programs=6))
def test_what_is_let_through_unseen_is_what_no_limit_stops(scene: Scene) -> None:
    scene = replace(scene, runs=scene.runs[:60])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "may_be_stopped", lambda tally: pl.lit(value=True))
        one_by_one = live_through(scene)
    assert live_through(scene).made == one_by_one.made


# --- the rules can fail: each notices when the part of the plan that keeps it is taken out

NEVER = lambda *_, **more: None  # noqa: E731
SELECT = sys.modules["crm_sheets.plan.select"]
DENSE: dict[str, Any] = {
    "repeat": "cadence",
    "occasion": "customers.customer_since",
    "cadence_days": 2,
    "offset_days": 0,
    "condition": "",
    "priority": 5,
    "lateness_days": 3,
    "rest_days": 0,
    "most_per_day": 0,
}


def dense_program(name: str, purpose: str, channels: str, **more: Any) -> Row:
    columns = {"program_id": name, "name": name, "template": name, "purpose": purpose, "channels": channels}
    return {**DENSE, **columns, **more}


def dense_scene() -> Scene:
    """A month in which everything happens to four customers, two of whom share a phone."""
    since = {"customer_since": START - timedelta(days=100), "city": "Bandung", "birth_date": date(1990, 9, 9)}
    customers = [
        customer("C0", status="active", **since),
        customer("C1", status="active", **since, phone="+6281200000000"),
        customer("C2", status="active", **since),
        customer("C3", status="active", **since),
    ]
    withdrawn = {"customer_id": "C2", "channel": "all", "purpose": "all", "state": "withdrawn", "date": START + ONE_DAY}
    granted = {"channel": "all", "purpose": "all", "state": "granted", "date": START - ONE_DAY}
    people = [{"consent_id": f"K{number}", "customer_id": f"C{number}", **granted} for number in range(4)]
    chosen = {"cap_contacts": "2", "cap_days": "7", "selling_share": "0.2", "mix_days": "30", "call_rest_days": "7"}
    chosen |= {"language": "en", "company": "Toko Maju", "country": "ID", "work_days": "mon-fri"}
    return Scene(
        {
            "customers": customers,
            "family": [],
            "policies": [],
            "transactions": [],
            "consents": [*people, {"consent_id": "K9", **withdrawn}],
            "calendar": [{"date": START + number * ONE_DAY, "name": "Hari", "kind": "holiday"} for number in (6, 13)],
            "settings": [{"setting": name, "value": value} for name, value in chosen.items()],
            "programs": [
                dense_program("hello", "greeting", "whatsapp", cadence_days=3),
                dense_program("offer", "selling", "email", priority=2),
                dense_program("chat", "relationship", "call", cadence_days=1),
                dense_program("report", "service", "email", rest_days=10),
                dense_program("parcel", "relationship", "gift", most_per_day=1),
                dense_program("birthday", "service", "sms", repeat="yearly", occasion="customers.birth_date"),
            ],
        },
        runs=[1] * 5 + [0] * 6 + [2] + [1] * 6,
        dies=("C3", START + 3 * ONE_DAY),
    )


def of_that_day(*given_: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is due, without what was missed on an earlier day."""
    due, problems = find_due(*given_)
    return due.filter(pl.col("due_date") == given_[3]), problems


def all_but_one(*given_: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is due, without one customer's."""
    due, problems = find_due(*given_)
    return due.filter(pl.col("customer_id") != "C1"), problems


def no_consents(offers: pl.DataFrame, consents: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return consent_states(offers, consents.clear(), as_of)


def no_memory(history: pl.DataFrame) -> pl.DataFrame:
    return by_key(history.clear())


def without(rule: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(limits._Limits, rule, NEVER)


def instead(module: Any, name: str, other: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(module, name, other)


MUTANTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Callable[[Told], None]]] = {
    "no cap": (without("_cap"), the_cap_holds),
    "no rest": (without("_rest"), programs_rest),
    "no number a day": (without("_today"), a_day_has_its_number),
    "no mix": (without("_mix"), selling_keeps_its_share),
    "no rest of calls": (without("_call"), calls_and_visits_rest),
    "greetings for each": (without("_greeting"), one_greeting_per_address_and_day),
    "no quiet days": (
        instead(SELECT, "without_quiet_days", lambda rows, *_: rows),
        holidays_and_free_days_are_kept,
    ),
    "withdrawals unheard": (
        instead(media, "consent_states", no_consents),
        consent_holds,
    ),
    "the dead are alive": (
        instead(SELECT, "_person_checks", lambda *_: []),
        the_dead_and_who_wants_none_are_left_alone,
    ),
    "no memory": (instead(SELECT, "by_key", no_memory), no_occasion_is_made_twice),
    "never too late": (instead(SELECT, "_time_checks", lambda *_: []), none_is_early_or_late),
    "nothing is caught up": (instead(day_module, "find_due", of_that_day), a_missed_night_is_caught_up_or_told),
    "one is lost": (instead(day_module, "find_due", all_but_one), none_is_lost_without_a_reason),
}


def test_a_dense_month_breaks_no_rule_and_meets_every_limit() -> None:
    told = Told(dense_scene(), live_through(dense_scene()))
    for rule in RULES:
        rule(told)
    assert {row["reason"] for row in told.year.decisions} >= {
        "already_done", "opted_out", "deceased", "too_late", "quiet_hours", "same_address", "program_rest",
        "frequency_cap", "too_much_selling", "daily_limit",
    }  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_rule_notices_when_the_plan_does_not_keep_it(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out, rule = MUTANTS[mutant]
    take_out(monkeypatch)
    told = Told(dense_scene(), live_through(dense_scene()))
    with pytest.raises(AssertionError):
        rule(told)
