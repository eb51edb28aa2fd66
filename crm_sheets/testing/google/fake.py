"""The fake Google: what tests start, set up and look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any

import responses
from requests import PreparedRequest

from crm_sheets.testing.fault_plan import FaultPlan
from crm_sheets.testing.google import keys
from crm_sheets.testing.google.answers import Answer, Refusal, error_answer
from crm_sheets.testing.google.clock import FakeClock
from crm_sheets.testing.google.discovery import find_method
from crm_sheets.testing.google.edits import Action, EditPlan, Moment
from crm_sheets.testing.google.endings import Timeouts, finish
from crm_sheets.testing.google.faults import Fault, Predicate
from crm_sheets.testing.google.quota import Quota
from crm_sheets.testing.google.recording import Kind, RecordedRequest, content_of, timeout_of
from crm_sheets.testing.google.service import SheetsService
from crm_sheets.testing.google.sharing import Role
from crm_sheets.testing.google.tokens import PERSON, TokenDesk

if TYPE_CHECKING:
    from crm_sheets.testing.spreadsheet import FakeSpreadsheet

SHEETS = re.compile(r"https://sheets\.googleapis\.com/")
TOKENS = re.compile(r"https://oauth2\.googleapis\.com/token$")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SERVICE_ACCOUNT = "crm@fake-project.iam.gserviceaccount.com"


class FakeGoogle:
    """All of Google that `requests` can reach inside the `with` block; any other host refuses the connection.

    `requests` are all requests in order, `violations` what was wrong with those that Google's description of its API
    does not allow: unless `strict` is False, leaving the block raises AssertionError when there are any. `clock` is
    the time by which quotas and tokens run, `latency` the seconds that a request takes. Threads are answered one
    after the other.
    """

    def __init__(self, *, strict: bool = True, clock: FakeClock | None = None) -> None:
        self.strict = strict
        self.clock = clock or FakeClock()
        self.latency = 0.0
        self.requests: list[RecordedRequest] = []
        self.violations: list[str] = []
        self._tokens = TokenDesk(self.clock)
        self._service = SheetsService(self.clock, self._tokens, self._create)
        self._faults: FaultPlan[Fault, RecordedRequest] = FaultPlan()
        self._edits = EditPlan()
        self._late: list[tuple[int, RecordedRequest]] = []
        self._lock = RLock()
        self._mock = responses.RequestsMock(assert_all_requests_are_fired=False)

    def __enter__(self) -> FakeGoogle:
        for verb in VERBS:
            self._mock.add_callback(verb, SHEETS, self._callback, content_type=None)
            self._mock.add_callback(verb, TOKENS, self._callback, content_type=None)
        self._mock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mock.stop(allow_assert=False)
        self._mock.reset()
        if self.strict and error is None and self.violations:
            raise AssertionError("Requests that the Google Sheets API does not allow:\n" + "\n".join(self.violations))

    @property
    def quota(self) -> Quota | None:
        """How often it answers; None for as often as it is asked."""
        return self._service.quota

    @quota.setter
    def quota(self, quota: Quota | None) -> None:
        self._service.quota = quota

    @property
    def sheet_requests(self) -> list[RecordedRequest]:
        """The requests without those for tokens."""
        return [request for request in self.requests if request.kind != "token"]

    def spreadsheet(self, spreadsheet_id: str = "", title: str = "", **options: Any) -> FakeSpreadsheet:
        """A new spreadsheet, shared with everybody as editor; `options` as FakeSpreadsheet takes them."""
        from crm_sheets.testing.spreadsheet import FakeSpreadsheet

        named = {"title": title} if title else {}
        made = FakeSpreadsheet(spreadsheet_id=spreadsheet_id or self._new_id(), **named, **options)
        self._service.spreadsheets[made.spreadsheet_id] = made
        return made

    def share(self, spreadsheet_id: str, address: str, role: Role = "editor") -> None:
        """Share it with this address ("anyone" for everybody else) as "editor", "viewer" or "none".

        Once a spreadsheet is shared with anybody by address, those it is not shared with have no access.
        """
        self._service.sharing.share(spreadsheet_id, address, role)

    def forget(self, spreadsheet_id: str) -> None:
        """Delete the spreadsheet: from now on it is not found."""
        self._service.spreadsheets.pop(spreadsheet_id, None)

    def service_account_file(self, folder: Path, address: str = SERVICE_ACCOUNT) -> Path:
        """A new key file of the service account with this address in the folder; google-auth gets tokens with it."""
        return keys.service_account_file(folder, address)

    def client_file(self, folder: Path) -> Path:
        """A new file of an OAuth client in the folder, to log in with."""
        return keys.client_file(folder)

    def person_file(self, folder: Path, address: str = PERSON) -> Path:
        """A new file of a person who has logged in, as google-auth keeps it ("authorized_user")."""
        return keys.person_file(folder, self._tokens.remember_person(address))

    def refuse_tokens(self, error: str = "invalid_grant", description: str = "Bad Request") -> None:
        """Give no more tokens, for this reason."""
        self._tokens.refusal = (error, description)

    def accept_tokens(self) -> None:
        """Give tokens again."""
        self._tokens.refusal = None

    def revoke_tokens(self) -> None:
        """Make all tokens given so far worthless (401)."""
        self._tokens.revoke()

    def next(self, fault: Fault, when: Predicate | None = None) -> None:
        """Let this go wrong once: with the next request to Google Sheets, or the next of all requests that is so."""
        self._faults.next(fault, when or _is_for_sheets)

    def always(self, fault: Fault, when: Predicate | None = None) -> None:
        """Let this go wrong with every request to Google Sheets, or every one that is so, until `clear_faults`."""
        self._faults.always(fault, when or _is_for_sheets)

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    @property
    def faults_waiting(self) -> int:
        """Faults of `next` that no request has met yet."""
        return self._faults.waiting

    def before_each(self, action: Action) -> None:
        """Do this just before every request to Google Sheets is handled, requests made by actions excepted."""
        self._edits.before_each(action)

    def before(self, moment: Moment, action: Action) -> None:
        """Do this once: just before the request of this number (from 1), or the first one that is so, is handled."""
        self._edits.before(moment, action)

    def forget_edits(self) -> None:
        """Do none of the things any more that were to be done before requests."""
        self._edits.forget()

    def settle(self) -> None:
        """Apply now what a dropped connection left to be applied later."""
        with self._lock:
            self._apply_late(None)

    def _create(self, content: Mapping[str, Any]) -> FakeSpreadsheet:
        properties = content.get("properties", {})
        made = self.spreadsheet(title=properties.get("title", "Untitled spreadsheet"))
        for sheet in content.get("sheets", ()):
            made.batch_update([{"addSheet": {"properties": sheet.get("properties", {})}}])
        return made

    def _new_id(self) -> str:
        return f"fake{len(self._service.spreadsheets) + 1:040d}"

    def _callback(self, prepared: PreparedRequest) -> tuple[int, Mapping[str, str], bytes]:
        with self._lock:
            self._forget_calls()
            request = self._recorded(prepared)
            answer = self._exchanged(request, prepared)
            request.forget_body()
            request.status, request.received = answer.status, len(answer.body)
            return answer.status, dict(answer.headers), answer.body

    def _forget_calls(self) -> None:
        """`responses` keeps every answer, which may be large; what tests need is in `requests`."""
        self._mock.calls.reset()
        for matcher in self._mock.registered():
            matcher.calls.reset()

    def _recorded(self, prepared: PreparedRequest) -> RecordedRequest:
        url, verb = prepared.url or "", prepared.method or ""
        for_token = bool(TOKENS.match(url))
        number = len(self.sheet_requests) + (0 if for_token else 1)
        found = None if for_token else find_method(verb, url.split("?")[0].removeprefix(f"https://{_host(url)}"))
        reads = found[0].reads if found else verb == "GET"
        kind: Kind = "token" if for_token else "read" if reads else "write"
        request = RecordedRequest(
            number=number,
            method=verb,
            url=url,
            operation=found[0].operation if found else "",
            kind=kind,
            headers=prepared.headers,
            content=content_of(prepared),
            timeout=timeout_of(prepared),
        )
        self.requests.append(request)
        return request

    def _exchanged(self, request: RecordedRequest, prepared: PreparedRequest) -> Answer:
        self.clock.advance(self.latency)
        refusal = None
        if request.kind != "token":
            self._apply_late(request.number)
            self._edits.act(request)
            refusal = self._checked(request)
        fault = self._faults.pick(request)
        if fault is None:
            return self._answer(request, refusal)
        answer = self._answer(request, refusal) if fault.applied else None
        if fault.requests_later and refusal is None:
            self._late.append((request.number + fault.requests_later, request))
        return finish(fault, answer, prepared, Timeouts(self.clock, *request.timeout))

    def _checked(self, request: RecordedRequest) -> Refusal | None:
        refusal = self._service.check(request)
        if refusal is not None:
            told = [violation for detail in refusal.details for violation in detail.get("fieldViolations", ())]
            text = "; ".join(violation["description"] for violation in told) or str(refusal)
            self.violations.append(f"{request.number}. {request.method} {request.path}: {text}")
        return refusal

    def _answer(self, request: RecordedRequest, refusal: Refusal | None) -> Answer:
        if request.kind == "token":
            return self._tokens.answer(request.body or {})
        try:
            if refusal is not None:
                raise refusal
            self._service.identify(request)
            self._service.count(request)
        except Refusal as reason:
            return error_answer(reason)
        return self._service.answer(request)

    def _apply_late(self, number: int | None) -> None:
        due = [request for moment, request in self._late if number is None or moment <= number]
        self._late = [(moment, request) for moment, request in self._late if request not in due]
        for request in due:
            with suppress(Refusal):  # nobody hears of it
                self._service.identify(request)
                self._service.answer(request)


def _is_for_sheets(request: RecordedRequest) -> bool:
    return request.kind != "token"


def _host(url: str) -> str:
    return url.split("/", 3)[2]
