"""A Dovecot of the tests' own: loopback ports, mailboxes in a temporary folder, run by an account without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from imaplib import IMAP4
from itertools import count
from pathlib import Path
from typing import Any

from real_parts import need

from crm_sheets.inbox.imap.folders import encoded_folder, folder_in_command
from crm_sheets.server_settings import MailboxSettings

PASSWORD = 'k4nari "\\ dan spasi'
ACCOUNTS = ("nobody", "postgres")
SECONDS_TO_START = 20

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_login_user = {account}
default_internal_user = {account}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 0
disable_plaintext_auth = no
auth_failure_delay = 0
mail_fsync = never
mail_max_userip_connections = 100
mail_location = maildir:{folder}/mail/%u
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
ssl_dh =
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=everybody {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={account} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Terkirim-Kami {{
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """Any user may log in with PASSWORD and has a mailbox of their own; "Terkirim-Kami" is where sent mail is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.certificate = folder / "certificate.pem"
        self.port, self.tls_port = _free_port(), _free_port()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def mailbox(self) -> Mailbox:
        """A new, empty mailbox."""
        return Mailbox(self, f"kotak{next(self._numbers)}")

    def start(self) -> None:
        """Start it and wait until it greets."""
        command = [need("dovecot", "usr/sbin"), "-F", "-c", str(self.folder / "dovecot.conf")]
        as_other: dict[str, Any] = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam(account())
            as_other = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        with (self.folder / "output").open("ab") as stream:
            self._process = subprocess.Popen(
                command, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, start_new_session=True, **as_other
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            with suppress(OSError, IMAP4.error):
                IMAP4("127.0.0.1", self.port, timeout=SECONDS_TO_START).logout()
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "output").read_text() + (self.folder / "log").read_text())

    def kill(self) -> None:
        """End it with all its processes as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def prepare(self) -> None:
        """Write what it needs."""
        group = pwd.getpwnam(account()).pw_gid
        values = {"account": account(), "group": _group_name(group), "folder": self.folder}
        text = CONFIGURATION.format(**values, port=self.port, tls_port=self.tls_port)
        (self.folder / "dovecot.conf").write_text(text, encoding="utf-8")
        (self.folder / "passwords").write_text(f"everybody:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
        for name in ("mail", "state", "run"):
            (self.folder / name).mkdir()
        self._make_certificate()
        for path in (self.folder, *self.folder.iterdir()):
            _give(path)

    def _make_certificate(self) -> None:
        names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        files = ("-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate))
        kind = ("-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
        subprocess.run([need("openssl"), "req", *kind, *names, *files], check=True, capture_output=True)


class Mailbox:
    """One user's mailbox, as the operator's settings name it and as a mail server fills it."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.server = server
        self.user = user
        self.password = PASSWORD
        self._numbers = count(1)
        for part in ("cur", "new", "tmp"):
            _make(self._maildir("INBOX") / part)

    def settings(self, **changes: Any) -> MailboxSettings:
        """How to read it, without encryption unless `changes` say otherwise."""
        usual = {"host": "127.0.0.1", "port": self.server.port, "security": "none", "user": self.user, "seconds": 20}
        return MailboxSettings(**{**usual, **changes})

    def deliver(self, raw: bytes, folder: str = "INBOX", at: datetime | None = None, marks: str = "") -> Path:
        """Put a mail into a folder as it is; `at` is when it arrived (aware), now without it. The file it is in."""
        maildir = self._maildir(folder)
        name = f"{time.time_ns()}.{next(self._numbers)}.tests{marks}"
        file = maildir / "tmp" / name
        file.write_bytes(raw)
        _give(file)
        if at is not None:
            os.utime(file, (at.timestamp(), at.timestamp()))
        return file.rename(maildir / "new" / name)

    def make_folder(self, name: str) -> None:
        """Create a folder as a mail program does."""
        with self.client() as client:
            state, _ = client.create(folder_in_command(name))
        assert state == "OK"

    def remove_folder(self, name: str) -> None:
        """Delete a folder with all in it."""
        with self.client() as client:
            state, _ = client.delete(folder_in_command(name))
        assert state == "OK"

    def marks(self, folder: str = "INBOX") -> list[bytes]:
        """The flags of all messages, as the server gives them."""
        with self.client() as client:
            client.select(folder_in_command(folder), readonly=True)
            return [answer for answer in client.fetch("1:*", "(FLAGS)")[1] if isinstance(answer, bytes)]

    @contextmanager
    def client(self) -> Iterator[IMAP4]:
        """A mail program that is logged in."""
        client = IMAP4("127.0.0.1", self.server.port, timeout=SECONDS_TO_START)
        try:
            client.login(self.user, PASSWORD)
            yield client
        finally:
            client.logout()

    def _maildir(self, folder: str) -> Path:
        top = self.server.folder / "mail" / self.user
        inner = encoded_folder(folder).replace("/", ".")
        return top if folder == "INBOX" else top / f".{inner}"


def account() -> str:
    """Who runs it: ourselves, or an account without rights when we are root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def _group_name(number: int) -> str:
    import grp

    return grp.getgrgid(number).gr_name


def _make(folder: Path) -> None:
    missing = [folder, *(parent for parent in folder.parents if not parent.exists())]
    folder.mkdir(parents=True)
    for made in missing:
        _give(made)


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        entry = pwd.getpwnam(account())
        os.chown(path, entry.pw_uid, entry.pw_gid)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """A server for a while."""
    need("dovecot", "usr/sbin")
    folder = Path(tempfile.mkdtemp(prefix="crm-imap-", dir="/tmp"))  # a socket's path must be short
    server = Dovecot(folder)
    try:
        server.prepare()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
