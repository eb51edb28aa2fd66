"""As whom we ask Google: a service account, a person who logged in, or the machine's own account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_sheets.errors import ConfigurationError
from crm_sheets.private_files import is_missing, read_private

if TYPE_CHECKING:
    from crm_sheets.settings import GoogleSettings

READ_SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"
WRITE_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""The only permissions that are ever asked for; none for Drive."""

MAKE_A_KEY = (
    "In the Google Cloud console open IAM & Admin > Service Accounts, choose the account, then Keys > Add key > Create "
    "new key > JSON, and save the file as"
)
KEY_FIELDS = ("client_email", "private_key", "token_uri")


@dataclass(frozen=True)
class Account:
    """As whom we ask: google-auth's credentials, the address to share the spreadsheet with ("" when it is not known),
    and the kind of account as in the settings.
    """

    credentials: Any = field(repr=False)
    address: str
    kind: str


def open_account(google: GoogleSettings, *, writes: bool) -> Account:
    """The account of the settings; nothing is asked of Google yet. Raises ConfigurationError.

    `writes` is False for commands that only look.
    """
    if google.account == "person":
        return _person(google.token)
    scope = WRITE_SCOPE if writes else READ_SCOPE
    if google.account == "default":
        return _default(scope)
    return _service(google.key, scope)


def _service(file: Path, scope: str) -> Account:
    from google.oauth2.service_account import Credentials

    if is_missing(file):
        raise ConfigurationError(
            f'There is no key file "{file}" for the service account. {MAKE_A_KEY} "{file}" (or write its place as key '
            'under [google] in crm.toml). To act as yourself instead, write account = "person" there and run: '
            "crm-sheets login"
        )
    key = _json_object(file, "key file")
    _refuse_other_files(key, file)
    try:
        credentials = Credentials.from_service_account_info(key, scopes=[scope])  # type: ignore[no-untyped-call]
    except Exception:  # from several libraries, and what they say may quote the key
        raise ConfigurationError(
            f'The private key in "{file}" is damaged, perhaps by copying. {MAKE_A_KEY} "{file}".'
        ) from None
    return Account(credentials, str(key["client_email"]), "service")


def _refuse_other_files(key: Mapping[str, Any], file: Path) -> None:
    if "installed" in key or "web" in key:
        raise ConfigurationError(
            f'"{file}" is the file of an OAuth client, with which a person logs in, not the key of a service account. '
            'Either write account = "person" under [google] in crm.toml and run: crm-sheets login. Or make a key: '
            f'{MAKE_A_KEY} "{file}".'
        )
    if key.get("type") != "service_account":
        raise ConfigurationError(f'"{file}" is not the key of a service account. {MAKE_A_KEY} "{file}".')
    missing = [name for name in KEY_FIELDS if not isinstance(key.get(name), str) or not key[name]]
    if missing:
        raise ConfigurationError(f'The key file "{file}" lacks {", ".join(missing)}. {MAKE_A_KEY} "{file}".')


def _person(file: Path) -> Account:
    from crm_sheets.workbook.google.token_file import PersonCredentials

    if is_missing(file):
        raise ConfigurationError(f'Nobody has logged in yet: there is no "{file}". Run: crm-sheets login')
    token = _json_object(file, "token file")
    try:
        credentials = PersonCredentials.from_file_content(token, file)
    except (ValueError, TypeError, AttributeError):
        raise ConfigurationError(f'The token file "{file}" is damaged. Run: crm-sheets login') from None
    return Account(credentials, "", "person")


def _default(scope: str) -> Account:
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError

    try:
        credentials, _ = google.auth.default(scopes=[scope])
    except DefaultCredentialsError:
        raise ConfigurationError(
            'This machine has no Google account of its own (account = "default"). Run: gcloud auth '
            f"application-default login --scopes={WRITE_SCOPE},https://www.googleapis.com/auth/cloud-platform . Or "
            "set GOOGLE_APPLICATION_CREDENTIALS to a key file."
        ) from None
    address = getattr(credentials, "service_account_email", "")
    return Account(credentials, address if "@" in str(address) else "", "default")


def _json_object(file: Path, what: str) -> dict[str, Any]:
    """The object in a private JSON file. Raises ConfigurationError, which never shows what is in it."""
    try:
        found = json.loads(read_private(file, what))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ConfigurationError(
            f'The {what} "{file}" is not the JSON file that Google gave. Put that one in its place.'
        )
    return found
