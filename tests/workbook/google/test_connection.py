"""Real connections that go wrong, on this machine only: what the network libraries make of them is understood."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fake_clock import FakeClock

from crm_sheets.errors import ConfigurationError, WorkbookUnavailable
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.failures import AnswerLost
from crm_sheets.workbook.google.pacing import Pace

Behaviour = Callable[[socket.socket], None]


class Rerouted(requests.Session):
    """Takes what is meant for Google to another place."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place, self.trust_env = place, False

    def request(self, method: Any, url: Any, *arguments: Any, **options: Any) -> requests.Response:
        return super().request(method, url.replace("https://sheets.googleapis.com", self.place), *arguments, **options)


def client_at(place: str, seconds: float = 20) -> SheetsClient:
    clock = FakeClock()
    return SheetsClient(session=Rerouted(place), pace=Pace(None, 60, clock), clock=clock, seconds=seconds)


@contextmanager
def server(*behaviours: Behaviour) -> Iterator[str]:
    """A server that does to each connection, in turn, what is given; gives its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for behave in behaviours:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def answer(text: bytes) -> Behaviour:
    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(text)

    return behave


def wait_for_the_other_side(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def reset(connection: socket.socket) -> None:
    """Hang up rudely, with what was sent unread."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


GOOD = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
BROKEN = {
    "hangs up": answer(b""),
    "resets": reset,
    "cut short": answer(b'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"replies":'),
    "cut short in a chunk": answer(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"a"'),
    "not gzip": answer(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    "not HTTP": answer(b"hello\r\n\r\n"),
}


@pytest.mark.parametrize("behave", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_lost_for_a_write_and_asked_for_again_by_a_read(behave: Behaviour) -> None:
    with server(behave) as place, pytest.raises(AnswerLost):
        client_at(f"http://{place}").update("x", b"{}")
    with server(behave, GOOD) as place:
        assert client_at(f"http://{place}").metadata("x", "a") == {}


def test_no_answer_in_time_is_lost_for_a_write() -> None:
    with server(wait_for_the_other_side) as place, pytest.raises(AnswerLost, match="in time"):
        client_at(f"http://{place}", seconds=0.2).update("x", b"{}")


def test_a_refused_connection_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    client = client_at(f"http://127.0.0.1:{port}")
    with pytest.raises(WorkbookUnavailable, match="could not be reached"):
        client.update("x", b"{}")
    assert client.requests > 3


def test_a_proxy_that_refuses_is_tried_again_and_one_that_asks_for_a_password_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    client = client_at("https://sheets.googleapis.com")
    client.session.proxies = {"https": f"http://127.0.0.1:{port}"}
    with pytest.raises(WorkbookUnavailable, match="proxy"):
        client.update("x", b"{}")
    assert client.requests > 3
    with server(answer(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")) as place:
        client.session.proxies = {"https": f"http://{place}"}
        with pytest.raises(ConfigurationError, match="407"):
            client.update("x", b"{}")


def test_a_proxy_without_a_sensible_address_is_named() -> None:
    client = client_at("https://sheets.googleapis.com")
    client.session.proxies = {"https": "http://"}
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY"):
        client.update("x", b"{}")


def test_a_server_that_speaks_no_tls_is_named() -> None:
    with server(answer(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as place, pytest.raises(ConfigurationError, match="TLS"):
        client_at(f"https://{place}").update("x", b"{}")


def test_a_certificate_that_is_not_trusted_is_named(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))

    def behave(connection: socket.socket) -> None:
        with suppress(OSError):
            context.wrap_socket(connection, server_side=True).recv(1)

    with server(behave) as place, pytest.raises(ConfigurationError, match="not trusted, so nothing was sent"):
        client_at(f"https://{place}").update("x", b"{}")


def test_a_missing_file_of_trusted_certificates_is_named(tmp_path: Path) -> None:
    client = client_at("https://127.0.0.1:9")
    client.session.verify = str(tmp_path / "none.pem")
    with pytest.raises(ConfigurationError, match="REQUESTS_CA_BUNDLE"):
        client.update("x", b"{}")


def own_certificate(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().issuer_name(name).subject_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    signed = builder.not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "own.pem"
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file
