"""Templates found and compiled, once each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import TypeVar

from jinja2 import BaseLoader, Template, TemplateNotFound, TemplateSyntaxError, nodes

from crm_sheets.model import Medium, Text
from crm_sheets.render.environment import TemplateEnvironment
from crm_sheets.render.grammar import Outline
from crm_sheets.render.headers import split_content, split_email
from crm_sheets.render.jinja_words import in_plain_words
from crm_sheets.render.limits import TOO_MUCH
from crm_sheets.render.problem import TemplateFault, TemplateMissing, did_you_mean, sensitive_field
from crm_sheets.render.source import ANY_REGISTER, EMAIL_LAYOUT, TEMPLATE_NAME, FileName, approved_name, file_names
from crm_sheets.schema import TABS
from crm_sheets.schema.choices import CHANNELS

NAMES = frozenset(
    {
        "customer",
        "profile",
        "subject",
        "occasion_date",
        "today",
        "settings",
        "gift",
        "funds",
        "greeting_name",
        "you",
        "your",
        "owner",
        "medium",
        "preapproved",
    }
)
"""What every template may use."""
HTML_NAMES = NAMES | {"subject_line", "paragraphs", "language"}
"""What the `.html` of an e-mail may use: tidy subject, text as a list of paragraphs of lines, language ("id")."""

Result = TypeVar("Result")
Wanted = tuple[str, Medium, tuple[str, ...], tuple[str, ...]]
BOTH = (ANY_REGISTER,)


@dataclass(frozen=True)
class Part:
    """One piece of a message: its parsed source, what that refers to, and the template compiled from it when needed.

    `line` is where it begins in its file.
    """

    name: str
    parsed: nodes.Template
    outline: Outline
    environment: TemplateEnvironment
    line: int = 1

    @cached_property
    def template(self) -> Template:
        """The compiled template; compiling costs more than all else, so a check does without."""
        return self.environment.compile_parsed(self.parsed, self.name)


@dataclass(frozen=True)
class Compiled:
    """The templates of one message; `medium`, `language` and `register` are those of the file that was found.

    `files` travel with an e-mail: names with the lines that ask for them. `content_id` is the approved
    WhatsApp template that the file itself names, `variables` what fills it.
    """

    name: str
    medium: Medium
    language: str
    body: Part
    subject: Part | None = None
    html: Part | None = None
    files: tuple[tuple[str, int], ...] = ()
    content_id: str = ""
    variables: tuple[Part, ...] = ()
    register: str = ANY_REGISTER

    @property
    def approved_name(self) -> str:
        """By what the id of its approved WhatsApp text goes in the operator's settings: "birthday_customer.id"."""
        return approved_name(self.name.partition(".")[0], self.language, self.register)

    @property
    def parts(self) -> list[Part]:
        """Subject, variables, text and HTML, as far as there are any."""
        return [part for part in (self.subject, *self.variables, self.body, self.html) if part is not None]

    def compile(self) -> Compiled:
        """The same with all parts compiled."""
        for part in self.parts:
            _ = part.template
        return self


class Library:
    """Finds templates through a loader and keeps them compiled; a faulty one is remembered as well."""

    def __init__(self, loader: BaseLoader) -> None:
        self.environment = TemplateEnvironment(loader)
        self._loader = loader
        self._known: dict[Wanted, Compiled | TemplateFault] = {}

    def find(
        self, template: str, medium: Medium, languages: Sequence[str], registers: Sequence[str] = BOTH
    ) -> Compiled:
        """The best template there is, looking for the languages and in each for the registers in order.

        Raises TemplateFault.
        """
        key = (template, medium, tuple(languages), tuple(registers))
        found = self._known.get(key) or self._kept(key, lambda: self._load(*key))
        if isinstance(found, TemplateFault):
            raise found
        return found

    def compiled(
        self, template: str, medium: Medium, languages: Sequence[str], registers: Sequence[str] = BOTH
    ) -> Compiled:
        """The same, ready to be rendered. Raises TemplateFault."""
        found = self.find(template, medium, languages, registers)
        key = (template, medium, tuple(languages), tuple(registers))
        ready = self._kept(key, lambda: placed(found.name, found.compile))
        if isinstance(ready, TemplateFault):
            raise ready
        return ready

    def _kept(self, key: Wanted, work: Callable[[], Compiled]) -> Compiled | TemplateFault:
        """What the work gives, or its fault; kept, so that a broken template costs its time once."""
        try:
            self._known[key] = work()
        except TemplateFault as fault:
            self._known[key] = fault
        return self._known[key]

    def _load(self, template: str, medium: Medium, languages: Sequence[str], registers: Sequence[str]) -> Compiled:
        if not TEMPLATE_NAME.fullmatch(template):
            raise TemplateFault(
                Text(
                    f'"{template[:80]}" bukan nama templat: pakai huruf, angka, - dan _',
                    f'"{template[:80]}" is no template name: use letters, digits, - and _',
                )
            )
        for file in file_names(template, medium, languages, registers):
            source = self._source(file.name)
            if source is not None:
                return replace(self._assemble(file, *source), register=file.register)
        raise no_template(template, medium, languages[0])

    def _assemble(self, file: FileName, source: str, folder: PurePath) -> Compiled:
        name, medium, language, _ = file
        if medium is Medium.EMAIL:
            return self._email(name, source, folder, language)
        if medium is Medium.WHATSAPP:
            return self._whatsapp(name, source, language)
        return Compiled(name, medium, language, self._written(name, source, medium))

    def _email(self, name: str, source: str, folder: PurePath, language: str) -> Compiled:
        email = placed(name, lambda: split_email(source))
        return Compiled(
            name,
            Medium.EMAIL,
            language,
            self._written(name, email.body, Medium.EMAIL),
            self._written(name, email.subject, Medium.EMAIL),
            self._html(name.removesuffix(".txt") + ".html", folder),
            email.files,
        )

    def _whatsapp(self, name: str, source: str, language: str) -> Compiled:
        found = placed(name, lambda: split_content(source))
        return Compiled(
            name,
            Medium.WHATSAPP,
            language,
            self._written(name, found.body, Medium.WHATSAPP),
            content_id=found.content_id,
            variables=tuple(self._written(name, variable, Medium.WHATSAPP) for variable in found.variables),
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

    def _written(self, name: str, source: str, medium: Medium) -> Part:
        """A part that people write, so it must say something."""
        part = self._part(name, source, NAMES, medium)
        if not part.outline.says_something:
            raise TemplateFault(Text("templatnya kosong", "the template is empty")).at(name)
        return part

    def _part(self, name: str, source: str, names: frozenset[str], medium: Medium) -> Part:
        return placed(name, lambda: self._checked_part(name, source, names, medium))

    def _checked_part(self, name: str, source: str, names: frozenset[str], medium: Medium) -> Part:
        parsed = self.environment.parse(source, name, name)
        found = self.environment.examine(parsed)
        for unknown, line in found.names.items():
            if unknown not in names:
                hint = did_you_mean(unknown, names)
                raise TemplateFault(
                    Text(f'"{unknown}" tidak dikenal{hint.id}', f'"{unknown}" is unknown{hint.en}'), line
                )
        if medium is Medium.SMS:
            _refuse_sensitive(found)
        return Part(name, parsed, found, self.environment, len(source) - len(source.lstrip("\n")) + 1)


def _refuse_sensitive(found: Outline) -> None:
    """Before anything is written: a sensitive field is refused even where this customer's text would not reach it."""
    for reference in found.fields:
        column = TABS["customers"].by_name.get(reference.name) if reference.place == "customer" else None
        if column is not None and column.sensitive:
            raise sensitive_field(f"customer.{reference.name}", reference.line)


def no_template(template: str, medium: Medium, language: str, *, others: bool = False) -> TemplateMissing:
    """The fault of a medium without a template; `others`: the program has one for another medium, which goes on."""
    file = f"{template}.{medium.value}.{language}.txt"
    if not others:
        return TemplateMissing(Text(f'templat tidak ada; buat "{file}"', f'there is no template; make "{file}"'))
    label = next(
        (choice.label for choice in CHANNELS if choice.value == medium.value), Text(medium.value, medium.value)
    )
    return TemplateMissing(
        Text(
            f'belum ada templat untuk {label.id}, jadi hanya saluran lain yang dipakai; buat "{file}"',
            f'there is no template for {label.en} yet, so only the other channels are used; make "{file}"',
        )
    )


def placed(name: str, work: Callable[[], Result]) -> Result:
    """Do something with a template; whatever goes wrong becomes a TemplateFault that names the file and line."""
    try:
        return work()
    except TemplateFault as fault:
        raise fault.at(name) from None
    except TemplateSyntaxError as error:
        raise TemplateFault(in_plain_words(error.message or ""), error.lineno).at(name) from None
    except (RecursionError, MemoryError):
        raise TemplateFault(TOO_MUCH).at(name) from None
    except (SyntaxError, ValueError, TypeError, OverflowError) as error:
        raise TemplateFault(Text(str(error), str(error))).at(name) from None
