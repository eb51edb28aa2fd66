"""A PostgreSQL server of the tests' own: on a socket in a temporary folder, run by an account without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from real_parts import need

PROGRAMS = "usr/lib/postgresql/*/bin"
ACCOUNTS = ("postgres", "nobody")
OWNER = "crm"
PASSWORD_USER, PASSWORD = "guarded", "a s3cret/with@signs"
FAST = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=60", "shared_buffers=16MB")


class PostgresqlServer:
    """`OWNER` is let in without a password, `PASSWORD_USER` only with `PASSWORD`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def address(self, database: str, user: str = OWNER) -> str:
        """An address as an operator would write it."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_database(self, options: str = "") -> str:
        """Make an empty database; its address."""
        name = f"ledger_{os.getpid()}_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" {options}')
        return self.address(name)

    def new_schema(self) -> str:
        """Make an empty schema in one database for all, hundreds of times faster than a database; its address."""
        name = f"ledger_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.address('postgres')}&options=-csearch_path%3D{name}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Execute one statement as the server's owner; the rows it gives."""
        where = {"host": str(self.folder), "user": OWNER, "dbname": database}
        with psycopg.connect(**where, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        """Make the data folder if need be and wait until the server answers."""
        data = self.folder / "data"
        if not data.exists():
            self._as_account("initdb", "-D", data, "-U", OWNER, "-E", "UTF8", "--no-locale", "--no-sync", "-A", "trust")
            rules = (f"local all {PASSWORD_USER} scram-sha-256", "local all all trust")
            (data / "pg_hba.conf").write_text("\n".join((*rules, "")), encoding="utf-8")
        options = " ".join([f"-k {self.folder}", *(f"-c {option}" for option in FAST)])
        self._as_account("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it as a crash would, or as an administrator ("fast")."""
        self._as_account("pg_ctl", "-D", self.folder / "data", "-w", "-m", mode, "stop")

    def _as_account(self, program: str, *options: object) -> None:
        command = [need(program, PROGRAMS), *map(str, options)]
        if os.geteuid() == 0:
            command = [need("runuser"), "-u", account(), "--", *command]
        output = self.folder / "output"
        with output.open("ab") as stream:  # not a pipe: the server would keep it open
            done = subprocess.run(command, stdout=stream, stderr=stream, cwd=self.folder, check=False)
        assert done.returncode == 0, output.read_text(encoding="utf-8")


def account() -> str:
    """An account without rights: PostgreSQL refuses to run as root."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


@contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """A server for a while."""
    need("initdb", PROGRAMS)
    folder = Path(tempfile.mkdtemp(prefix="crm-pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, account())
    server = PostgresqlServer(folder)
    try:
        server.start()
        server.run(f"CREATE ROLE {PASSWORD_USER} LOGIN PASSWORD '{PASSWORD}'")
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
