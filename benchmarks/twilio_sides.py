"""SMS by Twilio: the official client, one message after the other, against ours with its ledger. For `messages.py`.

python benchmarks/twilio_sides.py SIDE MESSAGES URL FOLDER      one side, in a process of its own
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mail_peers import cpu_seconds
from measure import measure

from crm_sheets.server_settings import TwilioSettings
from crm_sheets.testing.twilio import FakeTwilio

MILLISECONDS = 20
SIDES = {"official": "the official client, one by one", "ours": "ours, 16 requests at a time"}
FASTEST = 1000.0
"""Messages a second: the pace that a sender is allowed is not what is measured."""
TEXT = "Yth. Bapak Budi, premi polis POL-{:05d} jatuh tempo 23 November. Info: 0811-0000-9000"


class Rate(NamedTuple):
    """Messages a second, CPU milliseconds a message, how many numbers got one, how many messages came again."""

    rate: float
    cpu: float
    came: int
    again: int


def number_of(position: int) -> str:
    """Everybody has a number of their own."""
    return f"+62812{position:07d}"


def send_officially(count: int, url: str, folder: Path) -> Callable[[], None]:
    """As Twilio's guide shows it."""
    from twilio.rest import Client

    fake = FakeTwilio()
    client = Client(fake.account, fake.token)
    client.api.base_url = url

    def send() -> None:
        for position in range(count):
            client.messages.create(to=number_of(position), from_=fake.sms_from, body=TEXT.format(position))

    return send


def send_with_ours(count: int, url: str, folder: Path) -> Callable[[], None]:
    """Claim, fence, send, record, with the ledger on disk."""
    from our_mails import now, open_ledger, text_messages

    from crm_sheets.channels.twilio import TwilioChannel
    from crm_sheets.dispatch import deliver
    from crm_sheets.model import Medium

    fake = FakeTwilio()
    settings = TwilioSettings(account=fake.account, sms_from=fake.sms_from, url=url, per_second=FASTEST)
    ledger, run = open_ledger(folder)
    channel = TwilioChannel(settings, fake.token, ledger.fingerprint, now, lambda address: None, ledger.clock)
    messages = text_messages((number_of(position), TEXT.format(position)) for position in range(count))
    return lambda: deliver(messages, {Medium.SMS: channel}, ledger, run, now) and None


SENDERS = {"official": send_officially, "ours": send_with_ours}


def compare(count: int, folder: Path) -> dict[str, Rate]:
    """Both sides, each on a fresh fake with 20 ms for every answer."""
    return {side: _rate(side, count, folder / f"twilio-{side}") for side in SIDES}


def _rate(side: str, count: int, folder: Path) -> Rate:
    folder.mkdir()
    with running_twilio() as (url, ended):
        _, said = measure([sys.executable, __file__, side, str(count), url, folder])
        came = ended()
    seconds, cpu = json.loads(said.splitlines()[-1])
    return Rate(count / seconds, cpu / count * 1000, len(came), sum(came.values()) - len(came))


@contextmanager
def running_twilio() -> Iterator[tuple[str, Callable[[], dict[str, int]]]]:
    """Where a fake Twilio is, and what ends it and says how many messages each number got."""
    command = [sys.executable, Path(__file__).with_name("twilio_server.py"), str(MILLISECONDS)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), lambda: json.loads(process.communicate()[0])
    finally:
        process.kill()
        process.communicate()


def main() -> None:
    """Send by one side and print seconds and CPU seconds."""
    side, count, url, folder = sys.argv[1:]
    send = SENDERS[side](int(count), url, Path(folder))
    started, used = time.perf_counter(), cpu_seconds()
    send()
    print(json.dumps([time.perf_counter() - started, cpu_seconds() - used]))


if __name__ == "__main__":
    main()
