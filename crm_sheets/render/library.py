"""Templates found and compiled, once each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TypeVar

from jinja2 import BaseLoader, Template, TemplateNotFound, TemplateSyntaxError

from crm_sheets.model import Medium, Text
from crm_sheets.render.environment import TESTS, TemplateEnvironment
from crm_sheets.render.filters import FILTERS
from crm_sheets.render.grammar import Outline, outline
from crm_sheets.render.limits import TOO_MUCH
from crm_sheets.render.problem import TemplateFault, TemplateMissing, did_you_mean, sensitive_field
from crm_sheets.render.source import EMAIL_LAYOUT, TEMPLATE_NAME, file_names, split_email
from crm_sheets.schema import TABS

NAMES = frozenset(
    {"customer", "profile", "subject", "occasion_date", "today", "settings", "greeting_name", "owner", "medium"}
)
"""What every template may use."""
HTML_NAMES = NAMES | {"subject_line", "paragraphs"}
"""What the `.html` of an e-mail may use: the tidy subject, and the text as a list of paragraphs of lines."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Part:
    """One compiled piece of a message and what it refers to."""

    template: Template
    outline: Outline


@dataclass(frozen=True)
class Compiled:
    """The templates of one message; `medium` and `language` are those of the file that was found."""

    name: str
    medium: Medium
    language: str
    body: Part
    subject: Part | None = None
    html: Part | None = None


class Library:
    """Finds templates through a loader and keeps them compiled; a faulty one is remembered as well."""

    def __init__(self, loader: BaseLoader) -> None:
        self.environment = TemplateEnvironment(loader)
        self._loader = loader
        self._known: dict[tuple[str, Medium, tuple[str, ...]], Compiled | TemplateFault] = {}

    def find(self, template: str, medium: Medium, languages: Sequence[str]) -> Compiled:
        """The best template there is, looking for the languages in order. Raises TemplateFault."""
        key = (template, medium, tuple(languages))
        if key not in self._known:
            self._known[key] = self._compile(template, medium, languages)
        found = self._known[key]
        if isinstance(found, TemplateFault):
            raise found
        return found

    def _compile(self, template: str, medium: Medium, languages: Sequence[str]) -> Compiled | TemplateFault:
        try:
            return self._load(template, medium, languages)
        except TemplateFault as fault:
            return fault

    def _load(self, template: str, medium: Medium, languages: Sequence[str]) -> Compiled:
        if not TEMPLATE_NAME.fullmatch(template):
            raise TemplateFault(
                Text(
                    f'"{template[:80]}" bukan nama templat: pakai huruf, angka, - dan _',
                    f'"{template[:80]}" is no template name: use letters, digits, - and _',
                )
            )
        names = list(file_names(template, medium, languages))
        for name, found_medium, language in names:
            source = self._source(name)
            if source is not None:
                return self._assemble(name, *source, found_medium, language)
        raise TemplateMissing(
            Text(f'templat tidak ada; buat "{names[0][0]}"', f'there is no template; make "{names[0][0]}"')
        )

    def _assemble(self, name: str, source: str, folder: PurePath, medium: Medium, language: str) -> Compiled:
        if medium is not Medium.EMAIL:
            return Compiled(name, medium, language, self._part(name, source, NAMES, medium))
        subject, body = placed(name, lambda: split_email(source))
        return Compiled(
            name,
            medium,
            language,
            self._part(name, body, NAMES, medium),
            self._part(name, subject, NAMES, medium),
            self._html(name.removesuffix(".txt") + ".html", folder),
        )

    def _html(self, name: str, folder: PurePath) -> Part | None:
        """The e-mail's own `.html` when it lies beside its `.txt` (else the two could differ), or the layout."""
        own = self._source(name)
        if own is not None and own[1] == folder:
            return self._part(name, own[0], HTML_NAMES, Medium.EMAIL)
        return self._layout

    @cached_property
    def _layout(self) -> Part | None:
        found = self._source(EMAIL_LAYOUT)
        return self._part(EMAIL_LAYOUT, found[0], HTML_NAMES, Medium.EMAIL) if found else None

    def _source(self, name: str) -> tuple[str, PurePath] | None:
        """A file's text and folder, None when there is no such file."""
        try:
            source, path, _ = self._loader.get_source(self.environment, name)
        except TemplateNotFound:
            return None
        except (UnicodeDecodeError, OSError):
            text = Text("tidak dapat dibaca; simpan sebagai teks UTF-8", "cannot be read; save it as UTF-8 text")
            raise TemplateFault(text).at(name) from None
        return source, PurePath(path or "").parent

    def _part(self, name: str, source: str, names: frozenset[str], medium: Medium) -> Part:
        return placed(name, lambda: self._checked_part(name, source, names, medium))

    def _checked_part(self, name: str, source: str, names: frozenset[str], medium: Medium) -> Part:
        template, found = self.environment.compile_source(source, name), outline(self.environment.parse(source))
        for unknown, line in found.names.items():
            if unknown not in names:
                hint = did_you_mean(unknown, names)
                raise TemplateFault(
                    Text(f'"{unknown}" tidak dikenal{hint.id}', f'"{unknown}" is unknown{hint.en}'), line
                )
        if medium is Medium.SMS:
            _refuse_sensitive(found)
        return Part(template, found)


def _refuse_sensitive(found: Outline) -> None:
    """Before anything is written: a sensitive field is refused even where this customer's text would not reach it."""
    for reference in found.fields:
        column = TABS["customers"].by_name.get(reference.name) if reference.place == "customer" else None
        if column is not None and column.sensitive:
            raise sensitive_field(f"customer.{reference.name}", reference.line)


def placed(name: str, work: Callable[[], Result]) -> Result:
    """Do something with a template; whatever goes wrong becomes a TemplateFault that names the file and line."""
    try:
        return work()
    except TemplateFault as fault:
        raise fault.at(name) from None
    except TemplateSyntaxError as error:
        raise TemplateFault(_syntax_text(error.message or ""), error.lineno).at(name) from None
    except (RecursionError, MemoryError):
        raise TemplateFault(TOO_MUCH).at(name) from None
    except (SyntaxError, ValueError, TypeError, OverflowError) as error:
        raise TemplateFault(Text(str(error), str(error))).at(name) from None


def _syntax_text(message: str) -> Text:
    """Jinja's message, which is English; the commonest one in both languages, with a suggestion."""
    unknown = re.match(r"No (filter|test) named '(\w+)'", message)
    if unknown is None:
        return Text(message, message)
    kind, name = unknown.groups()
    hint = did_you_mean(name, FILTERS if kind == "filter" else TESTS)
    return Text(f'{kind} "{name}" tidak ada{hint.id}', f'there is no {kind} "{name}"{hint.en}')
