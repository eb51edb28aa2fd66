"""Google's token endpoint: who proves to be somebody gets a token for an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_sheets.testing.google.answers import Answer, Refusal, json_answer
from crm_sheets.testing.google.clock import FakeClock
from crm_sheets.testing.google.keys import TOKEN_ADDRESS, signed_claims

LIFETIME = 3599
SERVICE_ACCOUNT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ALL_OF_SHEETS = "https://www.googleapis.com/auth/spreadsheets"
WRITING_SCOPES = frozenset(
    {
        ALL_OF_SHEETS,
        "https://www.googleapis.com/auth/drive",
        "https://www.googleapis.com/auth/drive.file",
    }
)
READING_SCOPES = WRITING_SCOPES | {
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.readonly",
}
PERSON = "person@example.com"


@dataclass(frozen=True)
class Token:
    """What a token stands for: as whom, for what, until when (seconds of the clock)."""

    address: str
    scopes: frozenset[str]
    expires: float


class TokenDesk:
    """Gives tokens and knows them again. `refusal` (error, description) is what everybody gets while it is set."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        self._people: dict[str, str] = {}
        self.refusal: tuple[str, str] | None = None

    def remember_person(self, address: str) -> str:
        """A refresh token of the person with this address, always the same."""
        refresh_token = f"fake-refresh-{address}"
        self._people[refresh_token] = address
        return refresh_token

    def revoke(self) -> None:
        """No token given so far is worth anything any more."""
        self._tokens.clear()

    def answer(self, form: Mapping[str, str]) -> Answer:
        """The endpoint's answer to this form."""
        if self.refusal:
            return _refused(*self.refusal)
        grant = form.get("grant_type", "")
        if grant == SERVICE_ACCOUNT:
            return self._for_service_account(form.get("assertion", ""))
        if grant == "refresh_token":
            return self._for_person(form)
        if grant == "authorization_code":
            return self._for_login(form)
        return _refused("unsupported_grant_type", f"Invalid grant_type: {grant}")

    def user(self, authorization: str) -> str:
        """The address behind an Authorization header, "" without one. Raises Refusal (401) for no token of ours."""
        return self._token(authorization).address if authorization else ""

    def check_scope(self, authorization: str, *, reads: bool) -> None:
        """Raise Refusal (403) when the token was not given for this."""
        if not authorization:
            return
        allowed = READING_SCOPES if reads else WRITING_SCOPES
        if not self._token(authorization).scopes & allowed:
            raise _insufficient_scopes()

    def _token(self, authorization: str) -> Token:
        kind, _, text = authorization.partition(" ")
        token = self._tokens.get(text) if kind.lower() == "bearer" else None
        if token is None or token.expires <= self._clock.monotonic():
            raise Refusal(401)
        return token

    def _for_service_account(self, assertion: str) -> Answer:
        try:
            claims = signed_claims(assertion)
        except ValueError:
            return _refused("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") != TOKEN_ADDRESS:
            return _refused("invalid_grant", "Invalid JWT: the audience is not the token endpoint.")
        if not claims.get("scope"):
            return _refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return json_answer(self._issued(claims["iss"], claims["scope"]))

    def _for_person(self, form: Mapping[str, str]) -> Answer:
        address = self._people.get(form.get("refresh_token", ""))
        if address is None:
            return _refused("invalid_grant", "Token has been expired or revoked.")
        return json_answer(self._issued(address, form.get("scope", ALL_OF_SHEETS)))

    def _for_login(self, form: Mapping[str, str]) -> Answer:
        """The code that a browser brought back; its text may be the address of who logged in."""
        code = form.get("code", "")
        address = code if "@" in code else PERSON
        issued = self._issued(address, form.get("scope", ALL_OF_SHEETS))
        return json_answer({**issued, "refresh_token": self.remember_person(address)})

    def _issued(self, address: str, scope: str) -> dict[str, Any]:
        text = f"fake-token-{len(self._tokens) + 1}-{self._clock.monotonic():.3f}"
        expires = self._clock.monotonic() + LIFETIME
        self._tokens[text] = Token(address, frozenset(scope.split()), expires)
        return {"access_token": text, "expires_in": LIFETIME, "scope": scope, "token_type": "Bearer"}


def _refused(error: str, description: str) -> Answer:
    return json_answer({"error": error, "error_description": description}, 400)


def _insufficient_scopes() -> Refusal:
    details = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com"},
    }
    return Refusal(403, "Request had insufficient authentication scopes.", [details])
