"""Which columns a program looks at: its occasion, its condition, its templates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl
from jinja2 import BaseLoader

from crm_sheets.model import Medium, Program, Repeat
from crm_sheets.programs import ConditionError
from crm_sheets.programs.names import PROFILES_TAB
from crm_sheets.programs.scope import CUSTOMERS, Scope
from crm_sheets.render.library import Library
from crm_sheets.render.problem import TemplateFault
from crm_sheets.tables import Book

LANGUAGES = ("id", "en")


def used_columns(
    program: Program, book: Book, profiles: pl.DataFrame, months: int, loader: BaseLoader, as_of: date
) -> list[str]:
    """The columns by canonical names ("policies.next_due", "profiles.tier"), each once.

    `months` is the length of the team's spend window. A condition or a template that is wrong names none.
    """
    tab = "" if program.repeat is Repeat.CALENDAR else program.occasion.partition(".")[0]
    found = [program.occasion] if tab else []
    found += _in_condition(program, Scope(book, profiles, months), tab, as_of)
    found += _in_templates(program, tab or CUSTOMERS, loader)
    return list(dict.fromkeys(found))


def _in_condition(program: Program, scope: Scope, tab: str, as_of: date) -> list[str]:
    if not program.condition.strip():
        return []
    try:
        tabs = (tab, CUSTOMERS, PROFILES_TAB) if tab else (CUSTOMERS, PROFILES_TAB)
        return scope.condition(program.condition, tabs, as_of).meta.root_names()
    except ConditionError:
        return []


def _in_templates(program: Program, tab: str, loader: BaseLoader) -> Iterator[str]:
    places = {"customer": CUSTOMERS, "profile": PROFILES_TAB, "subject": tab}
    library = Library(loader)
    for medium in program.media:
        for language in LANGUAGES:
            for place, name in _fields(library, program.template, medium, language):
                if place in places:
                    yield f"{places[place]}.{name}"


def _fields(library: Library, template: str, medium: Medium, language: str) -> list[tuple[str, str]]:
    try:
        compiled = library.find(template, medium, (language,))
    except TemplateFault:
        return []
    return [(field.place, field.name) for part in compiled.parts for field in part.outline.fields]
