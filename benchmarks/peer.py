"""The nightly run as a competent user would write it in an afternoon: pandas, openpyxl, phonenumbers, email-validator.

The measure for `nightly.py`. The same rules, contacts and messages as the product's, a tab less (no monthly report, no
dashboard), no charts and no crash recovery. Where the libraries offer a quick way it is taken: cells are read by
openpyxl in its read-only mode, sums are pandas', spelled dates and amounts are cached, templates are compiled once. The
workbook is loaded a second time to be written, because only that way formulas stay formulas.

    python benchmarks/peer.py --workbook copy.xlsx --rules rules.json --templates templates --as-of 2026-11-20
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import peer_workbook as output
from peer_cells import BadCell, read_amount
from peer_messages import Ledger, Message, MissingValue, Writer, deliver
from peer_plan import MESSAGES, Due, by_worth, find_due, read_programs, select
from peer_profiles import make_profiles
from peer_tables import Checked, check_tabs, read_rows

Rules = dict[str, Any]


class Clock:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def note(self, stage: str) -> None:
        """The stage is over."""
        now = time.perf_counter()
        self.seconds[stage], self.last = round(now - self.last, 2), now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbook", type=Path, required=True)
    parser.add_argument("--rules", type=Path, required=True)
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    arguments = parser.parse_args()
    rules = json.loads(arguments.rules.read_text(encoding="utf-8"))
    print(json.dumps(run(arguments.workbook, rules, arguments.templates, arguments.as_of)))


def run(path: Path, rules: Rules, templates: Path, as_of: date) -> dict[str, Any]:
    """One nightly run; gives what happened and how long each stage took."""
    clock, started = Clock(), datetime.now().replace(microsecond=0)
    sheets = read_rows(str(path))
    clock.note("read")
    checked = check_tabs(sheets, rules, as_of)
    del sheets
    clock.note("validate")
    settings = read_settings(checked, rules)
    profiles = make_profiles(checked.tables, settings, as_of, rules)
    clock.note("enrich")
    ledger = Ledger(path.with_name("ledger.sqlite"))
    programs = read_programs(checked.tables, rules)
    due = find_due(programs, checked.tables, profiles, settings, as_of, rules)
    due = select(due, checked.tables, profiles, ledger.history(as_of, settings), settings, as_of)
    clock.note("plan")
    messages = render_all(due, Writer(templates, settings, rules, as_of))
    clock.note("render")
    to_send, to_ask, tasks = sort_messages(messages, checked.tables["outbox"])
    counts = deliver(to_send, ledger, path.with_name("outbox"), as_of)
    tasks = [message for message in tasks if ledger.claim(message.contact, as_of)]
    clock.note("send")
    titles = rules["titles"]
    tabs = {
        titles["problems"]: output.problems_table(checked.problems, rules),
        titles["profiles"]: output.profiles_table(profiles, rules),
        titles["plan"]: output.plan_table(due),
        titles["segments"]: output.segments_table(profiles),
    }
    rows = {
        "queue": [output.queue_row(message, as_of) for message in tasks],
        "outbox": [output.outbox_row(message, as_of) for message in to_ask],
        "contact_log": [output.log_row(message, started) for message in to_send],
        "runs": [{"at": started, "as_of": as_of, "job": "nightly", "customers": len(profiles), "due": len(due)}],
    }
    shared = {name: rules["tabs"][name] for name in rows}
    appended = {tab["title"]: output.as_rows(tab, rows[name]) for name, tab in shared.items()}
    workbook = output.load(path)
    clock.note("load again")
    output.fill(workbook, tabs, appended)
    clock.note("fill")
    workbook.save(path)
    for message in tasks:
        ledger.record(message.contact)
    clock.note("write")
    made = {"due": len(due), "sent": counts["sent"], "queued": len(tasks), "awaiting": len(to_ask)}
    return {**made, "problems": len(checked.problems), "stages": clock.seconds}


def read_settings(checked: Checked, rules: Rules) -> dict[str, Any]:
    """The Settings tab over the defaults; what cannot be used is a problem."""
    settings = dict(rules["settings"])
    for row in checked.tables["settings"].to_dict("records"):
        name, value = row["setting"].lower(), row["value"]
        if pd.isna(value):
            continue
        if name not in settings:
            _accuse(checked, row["row"], "setting", name)
        elif isinstance(settings[name], str):
            settings[name] = value
        else:
            try:
                settings[name] = type(settings[name])(read_amount(value, "bad_setting", money=True))
            except BadCell:
                _accuse(checked, row["row"], "value", value)
    return settings


def _accuse(checked: Checked, row: int, column: str, value: str) -> None:
    cell = f"{checked.places['settings'][column]}{row}"
    checked.problems.append({"tab": "settings", "column": column, "cell": cell, "value": value, "code": "bad_setting"})


def render_all(due: list[Due], writer: Writer) -> list[Message]:
    """The messages of the kept contacts; one with a gap is left out."""
    messages = []
    for contact in by_worth([contact for contact in due if not contact.reason]):
        try:
            messages.append(writer.write(contact))
        except MissingValue:
            contact.reason = "missing_value"
    return messages


def sort_messages(messages: list[Message], asked: pd.DataFrame) -> tuple[list[Message], list[Message], list[Message]]:
    """What may go, what must be asked first (and was not yet), what is work for people."""
    ticks = dict(zip(asked["key"], asked["approve"].eq(True), strict=True))
    to_send, to_ask, tasks = [], [], []
    for message in messages:
        contact = message.contact
        if contact.medium not in MESSAGES:
            tasks.append(message)
        elif not contact.program.needs_approval or ticks.get(contact.key):
            to_send.append(message)
        else:
            contact.reason = "awaiting_approval"
            if contact.key not in ticks:
                to_ask.append(message)
    return to_send, to_ask, tasks


if __name__ == "__main__":
    main()
