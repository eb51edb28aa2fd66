"""Sending messages: smtplib, aiosmtplib, django-post_office and ours with its ledger; same mails, sink and run.

    python benchmarks/messages.py                                      2,000 mails, all sides, some minutes
    python benchmarks/messages.py --mails 200 --sides smtplib ours     fewer mails, these sides

Every side is a fresh process. What it costs is counted from the first to the last mail; the sink is smtp-sink of
Postfix, next door and behind 20 ms of delay. Then processes are killed in the middle, for who hears twice, and SMS go
to a fake Twilio. Exit code 1 when a side did not deliver each message exactly once, or when ours doubled or lost one
after a kill; a missed target for time is only printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import twilio_sides
from mail_kills import PEERS, Scene, Story, kill_and_repeat
from mail_samples import Mail, make_mails, save_mails
from mail_sink import Sink, measured_round_trip, running_relay, running_sink
from measure import CommandFailed, measure

SIDES = {
    "smtplib": "smtplib, one connection",
    "aiosmtplib": "aiosmtplib, 32 connections",
    "post_office": "post_office as installed: 5 threads",
    "post_office_tuned": "post_office tuned: 4 processes of 32 threads",
    "ours": "ours as installed: 8 connections",
    "ours_16": "ours, 16 connections",
    "ours_32": "ours, 32 connections",
}
KEEP_BOOK = ("post_office", "ours")
"""Sides that know after a crash what they have sent."""
TIMES_POST_OFFICE, TIMES_SMTPLIB, TIMES_TWILIO = 10, 5, 8
SEED = 20261120


class Speed(NamedTuple):
    """What one side did: mails a second, CPU milliseconds a mail, and how many mails came, how many of them again."""

    rate: float
    cpu: float
    came: int
    again: int


def main() -> int:
    """Measure, kill, print."""
    arguments = _arguments()
    mails = make_mails(arguments.mails)
    print(f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}")
    try:
        with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder, running_sink() as sink:
            trips = arguments.round_trips
            complete = [_speeds_at(trip, mails, arguments.sides, sink, Path(folder)) for trip in trips]
            complete.append(_kills(arguments, sink, Path(folder)) if arguments.kills else True)
            complete.append(_twilio(arguments.texts, Path(folder)) if arguments.texts else True)
    except CommandFailed as error:
        print(error)
        return 1
    return 0 if all(complete) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=2_000)
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument("--round-trips", nargs="+", type=float, default=[0, 20], help="milliseconds")
    parser.add_argument("--kills", type=int, default=5, help="how often each side is killed; 0 leaves that out")
    parser.add_argument("--kill-mails", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=SEED, help="of the moments at which processes are killed")
    parser.add_argument("--texts", type=int, default=400, help="SMS by Twilio; 0 leaves that out")
    return parser.parse_args()


def _speeds_at(round_trip: float, mails: Sequence[Mail], sides: Sequence[str], sink: Sink, folder: Path) -> bool:
    """Measure and print all sides at one distance; True when each delivered every mail exactly once."""
    size = sum(len(mail.text.encode()) + len(mail.html.encode()) for mail in mails) / len(mails) / 1000
    with running_relay(sink.port, round_trip) as port:
        trip = measured_round_trip(port)
        print(f"\n{len(mails):,} mails, texts of {size:.1f} kB, round trip {round_trip:g} ms (measured {trip:.2f})")
        speeds = {side: _speed(side, mails, port, sink, folder / f"{side}-{round_trip:g}") for side in sides}
    _print_table(speeds)
    _print_targets(round_trip, speeds)
    return all((speed.came, speed.again) == (len(mails), 0) for speed in speeds.values())


def _speed(side: str, mails: Sequence[Mail], port: int, sink: Sink, folder: Path) -> Speed:
    folder.mkdir()
    save_mails(list(mails), folder / "mails.json")
    _, said = measure([sys.executable, PEERS, side, folder / "mails.json", str(port), folder])
    told = json.loads(said.splitlines()[-1])
    came = sink.tally()
    sink.forget()
    wanted = sum(came[mail.address] > 0 for mail in mails)
    return Speed(len(mails) / told["send"], told["cpu"] / len(mails) * 1000, wanted, _again(came))


def _again(came: Counter[str]) -> int:
    return sum(came.values()) - len(came)


def _print_table(speeds: Mapping[str, Speed]) -> None:
    print(f"{'':46}{'mails/s':>9}{'CPU ms':>8}{'came':>7}{'again':>7}{'x smtplib':>11}{'x post_office':>15}")
    for side, speed in speeds.items():
        ratios = (_ratio(speed, speeds.get(base)) for base in ("smtplib", "post_office"))
        line = f"{speed.rate:>9,.0f}{speed.cpu:>8.2f}{speed.came:>7,}{speed.again:>7,}"
        print(f"{SIDES[side]:46}{line}{next(ratios):>11}{next(ratios):>15}")


def _ratio(speed: Speed, base: Speed | None) -> str:
    return f"{speed.rate / base.rate:.1f}" if base else ""


def _print_targets(round_trip: float, speeds: Mapping[str, Speed]) -> None:
    """Whether ours is as quick as it should be, with its best settings."""
    ours = max((speed.rate for side, speed in speeds.items() if side.startswith("ours")), default=0.0)
    base, times = ("post_office", TIMES_POST_OFFICE) if round_trip else ("smtplib", TIMES_SMTPLIB)
    if ours and base in speeds:
        _print_target(ours / speeds[base].rate, times, base)


def _print_target(ratio: float, times: int, base: str) -> None:
    print(f"at least {times} times {base}: {'PASS' if ratio >= times else 'MISS'} ({ratio:.1f})")


def _kills(arguments: argparse.Namespace, sink: Sink, folder: Path) -> bool:
    """Kill what has a memory in the middle of its work, and print who heard twice; True when ours kept its promise."""
    mails = make_mails(arguments.kill_mails)
    trip = max(arguments.round_trips)
    print(f"\n{len(mails):,} mails, killed up to {arguments.kills} times, round trip {trip:g} ms")
    print(f"{'':46}{'kills':>7}{'twice':>7}{'lost':>7}{'uncertain':>11}{'of these came':>15}")
    stories = {}
    with running_relay(sink.port, trip) as port:
        for side in (side for side in arguments.sides if side.startswith(KEEP_BOOK)):
            stories[side] = story = _story(side, mails, port, sink, folder / f"{side}-kills", arguments)
            numbers = f"{story.kills:>7}{story.twice:>7}{story.lost:>7}{story.uncertain:>11}"
            print(f"{SIDES[side]:46}{numbers}{story.uncertain_but_arrived:>15}")
    return not any(story.twice or story.lost for side, story in stories.items() if side.startswith("ours"))


def _story(
    side: str, mails: Sequence[Mail], port: int, sink: Sink, folder: Path, arguments: argparse.Namespace
) -> Story:
    folder.mkdir()
    save_mails(list(mails), folder / "mails.json")
    scene = Scene(side, folder / "mails.json", frozenset(mail.address for mail in mails), port, folder)
    story = kill_and_repeat(scene, sink, arguments.kills, arguments.seed)
    sink.forget()
    return story


def _twilio(count: int, folder: Path) -> bool:
    """SMS by Twilio on both sides; True when each number got exactly one."""
    print(f"\n{count:,} SMS by Twilio, every answer after {twilio_sides.MILLISECONDS} ms")
    print(f"{'':46}{'SMS/s':>9}{'CPU ms':>8}{'came':>7}{'again':>7}")
    rates = twilio_sides.compare(count, folder)
    for side, rate in rates.items():
        print(f"{twilio_sides.SIDES[side]:46}{rate.rate:>9,.0f}{rate.cpu:>8.2f}{rate.came:>7,}{rate.again:>7,}")
    _print_target(rates["ours"].rate / rates["official"].rate, TIMES_TWILIO, "the official client")
    return all((rate.came, rate.again) == (count, 0) for rate in rates.values())


if __name__ == "__main__":
    sys.exit(main())
