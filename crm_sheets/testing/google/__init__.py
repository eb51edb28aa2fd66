"""A Google that lives in the process: what `requests` sends to Google Sheets is answered here, in fake time.

For tests of anything that speaks to a Google spreadsheet over `requests` (crm_sheets, gspread, google-auth):

    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet(title="Customers")
        ...

Every request is checked against Google's own description of its API; a wrong one is answered as Google answers it
and fails the test at the end of the `with` block.
"""

from __future__ import annotations

try:
    import googleapiclient  # noqa: F401
    import jsonschema  # noqa: F401
    import responses  # noqa: F401
except ImportError as missing:
    raise ImportError(
        f'crm_sheets.testing.google needs the package "{missing.name}", which is not installed. '
        'Install what the fakes need: pip install "crm-sheets[testing]"',
        name=missing.name,
    ) from missing

from crm_sheets.testing.google.clock import FakeClock
from crm_sheets.testing.google.fake import FakeGoogle
from crm_sheets.testing.google.faults import Fault
from crm_sheets.testing.google.quota import Quota
from crm_sheets.testing.google.recording import RecordedRequest

__all__ = ["FakeClock", "FakeGoogle", "Fault", "Quota", "RecordedRequest"]
