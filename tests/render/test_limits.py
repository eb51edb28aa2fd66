"""No template can hang a run, fill the memory or reach anything but its facts."""

from __future__ import annotations

import threading
import tracemalloc
from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import SETTINGS, TODAY, contact, loader, render

from crm_sheets.model import Medium, SkipReason
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.render.limits import LONGEST_SOURCE, MOST_SECONDS

SECONDS = 2.0
"""Of computing that an attack may take on a busy machine; on a quiet one it is under one."""
MEGABYTES = 60

LOOP = "{% for i in range(1000) %}"
END = "{% endfor %}"
TEXT = "{% set x = 'aaaaaaaaaa' %}" + "{% set x = x ~ x %}" * 9

ATTACKS = {
    "two loops": LOOP * 2 + END * 2,
    "six loops": LOOP * 6 + "{{ today }}" + END * 6,
    "a loop with much to write": LOOP + "{% set y %}" + "x" * 9000 + "{% endset %}" + END,
    "a loop with slow work": TEXT + LOOP + "{% set y = x|upper|title|lower %}" * 200 + END,
    "a loop inside an if of a loop": "{% if true %}" + LOOP * 3 + "{% if i %}{% endif %}" + END * 3 + "{% endif %}",
    "a long range": "{% for i in range(1000000000) %}{% endfor %}",
    "a long text times": "{{ 'a' * 1000000000 }}",
    "a long list times": "{{ ([1] * 1000000000)|length }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "growing numbers": "{% set n = 99999 %}" + "{% set n = n * n %}" * 40 + "{{ n }}",
    "doubling by ~": "{% set x = 'aaaa' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
    "doubling by +": "{% set x = 'aaaa' %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
    "doubling in a namespace": "{% set n = namespace(x='a') %}"
    + LOOP
    + "{% set n.x = n.x ~ n.x %}"
    + END
    + "{{ n.x }}",
    "doubling lists": "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}",
    "a wide format": "{{ '%1000000000d' % 1 }}",
    "a wide format method": "{{ '{:1000000000}'.format(1) }}",
    "a wide centre": "{{ 'a'|center(1000000000) }}",
    "padding": "{{ 'a'.ljust(1000000000) }}",
    "replacing nothing by much": TEXT + "{{ x|replace('', x) }}",
    "rounding to far": "{{ 5|round(-1000000000) }}{{ 1 / 0 }}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "a loop that calls itself": "{% for i in range(9) recursive %}{{ loop(range(9)) }}{{ loop(range(9)) }}{% endfor %}",
    "a block that shows itself": "{% block b %}{{ self.b() }}{{ self.b() }}{% endblock %}",
    "including itself": "{% include 't.whatsapp.id.txt' %}" * 2,
    "extending itself": "{% extends 't.whatsapp.id.txt' %}",
    "deep brackets": "{{ " + "(" * 15_000 + "1" + ")" * 15_000 + " }}",
    "deep ifs": "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
    "a long sum": "{{ 1" + " + 1" * 9_000 + " }}",
    "a source that is too long": "x" * (LONGEST_SOURCE + 1),
}


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_template_that_does_not_end_is_stopped_soon_and_with_little_memory(source: str) -> None:
    threads, started = threading.active_count(), thread_time()
    tracemalloc.start()
    try:
        with pytest.raises(RenderProblem) as caught:
            render(source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.reason is SkipReason.TEMPLATE_PROBLEM
    assert peak < MEGABYTES * 1_000_000
    assert thread_time() - started < SECONDS * 5  # tracing memory makes it several times slower
    assert threading.active_count() == threads


@pytest.mark.parametrize("name", ["six loops", "a loop with slow work", "including itself", "deep brackets"])
def test_the_slowest_are_stopped_within_the_time_limit_in_any_thread(name: str) -> None:
    seconds: list[float] = []

    def attack() -> None:
        started = thread_time()
        with pytest.raises(RenderProblem):
            render(ATTACKS[name])
        seconds.append(thread_time() - started)

    thread = threading.Thread(target=attack)
    thread.start()
    thread.join()
    assert seconds[0] < SECONDS


@pytest.mark.parametrize(
    "start", [" ", "{# #}", "{#", " {# ", "{# #}{#", "\n", "{% "], ids=lambda text: repr(text).replace("\n", "n")
)
def test_finding_the_subject_line_cannot_be_stalled(start: str) -> None:
    started = thread_time()
    with pytest.raises(RenderProblem):
        render(start * (LONGEST_SOURCE // len(start)), Medium.EMAIL)
    assert thread_time() - started < SECONDS


def test_a_template_that_runs_away_is_given_up_after_a_few_contacts() -> None:
    slow = TEXT + LOOP + "{% set y = x|upper|title|lower %}" * 100 + END + "Halo"
    renderer = Renderer(loader({"t.sms.id.txt": slow}), SETTINGS)
    started = thread_time()
    for _ in range(50):
        with pytest.raises(RenderProblem, match="perulangan"):
            renderer.render(contact(), TODAY)
    assert thread_time() - started < 8 * MOST_SECONDS


def test_ordinary_loops_are_allowed() -> None:
    assert render("{% for i in range(1, 4) %}{{ i }}{{ loop.cycle('a', 'b') }}{% endfor %}").text == "1a2b3a"
    assert len(render("{% for i in range(1000) %}{{ i }} {% endfor %}").text.split()) == 1000
    assert render("{% for t in ('Gold', 'Silver') %}{{ loop.index }}{{ t }}{% endfor %}").text == "1Gold2Silver"


REACHES = [
    "{{ ''.__class__ }}",
    "{{ customer.__class__ }}",
    "{{ customer._values }}",
    "{{ customer['__class__'] }}",
    "{{ today.today() }}",
    "{{ today.strftime('%Y') }}",
    "{{ today.replace }}",
    "{{ customer.name.upper() }}",
    "{{ range.__globals__ }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ namespace.__init__ }}",
    "{{ namespace(customer) }}",
    "{{ loop }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ dict(a=1) }}",
    "{{ settings.hash_key }}",
    "{{ 'a'|attr('upper') }}",
    "{{ ('a',)|map('upper')|list }}",
    "{% import 'other' as o %}",
    "{% from 'other' import o %}",
    "{% include customer.name %}",
    "{% include 'other' without context %}",
    "{% autoescape false %}{{ 1 }}{% endautoescape %}",
    "{% filter upper %}a{% endfilter %}",
    "{% call range(1) %}{% endcall %}",
    "{% do 1 %}",
    "{% debug %}",
    "{% for k in customer %}{{ k }}{% endfor %}",
    "{% for k in 'abc' %}{{ k }}{% endfor %}",
    "{{ customer.name is callable }}",
]


@pytest.mark.parametrize("source", REACHES)
def test_a_template_reaches_nothing_but_its_facts(source: str) -> None:
    with pytest.raises(RenderProblem) as caught:
        render(source, more={"other": "{% macro o() %}{% endmacro %}"})
    assert caught.value.reason is SkipReason.TEMPLATE_PROBLEM


def test_escaping_cannot_be_switched_off() -> None:
    for source in ("{{ customer.name|safe }}", "{% autoescape false %}{{ customer.name }}{% endautoescape %}"):
        with pytest.raises(RenderProblem):
            render("Subject: S\n\nHalo", Medium.EMAIL, more={"t.email.id.html": source})


WORDS = ("customer", "name", "money", "for", "in", "if", "endif", "endfor", "range", "set", "include", "x", "'a'")
MARKS = (
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    ".",
    "|",
    "~",
    "*",
    "(",
    ")",
    "[",
    "]",
    "=",
    ",",
    '"',
    " ",
    "\n",
    "99999999",
)
PIECES = st.sampled_from([*WORDS, *MARKS])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=25).map("".join))
def test_whatever_a_template_says_it_gives_a_message_or_a_problem(source: str) -> None:
    try:
        message = render(source)
    except RenderProblem as problem:
        assert problem.detail
    else:
        assert message.text.strip()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_whatever_stands_in_a_cell_the_subject_stays_one_line(name: str) -> None:
    try:
        message = render("Subject: Halo {{ customer.name }}\n\nIsi", Medium.EMAIL, customer={"name": name})
    except RenderProblem:
        return
    assert len(message.subject_line.splitlines()) == 1
    assert message.text == "Isi"
