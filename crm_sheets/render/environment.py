"""Jinja's sandbox, narrowed: only our rows, filters and the grammar's language; everything metered."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Template, Undefined, nodes
from jinja2.runtime import BlockReference, Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from crm_sheets.model import Text
from crm_sheets.render.filters import FILTERS, is_blank
from crm_sheets.render.grammar import Meter, Outline, outline
from crm_sheets.render.limits import LONGEST_SOURCE, bounded, short_range
from crm_sheets.render.problem import TemplateFault, did_you_mean
from crm_sheets.render.rows import Row
from crm_sheets.render.shown import missing, show

READABLE: dict[type, frozenset[str]] = {
    date: frozenset({"year", "month", "day"}),
    timedelta: frozenset({"days"}),
    LoopContext: frozenset({"index", "index0", "first", "last", "length", "cycle"}),
    BlockReference: frozenset(),
}
"""The attributes that templates may read, by type; of everything else none."""

LONELY_TAGS = re.compile(r"^([ \t]*(?:\{%(?:[^%\n]|%(?!\}))*%\}|\{#(?:[^#\n]|#(?!\}))*#\})+)[ \t]*\n", re.MULTILINE)
"""A line of nothing but tags leaves no blank line behind; a tag at the end of a sentence does not eat the line break,
as Jinja's own `trim_blocks` would. The line break goes into a comment, so that line numbers stay right."""

TESTS = ("defined", "undefined", "none", "number", "string", "odd", "even", "divisibleby", "in", "eq", "ne", "lt", "gt")


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Compiles templates of the allowed language, once each, and runs them within their budget."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self, loader: BaseLoader) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            finalize=show,
            autoescape=lambda name: bool(name) and str(name).endswith(".html"),
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.globals = {"range": short_range, "namespace": Namespace}
        self.filters = dict(FILTERS)
        self.tests = {name: self.tests[name] for name in TESTS} | {"blank": is_blank, "none": is_blank}

    def examine(self, template: nodes.Template) -> Outline:
        """What a parsed template refers to. Raises TemplateFault for what it must not hold."""
        found = outline(template)
        for (kind, name), line in found.tools.items():
            known = self.filters if kind == "filter" else self.tests
            if name not in known:
                hint = did_you_mean(name, known)
                raise TemplateFault(
                    Text(f'{kind} "{name}" tidak ada{hint.id}', f'there is no {kind} "{name}"{hint.en}'), line
                )
        return found

    def compile_parsed(self, template: nodes.Template, name: str) -> Template:
        """A template that did not come through the loader. Raises TemplateFault, SyntaxError and RecursionError."""
        return Template.from_code(self, self.compile(template, name, name), self.make_globals(None))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST_SOURCE:
            raise TemplateFault(
                Text(
                    f"templat lebih panjang dari {LONGEST_SOURCE} huruf",
                    f"the template is longer than {LONGEST_SOURCE} characters",
                )
            )
        return super()._parse(LONELY_TAGS.sub(r"\1{#\n#}", source), name, filename)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        self.examine(source)
        metered = Meter().visit(source)
        metered.set_environment(self)
        return super()._generate(metered, name, filename, defer_init)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`row.field`, else one of the few readable attributes."""
        return obj.field(attribute) if type(obj) is Row else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`row["field"]`, else the item of a list or text."""
        return obj.field(str(argument)) if type(obj) is Row else super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only what READABLE lists, and what a template itself put into a namespace."""
        if isinstance(obj, Namespace):
            return not attr.startswith("_")
        return any(attr in names for kind, names in READABLE.items() if isinstance(obj, kind))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers, days between dates, joining of texts; nothing that could explode."""
        for value in (left, right):
            if isinstance(value, Undefined):
                raise missing(value)
        texts = isinstance(left, str) and isinstance(right, str) and operator == "+"
        dates = isinstance(left, date) and isinstance(right, date) and operator == "-"
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if not (texts or dates or numbers):
            raise TemplateFault(
                Text(
                    f'"{operator}" hanya untuk angka; gabungkan teks dengan ~',
                    f'"{operator}" is for numbers only; join texts with ~',
                )
            )
        return bounded(super().call_binop(context, operator, left, right))
