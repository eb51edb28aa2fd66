"""The fake Twilio: what tests start, set up and look at."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import TracebackType
from typing import Any

from crm_sheets.testing.fault_plan import FaultPlan
from crm_sheets.testing.twilio.checking import WHATSAPP, Account
from crm_sheets.testing.twilio.faults import Ending, Fault, Predicate
from crm_sheets.testing.twilio.messages import VERSION, FakeMessage, MessageList
from crm_sheets.testing.twilio.pages import page
from crm_sheets.testing.twilio.requests import FakeAnswer, FakeRequest, Refusal, json_answer, refusal_answer
from crm_sheets.testing.twilio.server import HOST, Exchange, ServerSwitch

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "fake-token"  # noqa: S105 (opens nothing)
SMS_FROM, WHATSAPP_FROM = "+6285550000001", "+6285550000002"
WINDOW = timedelta(hours=24)
OUTSIDE_WINDOW = 63016
_PATH = re.compile(rf"/{VERSION}/Accounts/([^/]+)/Messages(?:/([^/]+))?\.json")


class FakeTwilio:
    """One account at `url`, with one number for SMS and one for WhatsApp; use it as a context manager.

    `messages` are what recipients got, `all_messages` everything, `requests` what was asked. `latency` is how many
    seconds every answer takes, `lag` how long a message is missing from lists (its own page is there at once).
    `clock` gives aware moments; `advance` moves it on. Threads are answered at the same time; `most_at_once` is how
    many requests were under way together.
    """

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.account, self.token = ACCOUNT, TOKEN
        self.sms_from, self.whatsapp_from = SMS_FROM, WHATSAPP_FROM
        self.latency = 0.0
        self.most_at_once = 0
        self.requests: list[FakeRequest] = []
        self._rules = Account(ACCOUNT, {ACCOUNT: TOKEN}, {SMS_FROM, f"{WHATSAPP}{WHATSAPP_FROM}"})
        self._list = MessageList(ACCOUNT)
        self._faults: FaultPlan[Fault, FakeRequest] = FaultPlan()
        self._clock, self._offset = clock, timedelta(0)
        self._lock = Lock()
        self._under_way = 0
        self._switch = ServerSwitch(self._exchange)

    def __enter__(self) -> FakeTwilio:
        self._switch.on()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._switch.off()

    @property
    def url(self) -> str:
        """Where it is: "http://127.0.0.1:PORT"."""
        return f"http://{HOST}:{self._switch.port}"

    @property
    def now(self) -> datetime:
        """The moment it is here."""
        return self._clock() + self._offset

    @property
    def lag(self) -> timedelta:
        """How long a message is missing from lists."""
        return self._list.lag

    @lag.setter
    def lag(self, lag: timedelta) -> None:
        self._list.lag = lag

    @property
    def all_messages(self) -> list[FakeMessage]:
        """All messages, the oldest first."""
        return list(self._list.all)

    @property
    def messages(self) -> list[FakeMessage]:
        """What recipients of ours got or will get, the oldest first."""
        return [message for message in self._list.all if message.has_arrived]

    @property
    def sends(self) -> list[FakeRequest]:
        """The requests that asked for a message."""
        return [request for request in self.requests if request.sends]

    def advance(self, time_passed: timedelta) -> None:
        """Let time pass."""
        self._offset += time_passed

    def allow(self, user: str, secret: str) -> None:
        """Let this login in too, an API key with its secret."""
        self._rules.logins[user] = secret

    def change_token(self, token: str) -> None:
        """From now on only this token is right."""
        self._rules.logins[self.account], self.token = token, token

    def describe(self, **said: Any) -> None:
        """Say of itself `status`, `kind` ("Trial"), `can_sms`, `whatsapp_status` ("OFFLINE")."""
        for name, value in said.items():
            setattr(self._rules, name, value)

    def messaging_service(self) -> str:
        """A new Messaging Service; its id."""
        service = f"MG{len(self._rules.services) + 1:032x}"
        self._rules.services.add(service)
        return service

    def template(self, text: str) -> str:
        """A new approved template, with {{1}} in it for its first value; its id."""
        content_id = f"HX{len(self._rules.templates) + 1:032x}"
        self._rules.templates[content_id] = text
        return content_id

    def refuse(self, to: str, code: int) -> None:
        """Refuse everything to this address ("+62..." or "whatsapp:+62...") with this code."""
        self._rules.refused[to] = code

    def accept(self, to: str) -> None:
        """Take messages to this address again."""
        self._rules.refused.pop(to, None)

    def receive(self, sender: str, body: str, medium: str = "sms", *, media: int = 0, answers: str = "") -> FakeMessage:
        """Let somebody write to us. `medium` is "sms" or "whatsapp", `answers` the id of what they reply to."""
        prefix = WHATSAPP if medium == "whatsapp" else ""
        own = self.whatsapp_from if prefix else self.sms_from
        made = self._made(f"{prefix}{sender}", f"{prefix}{own}", body, "inbound", "received")
        made.media, made.answers = media, answers
        return made

    def deliver(self, sid: str, *, read: bool = False) -> None:
        """Let it arrive at the recipient's phone, and be read there."""
        self._change(sid, status="read" if read else "delivered")

    def fail(self, sid: str, code: int, status: str = "undelivered") -> None:
        """Let it not arrive, with this code."""
        self._change(sid, status=status, error_code=code)

    def charge(self, sid: str, price: str = "-0.00750") -> None:
        """Tell what it cost, which Twilio does later than anything else."""
        self._change(sid, price=price)

    def next(self, fault: Fault, when: Predicate | None = None) -> None:
        """Let this go wrong once: with the next request, or the next that is so."""
        self._faults.next(fault, when or _is_any)

    def always(self, fault: Fault, when: Predicate | None = None) -> None:
        """Let this go wrong with every request, or every one that is so, until `clear_faults`."""
        self._faults.always(fault, when or _is_any)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Refuse all connections meanwhile."""
        self._switch.off()
        try:
            yield
        finally:
            self._switch.on()

    def _change(self, sid: str, **changes: Any) -> None:
        message = self._list.get(sid)
        if message is None:
            raise KeyError(sid)
        for name, value in {**changes, "updated": self.now}.items():
            setattr(message, name, value)

    def _made(self, sender: str, to: str, body: str, direction: str, status: str) -> FakeMessage:
        sid = f"SM{len(self._list.all) + 1:032x}"
        made = FakeMessage(sid, self.account, sender, to, body, direction, status, self.now, self.now)
        self._list.all.append(made)
        return made

    def _exchange(self, exchange: Exchange) -> None:
        with self._lock:
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
            request = self._recorded(exchange)
            fault = self._faults.pick(request)
        try:
            if self.latency:
                time.sleep(self.latency)
            answer, ending = self._ended(request, fault)
            request.status = answer.status if answer else 0
        finally:
            with self._lock:
                self._under_way -= 1
        exchange.finish(answer, ending)

    def _recorded(self, exchange: Exchange) -> FakeRequest:
        request = FakeRequest(
            len(self.requests) + 1, exchange.method, exchange.path, exchange.query, exchange.form, exchange.headers
        )
        self.requests.append(request)
        return request

    def _ended(self, request: FakeRequest, fault: Fault | None) -> tuple[FakeAnswer | None, Ending]:
        if fault is None:
            return self._answer(request), Ending.STATUS
        answer = self._answer(request) if fault.applied else None
        if fault.ending is Ending.STATUS:
            return refusal_answer(fault.status, fault.code), Ending.STATUS
        if fault.ending is Ending.PLAIN:
            return FakeAnswer(fault.status, b"<html>trouble</html>", "text/html"), Ending.STATUS
        if fault.ending is Ending.GARBLED and answer is not None:
            return FakeAnswer(answer.status, answer.body[: len(answer.body) // 2]), Ending.STATUS
        return (answer if fault.ending is Ending.CUT else None), fault.ending

    def _answer(self, request: FakeRequest) -> FakeAnswer:
        with self._lock:
            try:
                return self._done(request)
            except Refusal as refusal:
                return refusal.answer
            except ValueError:
                return refusal_answer(400, 20001)

    def _done(self, request: FakeRequest) -> FakeAnswer:
        self._rules.check_login(request.headers)
        shown = page(self._rules, request)
        if shown is not None:
            return shown
        found = _PATH.fullmatch(request.path)
        if not found or found.group(1) != self.account:
            raise Refusal(404, 20404)
        if request.method == "POST" and not found.group(2):
            return self._created(request)
        if request.method != "GET":
            raise Refusal(405, 20004)
        if not found.group(2):
            return json_answer(200, self._list.page(request.query, self.now))
        message = self._list.get(found.group(2))
        if message is None:
            raise Refusal(404, 20404)
        return json_answer(200, message.as_json())

    def _created(self, request: FakeRequest) -> FakeAnswer:
        form = request.form
        self._rules.check_form(form)
        text, to, service = self._rules.text(form), form["To"], form.get("MessagingServiceSid", "")
        sender = form.get("From", "") or (self.whatsapp_from if to.startswith(WHATSAPP) else self.sms_from)
        made = self._made(sender, to, text, "outbound-api", "sent")
        made.service, made.content_sid = service, form.get("ContentSid", "")
        if to.startswith(WHATSAPP) and not made.content_sid and not self._may_write_freely(to):
            made.status, made.error_code = "failed", OUTSIDE_WINDOW
        shown = {**made.as_json(), "status": "queued", "date_sent": None, "error_code": None, "error_message": None}
        return json_answer(201, shown)

    def _may_write_freely(self, to: str) -> bool:
        return any(
            message.is_inbound and message.sender == to and self.now - message.created < WINDOW
            for message in self._list.all
        )


def _is_any(request: FakeRequest) -> bool:
    return True
