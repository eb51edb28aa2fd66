"""Style sheets are written into the tags; nothing is loaded, and pages without one stay as they are."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from message_samples import render

from crm_sheets.model import Medium
from crm_sheets.render import RenderProblem
from crm_sheets.render.styles import with_inlined_styles

LAYOUT = (
    "<html><head><style>p { color: #123456 }{{ '' }}</style></head><body><p>{{ paragraphs[0][0] }}</p></body></html>"
)


def page(layout: str, text: str = "Halo") -> str:
    source = "Subject: S\n\n{{ customer.name }}"
    return render(source, Medium.EMAIL, more={"layouts/email.html": layout}, customer={"name": text}).html


def test_a_rule_stands_in_the_tag_and_the_style_sheet_is_gone() -> None:
    assert '<p style="color: #123456;">Halo</p>' in page(LAYOUT)
    assert "<style" not in page(LAYOUT)


def test_what_only_a_style_sheet_can_say_stays_in_one() -> None:
    html = page(LAYOUT.replace("{{ '' }}", "@media (max-width: 480px) { p { color: red !important } }"))
    assert html.count("<style>") == 1
    assert "@media (max-width: 480px)" in html
    assert '<p style="color: #123456;">' in html


def test_a_page_without_a_style_sheet_is_left_as_it_is() -> None:
    html = "<!doctype html><P Class=x>a<br>b &middot; c"
    assert with_inlined_styles(html) is html
    assert page("<P Class=x>{{ paragraphs[0][0] }}") == "<P Class=x>Halo"


def test_the_same_page_comes_out_the_same_in_every_process() -> None:
    """A tick holds for the HTML too, so nothing in it may depend on chance."""
    html = LAYOUT.replace("<p>", '<p id="a" class="b" title="c" align="left" dir="ltr" lang="id">')
    code = f"from crm_sheets.render.styles import with_inlined_styles as w; print(w({html!r}))"
    answers = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    }
    assert answers == {with_inlined_styles(html) + "\n"}


@pytest.mark.parametrize(
    "value",
    [
        "<style>p{color:red}</style>",
        "</p></body><style>",
        "&lt;style&gt;",
        "{color:red}",
        "&#60;script&#62;",
        "\u202e<b>",
    ],
)
def test_a_cell_stays_text(value: str) -> None:
    html = page(LAYOUT, value)
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("<p ") == 1
    assert "red}" not in html.split("<body>")[0]


def test_nothing_is_loaded_from_the_network_or_from_a_file(tmp_path: Path) -> None:
    asked: list[str] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "x.css").write_text("p { color: blue }", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        links = "".join(
            f'<link rel="stylesheet" href="{href}">' for href in (f"{address}/a.css", (tmp_path / "x.css").as_uri())
        )
        html = page(
            LAYOUT.replace("<style>", f"{links}<style>@import url({address}/b.css); ") + f'<img src="{address}/c">'
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert asked == []
    assert "blue" not in html


@pytest.mark.parametrize("css", ["p {", "}}}{{{", "@media (", "p::: { color: red }", "/*", "<!--", "a{b:url(", "\\"])
def test_a_broken_style_sheet_never_stops_a_run_with_a_traceback(css: str) -> None:
    html = f"<html><head><style>{css}</style></head><body><p>Halo</p></body></html>"
    assert "Halo" in with_inlined_styles(html) or "</style>" not in css


def test_more_rules_and_tags_than_can_be_compared_in_time_are_refused() -> None:
    layout = "<style>" + "p{color:red}" * 3000 + "</style>" + "{% for i in range(1000) %}" + "<p>" * 10 + "{% endfor %}"
    with pytest.raises(RenderProblem, match=r"layouts/email\.html"):
        page(layout)
