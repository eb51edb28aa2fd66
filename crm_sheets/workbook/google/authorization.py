"""What proves to Google who asks: a token, renewed in time, within the same budget as the requests themselves.

google-auth makes the tokens, but its own session does more than that: it sleeps by its own clock when Google's sign-in
is in trouble, and asks another of Google's services in a thread of its own. Here only the sign-in is asked.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from crm_sheets.workbook.google.clock import Clock
from crm_sheets.workbook.google.connection import failure_of
from crm_sheets.workbook.google.explanations import Asker, explain_refusal, oauth_words
from crm_sheets.workbook.google.refusals import Refusal
from crm_sheets.workbook.google.retries import Budget, Failure, seconds_asked

TO_REPEAT = (408, 429)
"""Answers besides 5xx after which the sign-in may be asked again."""
WORDS_TO_REPEAT = {"internal_failure", "server_error", "temporarily_unavailable"}
"""The same in OAuth's words, whatever the status."""

NOT_AS_EXPECTED = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
"""What google-auth stumbles with over an answer of another form."""


class Authorization:
    """Signs requests in with google-auth's credentials."""

    def __init__(self, credentials: Any, session: requests.Session, asker: Asker, clock: Clock) -> None:
        """Tokens are asked for over `session`; `asker` is named in explanations."""
        self._credentials, self._asker, self._clock = credentials, asker, clock
        self._request = Request(session)  # kept, because it closes the session's connections when it goes
        self._refused = False

    def refused(self) -> None:
        """Google does not take the token (any more): the next request gets another."""
        self._refused = True

    def headers(self, budget: Budget) -> dict[str, str]:
        """The headers that sign a request in; asks for a token when there is none or it is about to run out.

        Raises Failure, which is always certain, or CrmSheetsError for what would only fail again.
        """
        try:
            self._renew(budget)
            headers: dict[str, str] = {}
            self._credentials.apply(headers)
            return _sendable(headers)
        except NOT_AS_EXPECTED:
            self.refused()
            raise Failure("an answer from Google's sign-in that cannot be read", certain=True) from None

    def _renew(self, budget: Budget) -> None:
        if self._credentials.valid and not self._refused:
            return
        try:
            self._credentials.refresh(partial(self._ask, budget))
        except (GoogleAuthError, OSError) as error:
            raise failure_of(error, self._asker, signing_in=True) from None
        self._refused = False

    def _ask(self, budget: Budget, *arguments: Any, **options: Any) -> Any:
        """Make a request of google-auth's. What could be repeated is raised, so that google-auth does not wait."""
        options |= {"timeout": budget.timeouts, "allow_redirects": False}
        try:
            answer = self._request(*arguments, **options)
        except (GoogleAuthError, OSError) as error:
            raise failure_of(error, self._asker, signing_in=True) from None
        self._check(answer)
        return answer

    def _check(self, answer: Any) -> None:
        """Raise what google-auth would wait after or follow elsewhere; all other answers are for it to understand."""
        if 300 <= answer.status < 400:
            raise explain_refusal(Refusal(answer.status, "", frozenset(), ""), self._asker, writes=False)
        if (
            answer.status >= 500
            or answer.status in TO_REPEAT
            or (answer.status >= 400 and _asks_to_repeat(answer.data))
        ):
            wait = seconds_asked(answer.headers.get("Retry-After"), self._clock.now())
            raise Failure(f"{answer.status} from Google's sign-in", certain=True, retry_after=wait)


def _asks_to_repeat(body: bytes) -> bool:
    try:
        words = oauth_words(("", json.loads(body)))
    except (ValueError, RecursionError):
        return False
    return not WORDS_TO_REPEAT.isdisjoint(words)


def _sendable(headers: dict[str, str]) -> dict[str, str]:
    """The headers; ValueError when they are not text that can stand in a header, which only a false token is not."""
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise ValueError
    return headers
