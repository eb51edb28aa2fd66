"""What is PostgreSQL's own: how a connection is made and kept honest, the locks, and what its errors mean."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL

from crm_sheets.errors import ConfigurationError, CrmSheetsError, LedgerUnavailable

CONNECT = {"connect_timeout": "10", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "6"}
"""What the client waits for, in seconds; the address may say otherwise (`?connect_timeout=30`)."""

SESSION = {
    "lock_timeout": "30s",
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "120s",  # a stopped process must not hold up the others
    "idle_session_timeout": "0",  # the job's lock is an idle session
    "tcp_keepalives_idle": "60",  # the lock of a machine that lost its power is free after two minutes
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "6",
}
_VALUES = ", ".join(f"('{name}', '{value}')" for name, value in SESSION.items())
PREPARE = (
    f"SELECT set_config(s.name, w.value, false) FROM pg_settings s JOIN (VALUES {_VALUES}) AS w (name, value) "  # noqa: S608
    "ON w.name = s.name "
    # A commit must survive a power cut, or a fence would be worth nothing.
    "UNION ALL SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)

NOT_INSTALLED = (
    "The ledger is in PostgreSQL, but the driver for it is not installed. Install it for the Python that runs "
    'crm-sheets: pip install "crm-sheets[postgresql]"'
)
CHECK_SERVER = "Check that the server runs and can be reached from here, then start again; nothing is sent twice."
START_AGAIN = "Start again when that is over; nothing is sent twice."
SAY_WHO = (
    "Give the right password in PGPASSWORD or in ~/.pgpass (never in crm.toml), and the right user in the address."
)
GIVE_RIGHTS = (
    "Let the ledger's user own its database, as an administrator of the server does with "
    "ALTER DATABASE name OWNER TO user."
)

Remedy = tuple[type[CrmSheetsError], str]

BY_CODE: tuple[tuple[str, Remedy], ...] = (
    ("55P03", (CrmSheetsError, "Another process keeps it busy. Wait until that has finished and start again.")),
    ("57014", (CrmSheetsError, "It took too long. Wait until the server is less busy and start again.")),
    ("40", (CrmSheetsError, "Another process was at the same rows. Start again; nothing is sent twice.")),
    ("53100", (CrmSheetsError, "Its disk is full. Free some space on the server and start again.")),
    ("53", (LedgerUnavailable, f"The server has no room for more. {START_AGAIN}")),
    ("57P", (LedgerUnavailable, f"The server is being stopped or started. {START_AGAIN}")),
    ("08", (LedgerUnavailable, CHECK_SERVER)),
    ("28", (ConfigurationError, SAY_WHO)),
    ("3D", (ConfigurationError, "Make that database, or correct the address.")),
    ("42501", (ConfigurationError, GIVE_RIGHTS)),
    ("25006", (ConfigurationError, "It can only be read: the address is that of a copy. Give the main server's.")),
    ("XX", (ConfigurationError, "It is damaged. Put back the last backup, then start again.")),
)
"""The beginning of PostgreSQL's own error code -> what to raise, what to do; the first that fits."""

BY_TEXT: tuple[tuple[tuple[str, ...], Remedy], ...] = (
    (("password", "authentication", "pg_hba", "role "), (ConfigurationError, SAY_WHO)),
    (("database ", "does not exist"), (ConfigurationError, "Make that database, or correct the address.")),
    (("ssl", "certificate"), (ConfigurationError, "Correct sslmode in the address, or the server's certificate.")),
    (
        ("invalid ", "missing ", "unexpected "),
        (ConfigurationError, "Correct the address, or what PG... variables say."),
    ),
)
"""Part of a message without a code (there is none before the connection stands) -> what to raise, what to do."""


def open_postgresql(url: URL) -> Engine:
    """The engine for an address. Nothing is asked of the server yet. Raises ConfigurationError without the driver."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise ConfigurationError(NOT_INSTALLED) from None
    given = {name: value for name, value in CONNECT.items() if name not in url.query}
    engine = create_engine(
        url, hide_parameters=True, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=given
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigurationError(
            f"The ledger's database is encoded in {encoding} and cannot hold every name. Make one with ENCODING 'UTF8'."
        )
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
    connection.commit()


def _begin(connection: Connection) -> None:
    """Only one process at a time makes or migrates the tables."""
    if connection.get_execution_options().get("preparing", False):
        _ask_for_lock(connection, "pg_advisory_xact_lock", "tables")


def lock_number(name: str) -> int:
    """The number of one of our own locks; a lock holds within one database."""
    return int.from_bytes(blake2b(f"crm_sheets {name}".encode(), digest_size=8).digest(), signed=True)


def try_lock(connection: Connection, name: str) -> bool:
    """Take a lock until the connection ends; False when another connection has it."""
    return bool(_ask_for_lock(connection, "pg_try_advisory_lock", name))


def unlock(connection: Connection, name: str) -> None:
    """Give up a lock of this connection, if it has it."""
    _ask_for_lock(connection, "pg_advisory_unlock", name)


def _ask_for_lock(connection: Connection, function: str, name: str) -> object:
    return connection.execute(select(getattr(func, function)(lock_number(name)))).scalar()


def remedy_for(error: BaseException) -> Remedy:
    """What to raise for a driver's error and what to tell the operator to do."""
    code, said = getattr(error, "sqlstate", None) or "", str(error).lower()
    if code:
        found = next((remedy for beginning, remedy in BY_CODE if code.startswith(beginning)), None)
        return found or (CrmSheetsError, "Nothing more is sent; check the database and start again.")
    found = next((remedy for parts, remedy in BY_TEXT if any(part in said for part in parts)), None)
    return found or (LedgerUnavailable, CHECK_SERVER)
