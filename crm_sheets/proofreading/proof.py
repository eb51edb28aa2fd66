"""Reads one text for everything that can be wrong with it; a text that cannot be read says so and stops no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_sheets.model import Medium, Message, Program, Purpose, Text
from crm_sheets.proofreading.examples import Examples
from crm_sheets.proofreading.finding import Finding, Kind, Remark, Weight
from crm_sheets.proofreading.formats import Columns, raw_values
from crm_sheets.proofreading.lexicon import Lexicon
from crm_sheets.proofreading.passages import EDGE, Passage, passages_of, plain_passage
from crm_sheets.proofreading.sizes import sizes
from crm_sheets.proofreading.slips import shouting, slips
from crm_sheets.proofreading.spelling import misspellings
from crm_sheets.proofreading.tone import wrong_tones
from crm_sheets.render import RenderProblem
from crm_sheets.render.fields import columns_of
from crm_sheets.render.library import Compiled, Part
from crm_sheets.render.way_out import LINK, STOP_WORD, WayOut

LEAVING = re.compile(r"\b(?:berhenti|stop|unsubscribe|langganan)\b", re.IGNORECASE)
LONGEST_PARAGRAPH = 3000
CODE = re.compile(
    r"\{(?:\{.*?(?:\}\}|\Z)|%.*?(?:%\}|\Z)|#.*?(?:#\}|\Z))|^(?:Subject:|(?:Attach|content|\d\d?):[^\n]*)", re.S | re.M
)
"""What is no text for people, in a template that cannot be parsed."""


@dataclass(frozen=True)
class Page:
    """A template that was found, with the program that uses it (any one of them; it says the occasion and purpose)."""

    compiled: Compiled
    program: Program


def proofread(page: Page, lexicon: Lexicon, examples: Examples) -> list[Finding]:
    """Everything to say about one template, fields apart: those are told by `render.check`."""
    compiled = page.compiled
    parts = [part for part in (compiled.subject, compiled.body) if part]
    passages = [passage for part in parts for passage in passages_of(part.parsed, compiled.register)]
    found = [
        remark.at(compiled.name, passage.line_at(remark.offset))
        for passage in passages
        for remark in _remarks(passage, compiled.language, lexicon, _columns(page.program))
        if compiled.medium.is_message or remark.kind is not Kind.SHOUTING  # a task may begin with URGENT
    ]
    return [*found, *_of_examples(page, passages, parts, examples)]


def proofread_words(name: str, source: str, language: str, register: str, lexicon: Lexicon) -> list[Finding]:
    """Spelling and tone of a template that cannot be used as it stands: its fields and heads are passed over."""
    bare = CODE.sub(lambda found: EDGE + "\n" * found[0].count("\n"), source)
    passage = plain_passage(bare, register)
    tones = list(wrong_tones(passage, language))
    told = {remark.offset for remark in tones}
    words = [one for one in misspellings(passage, language, lexicon) if one.offset not in told]
    return [remark.at(name, passage.line_at(remark.offset)) for remark in (*tones, *words)]


def proofread_paragraph(place: str, text: str, language: str, lexicon: Lexicon) -> list[Finding]:
    """Everything to say about an approved answer; `place` names its cell."""
    passage = plain_passage(text)
    found = [remark.at(place, 0) for remark in _remarks(passage, language, lexicon, {})]
    if len(text) <= LONGEST_PARAGRAPH:
        return found
    what = Text(
        f"{len(text)} huruf; jawaban dipotong sesudah {LONGEST_PARAGRAPH}",
        f"{len(text)} characters; answers end after {LONGEST_PARAGRAPH}",
    )
    long = Remark(0, Kind.LENGTH, str(len(text)), what, Text("Ringkaskan.", "Shorten it."))
    return [*found, long.at(place, 0)]


def _remarks(passage: Passage, language: str, lexicon: Lexicon, columns: Columns) -> Iterator[Remark]:
    tones = list(wrong_tones(passage, language))
    yield from tones
    told = {remark.offset for remark in tones}
    yield from (one for one in misspellings(passage, language, lexicon) if one.offset not in told)
    yield from slips(passage)
    yield from shouting(passage)
    yield from raw_values(passage, columns)


def _columns(program: Program) -> Columns:
    tab = program.occasion.partition(".")[0]
    return {place: columns_of(place, tab) for place in ("customer", "subject", "profile")}


def _of_examples(page: Page, passages: Sequence[Passage], parts: Sequence[Part], examples: Examples) -> list[Finding]:
    """What shows only in a whole message: its length, and whether it says how to stop such messages."""
    compiled, references = page.compiled, [one for part in parts for one in part.outline.fields]
    try:
        written = list(examples.of(page.program, compiled.medium, compiled.language, compiled.register, references))
    except RenderProblem as problem:
        return [_not_written(compiled.name, problem)]
    found = [remark.at(compiled.name, line) for line, remark in sizes(written, passages, examples.settings)]
    missing = _without_way_out(page.program, written, examples.way_out)
    return [*found, *([missing.at(compiled.name, 0)] if missing else [])]


def _not_written(name: str, problem: RenderProblem) -> Finding:
    what = Text(f"contohnya tidak dapat ditulis: {problem.detail}", f"no example can be written: {problem.detail}")
    remedy = Text("Periksa nilai dan filter yang dipakai.", "Look at the values and filters that it uses.")
    return Finding(name, 0, Kind.FIELD, Weight.ERROR, problem.detail, what, remedy)


def _without_way_out(program: Program, written: Sequence[Message], way_out: WayOut) -> Remark | None:
    """A message that is no service says how to have no more of them (catalogue D4)."""
    medium = written[0].contact.medium
    if program.purpose is Purpose.SERVICE or not medium.is_message:
        return None
    if all(_has_way_out(message.text, medium, way_out) for message in written):
        return None
    what = Text("tidak menyebut cara berhenti menerima pesan seperti ini", "does not say how to have no more of these")
    remedy = Text(
        'Akhiri dengan "Tidak ingin SMS lagi? WA {{ settings.reply_phone }}".',
        'End it with "No more SMS? WhatsApp {{ settings.reply_phone }}".',
    )
    if medium is not Medium.SMS:
        remedy = Text(
            'Akhiri dengan "Bila tidak berkenan menerima pesan seperti ini, balas BERHENTI."',
            'End it with "If you would rather not receive messages like this one, reply STOP."',
        )
    return Remark(0, Kind.WAY_OUT, "", what, remedy)


def _has_way_out(text: str, medium: Medium, way_out: WayOut) -> bool:
    if medium is Medium.SMS:
        return way_out.is_in(text)
    lines = text.splitlines()
    return bool(STOP_WORD.search(text)) or any(LINK.search(line) and LEAVING.search(line) for line in lines)
