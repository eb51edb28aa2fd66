"""A person lets us use Google Sheets as them: in their browser, which comes back to this machine with a code."""

from __future__ import annotations

import json
import sys
import webbrowser
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_sheets.errors import ConfigurationError, CrmSheetsError, WorkbookUnavailable
from crm_sheets.private_files import is_missing
from crm_sheets.workbook.google.credentials import WRITE_SCOPE
from crm_sheets.workbook.google.refusals import short

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials

SECONDS_TO_AGREE = 600
LOOPBACK = "127.0.0.1"

MAKE_A_CLIENT = (
    "In the Google Cloud console open APIs & Services > Credentials > Create credentials > OAuth client ID, choose "
    "Desktop app, download the JSON file and save it as"
)


@dataclass(frozen=True)
class Browser:
    """How the person meets Google: what they are told ("{url}" in `prompt`), and whether a browser is opened."""

    prompt: str
    thanks: str
    opened: bool = True
    port: int = 0


def read_client(file: Path) -> dict[str, Any]:
    """The OAuth client in the file that Google gave. Raises ConfigurationError."""
    if is_missing(file):
        raise ConfigurationError(
            f'There is no file "{file}" of an OAuth client. {MAKE_A_CLIENT} "{file}" (or write its place as key under '
            "[google] in crm.toml)."
        )
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f'"{file}" cannot be read: {error.strerror}.') from None
    except (ValueError, RecursionError):
        found = None
    _refuse_other_files(found, file)
    return dict(found)


def _refuse_other_files(found: Any, file: Path) -> None:
    if isinstance(found, dict) and found.get("type") == "service_account":
        raise ConfigurationError(
            f'"{file}" is the key of a service account, which needs no login: write account = "service" under [google] '
            f'in crm.toml. To log in as a person, the file of an OAuth client is needed. {MAKE_A_CLIENT} "{file}".'
        )
    if isinstance(found, dict) and "web" in found:
        raise ConfigurationError(
            f'"{file}" is an OAuth client of the kind "Web application", which cannot come back to this machine. '
            f'{MAKE_A_CLIENT} "{file}".'
        )
    client = found.get("installed") if isinstance(found, dict) else None
    needed = ("client_id", "client_secret", "auth_uri", "token_uri")
    if not isinstance(client, dict) or not all(isinstance(client.get(name), str) for name in needed):
        raise ConfigurationError(f'"{file}" is not the file of an OAuth client. {MAKE_A_CLIENT} "{file}".')


def log_in(client: dict[str, Any], browser: Browser) -> Credentials:
    """Wait until the person has agreed; gives lasting credentials. Raises CrmSheetsError.

    What the person is told goes to standard error: standard output is for the command's answer.
    """
    from google_auth_oauthlib.flow import InstalledAppFlow

    flow = InstalledAppFlow.from_client_config(client, scopes=[WRITE_SCOPE])
    try:
        with redirect_stdout(sys.stderr):
            credentials: Credentials = _run(flow, browser)
    except CrmSheetsError:
        raise
    except Exception as error:
        raise _explained(error) from None
    if not credentials.refresh_token:
        raise ConfigurationError(
            "Google gave no lasting permission. Open https://myaccount.google.com/connections , remove this app, and "
            "log in again."
        )
    return credentials


def _run(flow: Any, browser: Browser) -> Any:
    """Open the browser, or only show the link when there is none."""
    options = {
        "host": LOOPBACK,
        "port": browser.port,
        "authorization_prompt_message": browser.prompt,
        "success_message": browser.thanks,
        "timeout_seconds": SECONDS_TO_AGREE,
        "prompt": "consent",
    }
    try:
        return flow.run_local_server(open_browser=browser.opened, **options)
    except webbrowser.Error:
        return flow.run_local_server(open_browser=False, **options)


def _explained(error: Exception) -> CrmSheetsError:
    from requests import RequestException

    if isinstance(error, RequestException):
        return WorkbookUnavailable(
            f"Google could not be reached to finish the login ({type(error).__name__}). Check the network, and the "
            "proxy (HTTPS_PROXY) if this machine needs one, and log in again."
        )
    return ConfigurationError(_reason(error))


def _reason(error: Exception) -> str:
    from google_auth_oauthlib.flow import WSGITimeoutError

    code = str(getattr(error, "error", ""))  # what OAuth calls it
    if isinstance(error, WSGITimeoutError):
        return "Nobody agreed in the browser within 10 minutes. Run: crm-sheets login"
    if code == "access_denied":
        return "The permission was refused in the browser. To agree after all: crm-sheets login"
    if isinstance(error, Warning):
        return "The permission to use Google Sheets was not given. Leave its box ticked: crm-sheets login"
    if isinstance(error, OSError):
        return f"This machine cannot wait for the browser's answer: {error.strerror or error}. Choose another --port."
    what = f"{code}: {getattr(error, 'description', '')}".strip(": ") if code else type(error).__name__
    return f"Google did not accept the login ({short(what)}). {_CHECK_CLIENT}"


_CHECK_CLIENT = "Check that the OAuth client still exists and is a Desktop app, then run: crm-sheets login"
