"""Credential files for tests: as Google makes them, with a key that opens nothing."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105 (an address)
CLIENT_ID = "1-fake.apps.googleusercontent.com"
KEY_BITS = 2048


@cache
def _key() -> rsa.RSAPrivateKey:
    """One key a process: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def signed_claims(assertion: str) -> Mapping[str, Any]:
    """What a token request signed with our key claims. Raises ValueError for any other.

    Its times are not checked: they are those of the real clock.
    """
    signed, _, signature = assertion.rpartition(".")
    try:
        _key().public_key().verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
        claims: Mapping[str, Any] = json.loads(_decoded(signed.partition(".")[2]))
    except InvalidSignature as error:
        raise ValueError("wrong signature") from error
    return claims


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def service_account_file(folder: Path, address: str) -> Path:
    """The key file of the service account with this e-mail address, readable by nobody else."""
    key = _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    content = {
        "type": "service_account",
        "project_id": address.partition("@")[2].partition(".")[0] or "project",
        "private_key_id": "0" * 40,
        "private_key": key.decode(),
        "client_email": address,
        "client_id": "1",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_ADDRESS,
        "universe_domain": "googleapis.com",
    }
    return _written(folder / "service-account.json", content)


def client_file(folder: Path) -> Path:
    """The file of an OAuth client for a program on a person's machine."""
    client = {
        "client_id": CLIENT_ID,
        "client_secret": "fake",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": TOKEN_ADDRESS,
        "redirect_uris": ["http://localhost"],
    }
    return _written(folder / "client.json", {"installed": client})


def person_file(folder: Path, refresh_token: str) -> Path:
    """What google-auth keeps of a person who has logged in."""
    content = {
        "type": "authorized_user",
        "client_id": CLIENT_ID,
        "client_secret": "fake",
        "refresh_token": refresh_token,
        "token_uri": TOKEN_ADDRESS,
    }
    return _written(folder / "person.json", content)


def _written(path: Path, content: Mapping[str, Any]) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
    path.chmod(0o600)
    return path
