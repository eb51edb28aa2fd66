"""Where a ledger in a database is: its address, read without ever showing the password in it."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from crm_sheets.errors import ConfigurationError

POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
SECRETS = ("password", "sslpassword")
UNUSABLE = (
    "The ledger's database URL cannot be used. Write a file's path, or postgresql://USER@HOST/DATABASE; in a name or "
    "a password, write @ as %40 and / as %2F."
)


def is_address(place: object) -> bool:
    """True for a database's address, False for a file's path."""
    return isinstance(place, str) and "://" in place


def read_address(text: str) -> URL:
    """A PostgreSQL address, for the driver that we use. Raises ConfigurationError, which shows nothing of it."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigurationError(UNUSABLE) from None
    if url.drivername not in POSTGRESQL or "@" in f"{url.host}{url.database}":  # a password's own @ would be shown
        raise ConfigurationError(UNUSABLE)
    return url.set(drivername="postgresql+psycopg")


def has_password(url: URL) -> bool:
    """True when a password stands in the address itself."""
    return bool(url.password or any(name in url.query for name in SECRETS))


def shown(url: URL) -> str:
    """The address for people: without password and without options; a file's address is its path."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    return plain.render_as_string()
