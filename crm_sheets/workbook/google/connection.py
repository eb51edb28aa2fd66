"""What can go wrong on the way to Google: told apart by whether the request can have arrived."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

import requests
from google.auth import exceptions as auth_errors
from urllib3 import exceptions as urllib3_errors

from crm_sheets.errors import ConfigurationError, CrmSheetsError
from crm_sheets.workbook.google.explanations import Asker, explain_sign_in, oauth_words
from crm_sheets.workbook.google.retries import Failure

DEEPEST = 10
"""Errors wrap errors; ours are found well above this depth."""

CHECK_NETWORK = "Check this machine's network, and its proxy (HTTPS_PROXY) if it needs one."

NOT_SENT = (
    ((requests.exceptions.ProxyError,), "the proxy could not be reached or did not let us through"),
    ((urllib3_errors.NameResolutionError, socket.gaierror), "its name could not be resolved"),
    ((urllib3_errors.NewConnectionError, ConnectionRefusedError), "it could not be reached"),
    ((requests.exceptions.ConnectTimeout, urllib3_errors.ConnectTimeoutError), "connecting took too long"),
)
"""Errors that come before anything is sent, with how they are said; the narrower kinds first."""

BAD_ADDRESSES = (
    requests.exceptions.InvalidProxyURL,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)
NO_TLS = {"WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "NO_PROTOCOLS_AVAILABLE"}

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (4\d\d)")

Causes = list[BaseException]


def failure_of(error: BaseException, asker: Asker, *, signing_in: bool = False) -> Failure:
    """The failure that may be repeated. Raises CrmSheetsError for one that would only come again.

    `error` came from the request, or from `signing_in`, which goes before it.
    """
    causes = list(_causes(error))
    for explain in (_tls, _proxy, _certificates, _sign_in):
        final = explain(causes, asker)
        if final:
            raise final from None
    return _described(causes, signing_in=signing_in)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was made of, outermost first."""
    for _ in range(DEEPEST):
        if error is None:
            return
        yield error
        inner = [getattr(error, "reason", None), *error.args, error.__cause__]
        error = next((part for part in inner if isinstance(part, BaseException)), None)


def _tls(causes: Causes, asker: Asker) -> CrmSheetsError | None:
    if _any(causes, ssl.SSLCertVerificationError):
        return ConfigurationError(
            "The certificate shown for Google is not trusted, so nothing was sent. Check this machine's clock; behind "
            "a company's proxy, set REQUESTS_CA_BUNDLE to the file with its certificate; on a guest network, sign in "
            "to it first."
        )
    if any(isinstance(cause, ssl.SSLError) and getattr(cause, "reason", "") in NO_TLS for cause in causes):
        return ConfigurationError(
            "What answered in Google's place does not speak today's TLS, so nothing was sent. Check the proxy "
            "(HTTPS_PROXY); on a guest network, sign in to it first."
        )
    return None


def _proxy(causes: Causes, asker: Asker) -> CrmSheetsError | None:
    if _any(causes, *BAD_ADDRESSES):
        return ConfigurationError("The proxy's address is not one. Write HTTPS_PROXY as http://HOST:PORT, or unset it.")
    refused = next((found for cause in causes if (found := _TUNNEL_REFUSED.search(str(cause)))), None)
    if refused and refused.group(1) == "407":
        return ConfigurationError(
            "The proxy asks for a name and password (407). Write them into HTTPS_PROXY: http://NAME:PASSWORD@HOST:PORT"
        )
    if refused:
        return ConfigurationError(
            f"The proxy does not let us through to Google ({refused.group(1)}). Ask whoever runs it to allow "
            "sheets.googleapis.com and oauth2.googleapis.com."
        )
    return None


def _certificates(causes: Causes, asker: Asker) -> CrmSheetsError | None:
    """A plain OSError, which comes before connecting."""
    error = causes[0]
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException) and "TLS" in str(error):
        return ConfigurationError(
            "The file with trusted certificates is missing. Correct REQUESTS_CA_BUNDLE (or CURL_CA_BUNDLE), or "
            "unset it."
        )
    return None


def _sign_in(causes: Causes, asker: Asker) -> CrmSheetsError | None:
    error = causes[0]
    if not isinstance(error, auth_errors.GoogleAuthError) or error.retryable:
        return None
    if _any(causes, auth_errors.TransportError, auth_errors.TimeoutError):
        return None
    if isinstance(error, auth_errors.RefreshError):
        return explain_sign_in(*oauth_words(error.args), asker)
    return ConfigurationError(
        f"Signing in to Google failed ({type(error).__name__}). Check account and key under [google] in crm.toml."
    )


def _described(causes: Causes, *, signing_in: bool) -> Failure:
    """In words; while signing in, the request itself was certainly not sent."""
    where = "Google's sign-in" if signing_in else "Google Sheets"
    for kinds, said in NOT_SENT:
        if _any(causes, *kinds):
            return Failure(f"no connection to {where}, {said}", certain=True, remedy=CHECK_NETWORK)
    if _any(causes, requests.exceptions.Timeout, TimeoutError, auth_errors.TimeoutError):
        return Failure(f"no answer from {where} in time", certain=signing_in)
    return Failure(f"the connection to {where} broke before the answer was complete", certain=signing_in)


def _any(causes: Causes, *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)
