"""HTTP to Twilio, which tells for certain when a request was never sent, and logs nothing about people."""

from __future__ import annotations

import logging
import re
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from requests import Request, RequestException, Session
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from crm_sheets.server_settings import is_this_machine

if TYPE_CHECKING:
    from requests import Response as Received

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 16_000_000
"""Bytes; a page of 1,000 messages is about one million."""
CHUNK = 1 << 16
URLLIB3_LOG = "urllib3.connectionpool"
_TWILIO = re.compile(r"https://api\.(?:[a-z0-9-]+\.)*twilio\.com")


class NoAnswer(Exception):
    """No usable answer came. `was_sent` is False only when the request certainly never left this machine."""

    def __init__(self, said: str, *, was_sent: bool) -> None:
        super().__init__(said)
        self.was_sent = was_sent


class Transport(TwilioHttpClient):  # type: ignore[misc]
    """The package's HTTP client with a timeout for every request, without repeats, without logs of what it carries.

    `seconds` is how long a request may wait for its answer, and read it. It keeps `at_once` connections open. `origin`
    ("https://host:port") takes the place of Twilio's own. On this machine itself neither proxies nor anything else of
    the environment counts.
    """

    def __init__(self, origin: str, seconds: float, at_once: int) -> None:
        super().__init__(timeout=seconds)
        self._origin, self._seconds = origin.rstrip("/"), seconds
        session = Session()
        session.trust_env = not is_this_machine(urlsplit(origin).hostname or "")
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Adapter(pool_connections=1, pool_maxsize=at_once, max_retries=0))
        self.session: Session = session
        _keep_addresses_out_of_logs()

    def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Ask once. Raises NoAnswer when there is none that can be read; it names neither the request nor the cause."""
        _progress.sent = False
        try:
            asked = Request(method, self._placed(url), params=params, data=data, headers=headers, auth=auth)
            prepared = self.session.prepare_request(asked)
            _progress.sent = True
            return self._answer(prepared)
        except (RequestException, HTTPError, OSError, ValueError) as error:
            failed = _in_words(error)
        raise NoAnswer(failed, was_sent=_progress.sent)  # outside the handler: the cause may name the recipient

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def _placed(self, url: str) -> str:
        parts = urlsplit(url)
        origin = _of_product(self._origin, parts.hostname or "")
        return f"{origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def _answer(self, prepared: Any) -> Response:
        settings = self.session.merge_environment_settings(prepared.url, {}, True, None, None)
        limits = (min(CONNECT_SECONDS, self._seconds), self._seconds)
        received = self.session.send(prepared, timeout=limits, allow_redirects=False, **settings)
        with received:
            return Response(received.status_code, _text(received, self._seconds), received.headers)


def _of_product(origin: str, host: str) -> str:
    """Where a product of Twilio's is ("messaging.twilio.com"): beside its API in the same region; a relay has all."""
    product = host.partition(".")[0]
    return origin.replace("//api.", f"//{product}.", 1) if _TWILIO.fullmatch(origin) else origin


def _text(received: Received, seconds: float) -> str:
    """The body. Raises OSError when it is too large or too slow, which no answer of Twilio's is."""
    end, parts, size = time.monotonic() + seconds, [], 0
    for part in received.iter_content(CHUNK):
        size += len(part)
        if size > LARGEST_ANSWER or time.monotonic() > end:
            raise OSError
        parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


def _in_words(error: Exception) -> str:
    from requests import ConnectTimeout, ReadTimeout
    from requests.exceptions import ProxyError, SSLError

    if isinstance(error, ConnectTimeout | ReadTimeout):
        return "no answer in time"
    if isinstance(error, ProxyError):
        return "the proxy (HTTPS_PROXY) did not let us through"
    if isinstance(error, SSLError):
        return "no secure connection (TLS)"
    if isinstance(error, ValueError) and not _progress.sent:
        return "the request could not be written"
    return "the connection broke before the answer was complete" if _progress.sent else "no connection"


class _Progress(threading.local):
    """Whether this thread's request may have left; whatever is not known counts as such."""

    sent = True


_progress = _Progress()


class _Watched(HTTPConnection):
    """A connection that notes when it has to be made first, and when the first byte of a request goes out.

    Until then a request that fails was certainly not sent, whatever the error: refused, unknown host, broken TLS.
    """

    _is_connecting = False

    def connect(self) -> None:
        _progress.sent, self._is_connecting = False, True
        try:
            super().connect()
        finally:
            self._is_connecting = False

    def send(self, data: Any) -> None:
        if self.sock is None and self.auto_open:
            self.connect()
        if not self._is_connecting:  # a proxy is asked for a tunnel while connecting
            _progress.sent = True
        super().send(data)


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


class _Adapter(HTTPAdapter):
    """Connections of ours, with and without a proxy."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager


class _WithoutQueries(logging.Filter):
    """Takes the query out of what urllib3 logs about Twilio's lists: it may be an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: every line stays."""
        if isinstance(record.args, tuple):
            record.args = tuple(_bare(part) for part in record.args)
        return True


def _bare(part: object) -> object:
    is_list = isinstance(part, str) and "/Messages.json?" in part
    return f"{str(part).split('?', 1)[0]}?..." if is_list else part


_without_queries = _WithoutQueries()


def _keep_addresses_out_of_logs() -> None:
    logging.getLogger(URLLIB3_LOG).addFilter(_without_queries)  # the same filter is added once only
