"""Opens the Google spreadsheet that the settings name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from crm_sheets.workbook.google.adapter import GoogleWorkbook
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.clock import Clock
from crm_sheets.workbook.google.credentials import open_account
from crm_sheets.workbook.google.pacing import Pace

if TYPE_CHECKING:
    from crm_sheets.settings import OperatorSettings

PACE_FILE = ".google-requests.json"


def open_spreadsheet(settings: OperatorSettings, home: Path, *, writes: bool) -> GoogleWorkbook:
    """The workbook of the settings; nothing is asked yet. Raises ConfigurationError for unusable credentials.

    `home` is the folder in which jobs agree on their pace; `writes` is False for commands that only look.
    """
    client = _client(settings, home, writes=writes)
    return GoogleWorkbook(client, settings.spreadsheet_id)


def create_spreadsheet(settings: OperatorSettings, home: Path, title: str) -> str:
    """Make a new, empty spreadsheet of the person who logged in; gives its id. Raises CrmSheetsError."""
    made = _client(settings, home, writes=True).create(json.dumps({"properties": {"title": title}}).encode())
    return str(made["spreadsheetId"])


def _client(settings: OperatorSettings, home: Path, *, writes: bool) -> SheetsClient:
    google, clock = settings.google, Clock()
    account = open_account(google, writes=writes)
    pace = Pace(home / PACE_FILE, google.requests_per_minute, clock)
    return SheetsClient(account.credentials, pace=pace, clock=clock, seconds=google.seconds, account=account.address)
