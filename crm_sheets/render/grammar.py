"""The part of Jinja's language that templates may use, and what a template refers to.

A whitelist, because it is what makes the limits hold: no macros, no imports, no method calls, no recursion, nothing
that builds nested values. Loops and joined texts are routed through filters that pay from the budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from crm_sheets.model import Text
from crm_sheets.render.limits import ROUND
from crm_sheets.render.problem import TemplateFault

EACH = " each"
JOINED = " joined"
LOADED = " loaded"
"""Names of the internal filters; the leading space keeps templates from calling them."""

STATEMENTS: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Extends,
    nodes.Block,
    nodes.Include,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.With,
)
EXPRESSIONS: tuple[type[nodes.Node], ...] = (
    nodes.Name,
    nodes.NSRef,
    nodes.Const,
    nodes.Tuple,
    nodes.List,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Concat,
    nodes.Compare,
    nodes.Operand,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.And,
    nodes.Or,
    nodes.Keyword,
)
ALLOWED = frozenset(STATEMENTS + EXPRESSIONS)
FUNCTIONS = frozenset({"range", "namespace", "super"})
BUILT_IN_NAMES = FUNCTIONS | {"loop", "self"}
HELPFUL_NAMES = {
    nodes.Macro: "{% macro %}",
    nodes.CallBlock: "{% call %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from ... import %}",
    nodes.ScopedEvalContextModifier: "{% autoescape %}",
    nodes.Pow: "**",
    nodes.Dict: "{ ... : ... }",
}


@dataclass(frozen=True)
class Reference:
    """A field that a template reads: `customer.name` in line 3."""

    place: str
    name: str
    line: int


@dataclass
class Outline:
    """What a template refers to: names that must be given to it, fields it reads, templates it builds on; filters and
    tests by ("filter", name); what its loops go through by their names ("idea": "gift.ideas"). The numbers are lines.
    `says_something`: it can write more than blanks."""

    names: dict[str, int] = field(default_factory=dict)
    tools: dict[tuple[str, str], int] = field(default_factory=dict)
    fields: list[Reference] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    loops: dict[str, str] = field(default_factory=dict)
    says_something: bool = False


def outline(template: nodes.Template) -> Outline:
    """Read off what a template refers to. Raises TemplateFault for what the language does not have."""
    result, stored = Outline(), set(BUILT_IN_NAMES)
    for node in walk(template):
        check(node)
        result.says_something |= _says_something(node)
        if isinstance(node, nodes.Name):
            if node.ctx == "load":
                result.names.setdefault(node.name, node.lineno)
            else:
                stored.add(node.name)
        elif isinstance(node, (nodes.Extends, nodes.Include)):
            result.templates.append(_constant_name(node))
        elif isinstance(node, (nodes.Filter, nodes.Test)):
            result.tools.setdefault((type(node).__name__.lower(), node.name), node.lineno)
        else:
            result.loops |= _loop(node)
            result.fields.extend(_field_read(node))
    result.names = {name: line for name, line in result.names.items() if name not in stored}
    return result


def walk(template: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, parents first, in the order of the source."""
    waiting = [template]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(node.iter_child_nodes())))


def check(node: nodes.Node) -> None:
    """Raise TemplateFault when a template may not hold this node."""
    if type(node) not in ALLOWED:
        _refuse(HELPFUL_NAMES.get(type(node), type(node).__name__), node)
    elif isinstance(node, nodes.Call):
        _check_call(node)
    elif isinstance(node, nodes.For) and node.recursive:
        _refuse("{% for ... recursive %}", node)
    elif isinstance(node, nodes.Include) and not node.with_context:
        _refuse("{% include ... without context %}", node)
    elif isinstance(node, (nodes.Tuple, nodes.List)) and isinstance(getattr(node, "ctx", "load"), str):
        _check_list(node)


def _refuse(what: str, node: nodes.Node) -> None:
    raise TemplateFault(
        Text(f"{what} tidak tersedia dalam templat pesan", f"{what} is not available in message templates"),
        node.lineno,
    )


def _check_call(node: nodes.Call) -> None:
    called = node.node
    named = isinstance(called, nodes.Name) and called.name in FUNCTIONS
    cycle = isinstance(called, nodes.Getattr) and called.attr == "cycle" and _is_name(called.node, "loop")
    if node.dyn_args or node.dyn_kwargs or not (named or cycle):
        what = f".{called.attr}()" if isinstance(called, nodes.Getattr) else f"{getattr(called, 'name', '')}()"
        raise TemplateFault(
            Text(
                f"{what} tidak dapat dipanggil; pakai filter, misalnya |upper",
                f"{what} cannot be called; use a filter such as |upper",
            ),
            node.lineno,
        )


def _check_list(node: nodes.Tuple | nodes.List) -> None:
    """Lists hold fixed values or, as the target of a loop, names: a list of lists could be made to explode."""
    stores = isinstance(node, nodes.Tuple) and node.ctx == "store"
    allowed = nodes.Name if stores else nodes.Const
    if not all(isinstance(item, allowed) for item in node.items):
        raise TemplateFault(
            Text(
                "daftar dalam templat hanya boleh berisi nilai tetap, misalnya ('Gold', 'Platinum')",
                "a list in a template may hold fixed values only, such as ('Gold', 'Platinum')",
            ),
            node.lineno,
        )


def _constant_name(node: nodes.Extends | nodes.Include) -> str:
    if isinstance(node.template, nodes.Const) and isinstance(node.template.value, str):
        return node.template.value
    raise TemplateFault(
        Text(
            "nama templat sesudah include atau extends harus ditulis langsung di antara tanda kutip",
            "the template's name after include or extends must be written out in quotes",
        ),
        node.lineno,
    )


def _says_something(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Output):
        return any(not isinstance(part, nodes.TemplateData) or bool(part.data.strip()) for part in node.nodes)
    return isinstance(node, (nodes.Extends, nodes.Include))


def _field_read(node: nodes.Node) -> Iterator[Reference]:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        yield Reference(node.node.name, node.attr, node.lineno)
    elif isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
        yield Reference(node.node.name, str(node.arg.value), node.lineno)


def _loop(node: nodes.Node) -> dict[str, str]:
    """The name that a loop gives to each item of a fact."""
    if not isinstance(node, nodes.For) or not isinstance(node.target, nodes.Name):
        return {}
    if isinstance(node.iter, nodes.Name):
        return {node.target.name: node.iter.name}
    read = next(_field_read(node.iter), None)
    return {node.target.name: f"{read.place}.{read.name}"} if read else {}


def _is_name(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name


class Meter(NodeTransformer):
    """Rewrites a checked template so that loops pay for their rounds, includes pay, and joined texts are measured."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - the name Jinja looks for
        """`for x in items` becomes `for x in items|each(cost of a round)`."""
        cost = ROUND + sum(len(text.data) for text in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        node.iter = _filtered(node.iter, EACH, [nodes.Const(cost)])
        return node

    def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:  # noqa: N802
        """`include` pays, then includes."""
        return [nodes.Output([_filtered(nodes.Const(""), LOADED, [])], lineno=node.lineno), node]

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """`a ~ b` becomes `a|joined(b)`."""
        self.generic_visit(node)
        first, *others = node.nodes
        return _filtered(first, JOINED, list(others))


def _filtered(node: nodes.Node, name: str, arguments: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, arguments, [], None, None, lineno=node.lineno)
