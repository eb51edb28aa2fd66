"""Postfix's smtp-sink: a real mail server for tests, which takes everything or what it is told to, on this machine."""

from __future__ import annotations

import email
import email.policy
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from time import monotonic, sleep

from real_parts import need

ACCOUNT = "nobody"
START_SECONDS = 20.0


@dataclass(frozen=True)
class Taken:
    """One mail as smtp-sink wrote it down: with what was said about it, and the mail itself."""

    sender: str
    recipients: tuple[str, ...]
    mail: EmailMessage


@dataclass(frozen=True)
class SmtpSink:
    """A running smtp-sink; `folder` is where it puts what it takes."""

    port: int
    folder: Path

    def taken(self) -> list[Taken]:
        """Every mail that it took so far, in no order; a file that it has only begun is none."""
        found = (_taken(path.read_bytes()) for path in sorted(self.folder.iterdir()))
        return [taken for taken in found if taken.recipients]


@contextmanager
def running_sink(*options: str, keeps: bool = True, port: int = 0, within: str = "") -> Iterator[SmtpSink]:
    """smtp-sink with these options ("-p", "-f", "RCPT"); with `keeps` it writes down each mail, in a folder `within`.

    It runs as an account without rights, which has to get into that folder.
    """
    program = need("smtp-sink", "usr/sbin")
    with tempfile.TemporaryDirectory(prefix="crm-sink-", dir=within or "/tmp") as name:  # noqa: S108
        folder = Path(name)
        folder.chmod(0o777)  # it runs as an account without rights
        port = port or free_port()
        command = [program, *(("-u", ACCOUNT) if os.geteuid() == 0 else ())]
        command += ["-d", f"{folder}/mail."] if keeps else []
        process = subprocess.Popen([*command, *options, f"127.0.0.1:{port}", "200"], stderr=subprocess.DEVNULL)
        try:
            wait_for_port(port, process)
            yield SmtpSink(port, folder)
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when somebody listens there."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        assert process.poll() is None, "it ended at once"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        sleep(0.01)
    raise AssertionError("it does not listen")


def _taken(raw: bytes) -> Taken:
    """smtp-sink puts its own X- headers and a Received before the mail, and an empty line behind it."""
    parsed = email.message_from_bytes(raw.removesuffix(b"\n"), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    said = str(parsed["X-Mail-Args"] or "")
    recipients = tuple(_address(str(value)) for value in parsed.get_all("X-Rcpt-Args", []))
    return Taken(_address(said), recipients, parsed)


def _address(arguments: str) -> str:
    return arguments.partition("<")[2].partition(">")[0]
