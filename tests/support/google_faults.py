"""What can go wrong with any request to Google."""

from __future__ import annotations

from crm_sheets.testing.google import Fault

COMMON_FAULTS = [
    Fault.drop_before(),
    Fault.drop_after(),
    Fault.hang_before(),
    Fault.hang_after(),
    Fault.error_after(503),
    Fault.broken_answer(),
    Fault.refuse_connection(),
    Fault.drop_now_apply_later(1),
    Fault.drop_now_apply_later(2),
    Fault.status(429, retry_after=5),
    Fault.status(503),
]
