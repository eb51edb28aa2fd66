"""`crm-sheets login`: a person lets crm-sheets use Google Sheets as them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.workspace import Workspace

PROMPT = Text(
    "Buka tautan ini di peramban pada komputer ini, pilih akun Google yang boleh mengubah lembar kerja, dan setujui:"
    "\n\n  {url}\n",
    "Open this link in a browser on this machine, choose the Google account that may edit the spreadsheet, and agree:"
    "\n\n  {url}\n",
)
THANKS = Text(
    "Selesai. Tutup jendela ini dan kembali ke terminal.", "Done. Close this window and go back to the terminal."
)
WOULD = Text(
    'Orang akan masuk dengan klien OAuth "{client}"; izinnya akan disimpan di "{token}".',
    'A person would log in with the OAuth client "{client}"; the permission would be kept in "{token}".',
)
DONE = Text(
    """\
Sudah masuk. Mulai sekarang crm-sheets bekerja atas nama akun yang tadi menyetujui, hanya untuk Google Sheets.
Izinnya ada di "{token}": siapa pun yang bisa membacanya bisa bertindak atas nama Anda, jadi jangan dibagikan.

Selanjutnya:  crm-sheets check
Mencabut izin: https://myaccount.google.com/connections""",
    """\
Logged in. From now on crm-sheets acts as the account that has just agreed, for Google Sheets only.
The permission is kept in "{token}": whoever can read it can act as you, so do not share it.

Next:  crm-sheets check
To withdraw the permission: https://myaccount.google.com/connections""",
)


@click.command("login")
@click.option("--no-browser", is_flag=True, help="Only show the link; open no browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to come back to; any free one if not set.")
@common_options
def command(request: Request, no_browser: bool, port: int) -> int:
    """Let crm-sheets use Google Sheets as you; needed once, when account = "person" in crm.toml."""
    from crm_sheets.workbook.google.login_flow import Browser, log_in, read_client
    from crm_sheets.workbook.google.token_file import save_token

    workspace = request.workspace()
    language = request.speaks(workspace)
    client_file, token_file = _files(workspace)
    client = read_client(client_file)
    names = {"client": str(client_file), "token": str(token_file)}
    if workspace.dry_run:
        request.say(WOULD.in_language(language).format(**names), names)
        return ExitCode.OK
    _refuse_unwritable(token_file)
    browser = Browser(PROMPT.in_language(language), THANKS.in_language(language), not no_browser, port)
    credentials = log_in(client, browser)
    try:
        save_token(credentials, token_file)
    except OSError as error:
        raise ConfigurationError(f'The token cannot be written to "{token_file}": {error.strerror}.') from None
    request.say(DONE.in_language(language).format(**names), names)
    return ExitCode.OK


def _files(workspace: Workspace) -> tuple[Path, Path]:
    """The OAuth client's file and the token's. Raises ConfigurationError when the settings say nothing of a person."""
    google = workspace.settings.google
    if google.account != "person":
        raise ConfigurationError(
            f'Nobody needs to log in with account = "{google.account}". To act as a person, write account = "person" '
            "under [google] in crm.toml, and the file of your OAuth client as key."
        )
    return google.key, google.token


def _refuse_unwritable(file: Path) -> None:
    """Before the person takes the trouble."""
    if not os.access(file.parent, os.W_OK):
        raise ConfigurationError(
            f'The folder "{file.parent}" for the token is missing or cannot be written. Make it, or write another '
            "place as token under [google] in crm.toml."
        )
