"""What talks to Google for gspread: paced, with a limit on time, and never repeating a write that may be made."""

from __future__ import annotations

import json as json_text
import random
import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import gspread.http_client
import requests
from gspread.urls import (
    SPREADSHEET_BATCH_UPDATE_URL,
    SPREADSHEET_URL,
    SPREADSHEET_VALUES_BATCH_URL,
    SPREADSHEETS_API_V4_BASE_URL,
)

from crm_sheets.errors import WorkbookUnavailable
from crm_sheets.workbook.google.address import browser_address
from crm_sheets.workbook.google.authorization import Authorization
from crm_sheets.workbook.google.clock import Clock
from crm_sheets.workbook.google.connection import failure_of
from crm_sheets.workbook.google.explanations import Asker, explain_refusal
from crm_sheets.workbook.google.failures import AnswerLost
from crm_sheets.workbook.google.pacing import Pace, TurnTooLate
from crm_sheets.workbook.google.refusals import refusal_of
from crm_sheets.workbook.google.retries import Budget, BudgetOver, Failure, seconds_asked

VALUES_BY_FILTER_URL = SPREADSHEETS_API_V4_BASE_URL + "/%s/values:batchUpdateByDataFilter"

HEADERS = {"Content-Type": "application/json", "User-Agent": "crm-sheets (gzip)"}
"""Google packs its answers only for a user agent that says gzip."""

VALUES_AS = {
    "majorDimension": "COLUMNS",
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
}
SMALL = {"prettyPrint": "false"}

UNAUTHORIZED = 401
MAY_BE_MADE = (408, 409)
"""Answers besides 5xx after which a write may have been made: timed out, and aborted."""

LONGEST_SHOWN = 366 * 86_400.0
"""A moment to try again that is further away is not worth its exact name."""

_ID_IN_URL = re.compile(re.escape(SPREADSHEETS_API_V4_BASE_URL) + r"/([A-Za-z0-9_-]+)")


@dataclass(frozen=True)
class Ask:
    """One thing asked of Google. `what` says it to people: "to {what}".

    `read` takes what is wanted out of the answer; ValueError when it cannot be read. `harmless_twice` when it may be
    repeated without looking whether it was made.
    """

    what: str
    method: str
    url: str
    params: Mapping[str, Any]
    read: Callable[[requests.Response], Any]
    body: bytes | None = None
    harmless_twice: bool = True

    @property
    def writes(self) -> bool:
        """It changes or makes a spreadsheet."""
        return self.method != "GET"

    @property
    def place(self) -> str:
        """The link to the spreadsheet it is about, "" when it is to make one."""
        found = _ID_IN_URL.match(self.url)
        return browser_address(found.group(1)) if found else ""


class SheetsClient(gspread.http_client.HTTPClient):
    """Google Sheets within a budget of time.

    Reads are repeated. A write is repeated only when Google certainly did not act on it; when its answer is lost,
    AnswerLost is raised at once and the caller looks before it asks again. What would only fail again is raised as a
    CrmSheetsError that says what to do. `requests`, `sent_bytes` and `received_bytes` count.
    """

    def __init__(
        self,
        auth: Any = None,
        *,
        session: requests.Session | None = None,
        pace: Pace,
        clock: Clock,
        seconds: float = 300.0,
        account: str = "",
        chance: Callable[[], float] = random.random,
    ) -> None:
        """`auth` are google-auth's credentials, `account` their address; without them nobody is signed in.

        `session` is what requests go through; `seconds` is what a budget has; `chance` gives numbers from 0 to 1.
        """
        session = session or _own_session()
        super().__init__(auth, session)
        self._pace, self._clock, self._seconds, self._chance = pace, clock, seconds, chance
        self._account = account
        self._authorization = Authorization(auth, session, Asker(account, ""), clock) if auth else None
        self._budget: Budget | None = None
        self.requests = self.sent_bytes = self.received_bytes = 0

    @contextmanager
    def budget(self) -> Iterator[Budget]:
        """All requests inside share one budget of time; within another one, they share that."""
        if self._budget is not None:
            yield self._budget
            return
        self._budget = Budget(self._seconds, self._clock, self._chance)
        try:
            yield self._budget
        finally:
            self._budget = None

    def back_off(self, failures: int = 0) -> None:
        """Wait as long as is due after a lost answer; the next request would do so by itself.

        Raises WorkbookUnavailable when that is too long, or when too much has failed already.
        """
        with self.budget() as budget:
            self._wait("look whether the change was made", budget)

    def metadata(self, spreadsheet_id: str, fields: str) -> dict[str, Any]:
        """The spreadsheet's structure: these fields of `spreadsheets.get`."""
        params = {"fields": fields, **SMALL}
        url = SPREADSHEET_URL % quote(spreadsheet_id, safe="")
        found: dict[str, Any] = self._ask(Ask("read the spreadsheet's structure", "GET", url, params, _object_in))
        return found

    def values(self, spreadsheet_id: str, ranges: Sequence[str]) -> bytes:
        """The cells of these ranges, by columns: the answer to `values:batchGet` as it came, which is JSON."""
        params = {"ranges": list(ranges), **VALUES_AS, **SMALL}
        url = SPREADSHEET_VALUES_BATCH_URL % quote(spreadsheet_id, safe="")
        found: bytes = self._ask(Ask("read the cells", "GET", url, params, _bytes_of))
        return found

    def update(self, spreadsheet_id: str, body: bytes, fields: str = "replies") -> dict[str, Any]:
        """Make an atomic batch; gives these fields of the answer.

        Raises AnswerLost when it may or may not have been made, RequestRefused when Google refuses it as it stands.
        """
        params = {"fields": fields, **SMALL}
        url = SPREADSHEET_BATCH_UPDATE_URL % quote(spreadsheet_id, safe="")
        ask = Ask("write the changes", "POST", url, params, _object_in, body, harmless_twice=False)
        found: dict[str, Any] = self._ask(ask)
        return found

    def update_values(self, spreadsheet_id: str, body: bytes) -> None:
        """Fill cells by data filter. The same cells get the same values, so it is repeated like a read."""
        params = {"fields": "spreadsheetId", **SMALL}
        url = VALUES_BY_FILTER_URL % quote(spreadsheet_id, safe="")
        self._ask(Ask("write the cells", "POST", url, params, _object_in, body))

    def create(self, body: bytes) -> dict[str, Any]:
        """Make a new spreadsheet; gives its id, link and structure. Raises AnswerLost and RequestRefused as a batch."""
        url = SPREADSHEETS_API_V4_BASE_URL
        ask = Ask("make a spreadsheet", "POST", url, SMALL, _object_in, body, harmless_twice=False)
        found: dict[str, Any] = self._ask(ask)
        return found

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """What gspread's own methods call: a GET is repeated as a read, all else is a write."""
        if files or headers:
            raise NotImplementedError("only JSON is sent to Google")
        body = data if json is None else json_text.dumps(json).encode()
        reads = method.upper() == "GET"
        what = "read the spreadsheet" if reads else "write the changes"
        ask = Ask(what, method.upper(), endpoint, params or {}, _response, body, harmless_twice=reads)
        found: requests.Response = self._ask(ask)
        return found

    def _ask(self, ask: Ask) -> Any:
        """Ask until there is an answer that can be read."""
        with self.budget() as budget:
            while True:
                self._wait(ask.what, budget)
                try:
                    return self._read(self._answer(ask, budget), ask)
                except Failure as failure:
                    budget.failed(failure)
                    if not (failure.certain or ask.harmless_twice):
                        raise AnswerLost(failure.said) from None

    def _wait(self, what: str, budget: Budget) -> None:
        try:
            budget.await_turn()
        except BudgetOver:
            raise self._too_late(what, budget) from None

    def _take_turn(self, ask: Ask, budget: Budget) -> None:
        try:
            self._pace.take("write" if ask.writes else "read", budget.left)
        except TurnTooLate:
            raise WorkbookUnavailable(
                "The jobs on this machine have used up the requests a minute that Google allows (requests_per_minute "
                f"under [google] in crm.toml), and there was no time left to {ask.what}. Start again in a minute."
            ) from None

    def _answer(self, ask: Ask, budget: Budget) -> requests.Response:
        """What came back; a request that was not let in, and so certainly not acted on, is sent with a new token."""
        response = self._send(ask, budget)
        if self._authorization and response.status_code == UNAUTHORIZED:
            self._authorization.refused()
            response = self._send(ask, budget)
        return response

    def _send(self, ask: Ask, budget: Budget) -> requests.Response:
        """Send it once. Raises Failure, or CrmSheetsError for what would only fail again."""
        signed_in = self._authorization.headers(budget) if self._authorization else {}
        self._take_turn(ask, budget)
        self.requests += 1
        self.sent_bytes += len(ask.body or b"")
        budget.wrote = budget.wrote or ask.writes
        try:
            response = self.session.request(
                method=ask.method,
                url=ask.url,
                params=dict(ask.params),
                data=ask.body,
                headers={**HEADERS, **signed_in},
                timeout=budget.timeouts,
                allow_redirects=False,
            )
        except OSError as error:  # those of requests too
            raise failure_of(error, Asker(self._account, ask.place)) from None
        self.received_bytes += len(response.content)
        return response

    def _read(self, response: requests.Response, ask: Ask) -> Any:
        """What was wanted. Raises Failure, and CrmSheetsError or RequestRefused for what would only fail again."""
        if 200 <= response.status_code < 300:
            try:
                return ask.read(response)
            except (ValueError, RecursionError):
                raise Failure("an answer that cannot be read", certain=False) from None
        refusal = refusal_of(response)
        said = f"{refusal.status} {refusal.message}".strip()
        wait = seconds_asked(response.headers.get("Retry-After"), self._clock.now())
        if refusal.is_rate_limit:
            raise Failure(said, certain=True, retry_after=wait)
        if refusal.status >= 500 or refusal.status in MAY_BE_MADE:
            raise Failure(said, certain=False, retry_after=wait)
        raise explain_refusal(refusal, Asker(self._account, ask.place), writes=ask.writes)

    def _too_late(self, what: str, budget: Budget) -> WorkbookUnavailable:
        """One paragraph: what was asked, what came back last, how long we tried, and when to try again."""
        last = budget.last
        came = f"what came back last: {last.said}" if last else "no time was left"
        tries = f"{budget.failures} {'try' if budget.failures == 1 else 'tries'} in {budget.spent:.0f} seconds"
        outcome = "" if budget.wrote else " Nothing was written."
        remedy = f" {last.remedy}" if last and last.remedy else ""
        return WorkbookUnavailable(
            f"Google Sheets could not be asked to {what} ({came}; {tries}).{outcome}{remedy} Try again "
            f"{self._when(last)}."
        )

    def _when(self, last: Failure | None) -> str:
        if last is None or last.retry_after is None:
            return "later"
        moment = datetime.fromtimestamp(self._clock.now() + min(last.retry_after, LONGEST_SHOWN), UTC)
        return f"after {moment:%Y-%m-%d %H:%M:%S} UTC"


def _own_session() -> requests.Session:
    session = requests.Session()
    session.auth = _as_it_is  # else a password in ~/.netrc would take the token's place
    return session


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _object_in(response: requests.Response) -> dict[str, Any]:
    found = json_text.loads(response.content)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004 - caught as an answer that cannot be read
    return found


def _bytes_of(response: requests.Response) -> bytes:
    """The cells of a large sheet are not parsed here: an answer cut short, or a page of HTML, shows at its ends."""
    content = response.content
    if not (content[:100].lstrip().startswith(b"{") and content[-100:].rstrip().endswith(b"}")):
        raise ValueError
    return content


def _response(response: requests.Response) -> requests.Response:
    return response
