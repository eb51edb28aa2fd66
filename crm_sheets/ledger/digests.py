"""Keyed digests, and the scrubbing of what other systems say: the ledger keeps no address and no text (law 8)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from crm_sheets.errors import ConfigurationError
from crm_sheets.values.redaction import without_addresses

MINIMUM_KEY_BYTES = 16
DETAIL_LENGTH = 300
DIGEST_LENGTH = 32

KEPT_LENGTH = 400
"""Characters of an id from outside: an index of every database takes that many."""


class Digests:
    """Makes keyed BLAKE2b digests: without the key, nobody can try all phone numbers against them."""

    def __init__(self, hash_key: str | bytes) -> None:
        """Take the hash key. Raises ConfigurationError when it is missing or short."""
        key = hash_key.encode() if isinstance(hash_key, str) else hash_key
        if len(key.strip()) < MINIMUM_KEY_BYTES:
            raise ConfigurationError(
                f"The ledger's hash key {'is missing' if not key.strip() else 'is too short'}, so nothing is sent: "
                "without it, addresses could be guessed from the ledger. Set CRM_SHEETS_HASH_KEY, or put the key file "
                f"back; a new key has at least {MINIMUM_KEY_BYTES} characters."
            )
        self._key = blake2b(key.strip()).digest()  # any length in, 64 bytes out: the most BLAKE2b takes as key
        self._of_address = blake2b(b"address\0", key=self._key, digest_size=16)

    def digest(self, purpose: str, *parts: str) -> str:
        """DIGEST_LENGTH hex digits over `parts`; digests for different purposes never compare equal."""
        data = "\0".join((purpose, *parts)).encode("utf-8", "surrogatepass")
        return blake2b(data, key=self._key, digest_size=DIGEST_LENGTH // 2).hexdigest()

    def address(self, address: str) -> str | None:
        """The digest of a phone number or e-mail address, None for work without one; case does not matter."""
        folded = address.strip().casefold()
        if not folded:
            return None
        begun = self._of_address.copy()  # as `digest` makes it, in half the time: there are hundreds of thousands
        begun.update(folded.encode("utf-8", "surrogatepass"))
        return begun.hexdigest()

    def by_hash(self, addresses: Iterable[str]) -> dict[str, list[str]]:
        """Addresses as they were given, by their digests; those that are empty are left out."""
        found: dict[str, list[str]] = {}
        for address in dict.fromkeys(addresses):
            digest = self.address(address)
            if digest:
                found.setdefault(digest, []).append(address)
        return found


def scrubbed(text: str) -> str:
    """What a provider said, without the addresses it quoted, cut to what the ledger holds."""
    return without_addresses(storable(text, 4 * DETAIL_LENGTH))[:DETAIL_LENGTH]


def storable(text: str, length: int = KEPT_LENGTH) -> str:
    """Text from outside as every database takes it: no NUL, no half character, cut."""
    return text[:length].replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def kept_id(text: str) -> str:
    """An id from outside as the ledger keeps it: one that cannot be kept as it is gets a digest at its end."""
    kept = storable(text)
    if kept == text:
        return text
    return f"{kept[: KEPT_LENGTH - 40]}#{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
