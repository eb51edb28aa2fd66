"""The lines above a template's text: whatever a file holds, it is taken apart or told what is wrong, with a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.render.headers import CONTENT_ID, is_plain_name, split_content, split_email
from crm_sheets.render.problem import TemplateFault

USUAL = (
    *("", " ", "Subject: S", "Attach: a.pdf", "Attach: ../a", "Content: HX" + "0" * 32, "Content: x", "1: a", "2: b"),
    *("1:", "{# note #}", "{# open", "Halo", "Halo 1: x", "10: x", "\u2028", "1: {{ a }}\r", "00: x", "99: x"),
)
UNUSUAL = st.text(alphabet=st.characters(exclude_characters="\n"), max_size=12)
LINES = st.lists(st.sampled_from(USUAL) | UNUSUAL, min_size=1, max_size=12)


@pytest.mark.parametrize("take_apart", [split_email, split_content])
@given(lines=LINES)
def test_every_file_is_taken_apart_or_told_its_line(take_apart: object, lines: list[str]) -> None:
    source = "\n".join(lines)
    try:
        found = take_apart(source)  # type: ignore[operator]
    except TemplateFault as fault:
        assert 1 <= fault.line <= len(lines)
        assert fault.text.id != fault.text.en
        return
    body = found.body.split("\n")
    assert all(line in ("", lines[number]) for number, line in enumerate(body)), "a line of the text stays where it was"
    if take_apart is split_content:
        assert not found.content_id or CONTENT_ID.fullmatch(found.content_id)
        for variable in found.variables:
            *above, value = variable.split("\n")
            assert value in lines[len(above)]
            assert not any(above)
    else:
        assert all(is_plain_name(name) and lines[line - 1].strip().endswith(name) for name, line in found.files)


def test_lines_end_as_on_any_machine() -> None:
    found = split_content("1: a\r\n2: b\r\n\r\nHalo\r\n")
    assert [variable.strip("\n") for variable in found.variables] == ["a", "b"]
    assert found.body == "\n\n\nHalo\r\n"
    email = split_email("Subject: S\r\nAttach: a.pdf\r\n\r\nHalo")
    assert (email.subject, email.files, email.body) == (" S", (("a.pdf", 2),), "\n\n\nHalo")
