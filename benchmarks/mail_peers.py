"""One side of `messages.py` in a process of its own: send all mails of a file once, and say what it cost.

    python benchmarks/mail_peers.py SIDE MAILS.json PORT FOLDER          --resume: what is in the queue already

Imports, settings and building empty databases are not counted. Prints one line of JSON: seconds by step, and CPU.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path
from typing import Any

from mail_samples import SENDER, SENDER_NAME, Mail, load_mails

from crm_sheets.server_settings import MailSettings

HOST = "127.0.0.1"
CONNECTIONS = 32
"""Of aiosmtplib."""
Work = Callable[[], None]
Side = Callable[[Sequence[Mail], int, Path], Iterable[tuple[str, Work]]]
"""Mails, port and a folder for files -> what is to be timed, in order, each with its name."""


def email_message(mail: Mail) -> EmailMessage:
    """A mail as the standard library's guide builds it."""
    message = EmailMessage()
    message["From"] = formataddr((SENDER_NAME, SENDER))
    message["To"] = formataddr((mail.name, mail.address))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.now().astimezone())
    message["Message-ID"] = make_msgid(domain=SENDER.partition("@")[2])
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def with_smtplib(mails: Sequence[Mail], port: int, folder: Path) -> Iterable[tuple[str, Work]]:
    """The standard library, one connection for all mails."""
    import smtplib

    def send() -> None:
        with smtplib.SMTP(HOST, port, timeout=60) as client:
            for mail in mails:
                client.send_message(email_message(mail))

    yield "send", send


def with_aiosmtplib(mails: Sequence[Mail], port: int, folder: Path) -> Iterable[tuple[str, Work]]:
    """Concurrent connections that take from one list."""
    import asyncio

    import aiosmtplib

    async def work(waiting: Any) -> None:
        async with aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False, timeout=60) as client:
            for mail in waiting:
                await client.send_message(email_message(mail))

    async def send_all() -> None:
        waiting = iter(mails)
        await asyncio.gather(*(work(waiting) for _ in range(min(CONNECTIONS, len(mails)))))

    yield "send", lambda: asyncio.run(send_all())


def with_post_office(mails: Sequence[Mail], port: int, folder: Path) -> Iterable[tuple[str, Work]]:
    """django-post_office as it is after installation."""
    return _post_office(mails, port, folder, is_tuned=False)


def with_post_office_tuned(mails: Sequence[Mail], port: int, folder: Path) -> Iterable[tuple[str, Work]]:
    """django-post_office with its quickest settings."""
    return _post_office(mails, port, folder, is_tuned=True)


def _post_office(mails: Sequence[Mail], port: int, folder: Path, *, is_tuned: bool) -> Iterable[tuple[str, Work]]:
    from post_office_site import TUNED_PROCESSES, prepare, put_in_queue, send_queue

    prepare(folder, port, is_tuned=is_tuned)
    yield "queue", lambda: put_in_queue(mails)
    yield "send", lambda: send_queue(folder, TUNED_PROCESSES if is_tuned else 1)


def ours(mails: Sequence[Mail], port: int, folder: Path) -> Iterable[tuple[str, Work]]:
    """The product as it is after installation."""
    return _ours(mails, port, folder, MailSettings().at_once)


def ours_with(connections: int) -> Side:
    """The product with so many connections."""
    return lambda mails, port, folder: _ours(mails, port, folder, connections)


def _ours(mails: Sequence[Mail], port: int, folder: Path, connections: int) -> Iterable[tuple[str, Work]]:
    from our_mails import as_messages, delivery

    messages = as_messages(mails)
    with delivery(folder, port, connections) as send:
        yield "send", lambda: send(messages)


SIDES: dict[str, Side] = {
    "smtplib": with_smtplib,
    "aiosmtplib": with_aiosmtplib,
    "post_office": with_post_office,
    "post_office_tuned": with_post_office_tuned,
    "ours": ours,
    "ours_16": ours_with(16),
    "ours_32": ours_with(CONNECTIONS),
}


def cpu_seconds() -> float:
    """User and system time of this process, its threads and the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Do the work of one side and print its times."""
    side, path, port, folder, *options = sys.argv[1:]
    mails = load_mails(Path(path))
    told: dict[str, float] = {}
    for step, work in SIDES[side](mails, int(port), Path(folder)):
        if step == "queue" and "--resume" in options:
            continue
        started, used = time.perf_counter(), cpu_seconds()
        work()
        told[step] = time.perf_counter() - started
        told["cpu"] = told.get("cpu", 0.0) + cpu_seconds() - used
    print(json.dumps(told))


if __name__ == "__main__":
    main()
