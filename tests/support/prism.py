"""Stoplight Prism as a checking proxy: what passes it is what Twilio's own OpenAPI file allows."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from real_parts import need

FOLDER = "CRM_SHEETS_PRISM"
"""The folder in which `npm install @stoplight/prism-cli @twilio-alpha/mcp` was run."""
SPECIFICATION = "node_modules/@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json"
PLACE = Path("/usr/local/lib")
START_SECONDS = 60.0


@contextmanager
def prism_before(url: str, folder: Path) -> Iterator[str]:
    """The address of a proxy before `url` that answers 422 or 500 whenever request or answer break the rules.

    `folder` is for its files. Skips the test loudly, or fails it in CI, where Prism is not installed.
    """
    program, specification = _parts()
    port = _free_port()
    command = [program, "proxy", _corrected(Path(specification), folder), url, "--errors"]
    options = ["--host", "127.0.0.1", "--port", str(port)]
    with (folder / "prism.log").open("wb") as log:
        process = subprocess.Popen([*map(str, command), *options], stdout=log, stderr=log, start_new_session=True)
    try:
        _wait(process, port, folder / "prism.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _parts() -> tuple[str, str]:
    """Where Prism and Twilio's file are: in the folder of the environment, else where npm puts them."""
    given = [Path(os.environ[FOLDER])] if os.environ.get(FOLDER) else []
    for folder in [*given, PLACE]:
        program, specification = folder / "node_modules/.bin/prism", folder / SPECIFICATION
        if program.exists() and specification.exists():
            return str(program), str(specification)
    return need("prism"), need(Path(SPECIFICATION).name, f"usr/local/lib/{Path(SPECIFICATION).parent}")


def _corrected(specification: Path, folder: Path) -> Path:
    """Twilio's file without one mistake of it: the addresses of pages are paths, in its own examples too, not URIs."""
    content = json.loads(specification.read_text(encoding="utf-8"))
    path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    answer: dict[str, Any] = content["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    for name, kind in answer["schema"]["properties"].items():
        if name.endswith("uri"):
            del kind["format"]
    corrected = folder / "twilio.json"
    corrected.write_text(json.dumps(content), encoding="utf-8")
    return corrected


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"Prism did not start:\n{log.read_text(errors='replace')[-2000:]}")
