"""What the fake Twilio shows besides messages: the account, its numbers, Messaging Services and WhatsApp senders."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from crm_sheets.testing.twilio.checking import WHATSAPP, Account
from crm_sheets.testing.twilio.messages import VERSION
from crm_sheets.testing.twilio.requests import FakeAnswer, FakeRequest, Refusal, json_answer

_SERVICE = re.compile(r"/v1/Services/([^/]+)")
_SENDERS = "/v2/Channels/Senders"


def page(account: Account, request: FakeRequest) -> FakeAnswer | None:
    """The answer to a request for one of these pages, None for any other. Raises Refusal."""
    of = f"/{VERSION}/Accounts/{account.sid}"
    fixed: dict[str, Callable[[Account, Mapping[str, str]], dict[str, Any]]] = {
        f"{of}.json": _account,
        f"{of}/IncomingPhoneNumbers.json": _numbers,
        _SENDERS: _senders,
    }
    service = _SERVICE.fullmatch(request.path)
    if request.path not in fixed and not service:
        return None
    if request.method != "GET":
        raise Refusal(405, 20004)
    if service:
        return _service(account, service.group(1))
    if request.path == f"{of}.json":
        account.check_main_login(request.headers)
    return json_answer(200, fixed[request.path](account, request.query))


def _account(account: Account, query: Mapping[str, str]) -> dict[str, Any]:
    return {"sid": account.sid, "friendly_name": "Fake", "status": account.status, "type": account.kind}


def _numbers(account: Account, query: Mapping[str, str]) -> dict[str, Any]:
    wanted = query.get("PhoneNumber", "")
    found = [number for number in sorted(account.senders) if not number.startswith(WHATSAPP) and wanted in number]
    capabilities = {"sms": account.can_sms, "voice": True, "mms": False}
    shown = [{"phone_number": number, "capabilities": capabilities} for number in found]
    return {"incoming_phone_numbers": shown, "page": 0, "page_size": 50, "next_page_uri": None}


def _senders(account: Account, query: Mapping[str, str]) -> dict[str, Any]:
    found = [place for place in sorted(account.senders) if place.startswith(f"{query.get('Channel', '')}:")]
    shown = [{"sender_id": place, "status": account.whatsapp_status} for place in found]
    return {"senders": shown, "meta": {"page": 0, "next_page_url": None, "key": "senders"}}


def _service(account: Account, sid: str) -> FakeAnswer:
    if sid not in account.services:
        raise Refusal(404, 20404)
    return json_answer(200, {"sid": sid, "account_sid": account.sid, "friendly_name": "Fake"})
