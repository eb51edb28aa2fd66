"""What proves to Google who asks: a token, renewed in time, within the same budget as the requests themselves.

google-auth makes the tokens, but its own session does more than that: it waits by its own clock when Google's sign-in is
in trouble, and asks other services of Google in a thread of its own. Here only the sign-in is asked, and once.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from crm_sheets.errors import WorkbookUnavailable
from crm_sheets.workbook.google.clock import Clock
from crm_sheets.workbook.google.connection import failure_of
from crm_sheets.workbook.google.explanations import Asker, not_google, oauth_words
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
        except (GoogleAuthError, OSError) as error:
            raise failure_of(error, self._asker) from None
        except NOT_AS_EXPECTED:
            raise Failure("an answer from Google's sign-in that cannot be read", certain=True) from None

    def _renew(self, budget: Budget) -> None:
        if self._refused or not self._credentials.valid:
            self._credentials.refresh(partial(self._ask, budget))
            self._refused = False

    def _ask(self, budget: Budget, *arguments: Any, **options: Any) -> Any:
        """Make a request of google-auth's. What could be repeated is raised, so that google-auth does not wait."""
        options |= {"timeout": budget.timeouts, "allow_redirects": False}
        try:
            answer = self._request(*arguments, **options)  # type: ignore[no-untyped-call]
        except (GoogleAuthError, OSError) as error:
            raise failure_of(error, self._asker) from None
        if 300 <= answer.status < 400:
            raise not_google(answer.status)
        if answer.status >= 500 or answer.status in TO_REPEAT or _words(answer.data) & WORDS_TO_REPEAT:
            wait = seconds_asked(answer.headers.get("Retry-After"), self._clock.now())
            raise Failure(f"{answer.status} from Google's sign-in", certain=True, retry_after=wait)
        return answer
