"""The texts that people wrote into a template, with gaps where values come, and for whom each is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jinja2 import nodes

GAP = "\ufffc"
"""Stands where a value comes."""
EDGE = "\u2063"
"""Stands where a part begins or ends that is not always there, so that what is on both sides is not read as one."""
FAMILIAR, FORMAL, BOTH = "familiar", "formal", ""
REGISTERS = {"familiar": FAMILIAR, "akrab": FAMILIAR, "formal": FORMAL}
OPPOSITE = {FAMILIAR: FORMAL, FORMAL: FAMILIAR, BOTH: BOTH}


@dataclass
class Passage:
    """A stretch of text for one register (`BOTH` when everybody gets it).

    `starts` are offsets with the lines of the file in which they stand, `gaps` what fills each GAP, in order.
    """

    register: str = BOTH
    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)
    gaps: list[nodes.Expr] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        """Go on with a text that begins in this line."""
        self.starts.append((len(self.text), line))
        self.text += text

    def line_at(self, offset: int) -> int:
        """The line of the file in which an offset stands."""
        if not self.starts:
            return 1
        start, line = self.starts[max(0, bisect_right(self.starts, (offset, 1 << 30)) - 1)]
        return line + self.text.count("\n", start, offset)

    def gap_at(self, offset: int) -> nodes.Expr | None:
        """What fills the GAP at an offset; None where none is."""
        if self.text[offset : offset + 1] != GAP:
            return None
        return self.gaps[self.text.count(GAP, 0, offset)]


def plain_passage(text: str, register: str = BOTH) -> Passage:
    """A text without gaps."""
    passage = Passage(register)
    passage.add(text.replace(GAP, " "), 1)
    return passage


def passages_of(parsed: nodes.Template, register: str = BOTH) -> list[Passage]:
    """The passages of a parsed template, in order; `register` is whom the whole file is for."""
    writer = _Writer(register)
    writer.go_through(parsed.body, register)
    return [passage for passage in (*writer.passages, *writer.asides) if passage.text.strip(f" \n{EDGE}")]


class _Writer:
    """Goes through a template and writes down its texts."""

    def __init__(self, register: str) -> None:
        self.passages = [Passage(register)]
        self.asides: list[Passage] = []

    def go_through(self, found: Sequence[nodes.Node], register: str) -> None:
        for node in found:
            if isinstance(node, nodes.Output):
                self._output(node, register)
            elif isinstance(node, nodes.If):
                self._branches(node, register)
            elif isinstance(node, (nodes.For, nodes.With, nodes.Block)):
                self._part(node.body, register, node.lineno)
                self._part(getattr(node, "else_", []), register, node.lineno)
            elif isinstance(node, nodes.Assign):
                self._set_aside(node.node, register)
            elif isinstance(node, nodes.AssignBlock):
                self._part(node.body, register, node.lineno)
            elif isinstance(node, nodes.Include):
                self._current(register).add(EDGE, node.lineno)

    def _current(self, register: str) -> Passage:
        """The passage to go on with; a new one where those whom it is for change."""
        if self.passages[-1].register != register:
            self.passages.append(Passage(register))
        return self.passages[-1]

    def _output(self, node: nodes.Output, register: str) -> None:
        passage = self._current(register)
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                passage.add(part.data, part.lineno)
            else:
                passage.add(GAP, part.lineno)
                passage.gaps.append(part)
                self._set_aside(part, register)

    def _branches(self, node: nodes.If, register: str) -> None:
        left_over = register
        for branch in (node, *node.elif_):
            chosen, rest = _registers(branch.test)
            self._part(branch.body, chosen or left_over, branch.lineno)
            left_over = rest or left_over
        self._part(node.else_, left_over, node.lineno)
        self._current(register).add(EDGE, node.lineno)

    def _part(self, body: Sequence[nodes.Node], register: str, line: int) -> None:
        if not body:
            return
        self._current(register).add(EDGE, _first_line(body, line))
        self.go_through(body, register)
        self._current(register).add(EDGE, line)

    def _set_aside(self, value: nodes.Node, register: str) -> None:
        """Texts inside a gap, as in {{ owner|default('one of us') }}, are passages of their own."""
        for constant in _spoken(value):
            passage = Passage(register)
            passage.add(f"{EDGE}{constant.value}{EDGE}", constant.lineno)
            self.asides.append(passage)


def _first_line(body: Sequence[nodes.Node], line: int) -> int:
    return body[0].lineno or line


def _spoken(value: nodes.Node) -> Iterator[nodes.Const]:
    """The constant texts that an expression may show."""
    if isinstance(value, nodes.Const):
        if isinstance(value.value, str):
            yield value
    elif isinstance(value, nodes.CondExpr):
        yield from _spoken(value.expr1)
        yield from _spoken(value.expr2) if value.expr2 else ()
    elif isinstance(value, nodes.Concat):
        for one in value.nodes:
            yield from _spoken(one)
    elif isinstance(value, nodes.Filter):
        yield from _spoken(value.node) if value.node else ()
        for one in value.args if value.name == "default" else ():
            yield from _spoken(one)


def _registers(test: nodes.Node) -> tuple[str, str]:
    """Whom a condition chooses, and who is left when it does not hold; BOTH where it says nothing."""
    if isinstance(test, nodes.Not):
        chosen, rest = _registers(test.node)
        return rest, chosen
    if isinstance(test, nodes.And):
        left, right = _registers(test.left), _registers(test.right)
        return left[0] or right[0], BOTH
    if isinstance(test, nodes.Compare) and len(test.ops) == 1 and _reads_register(test.expr):
        return _compared(test.ops[0])
    return BOTH, BOTH


def _reads_register(value: nodes.Node) -> bool:
    name = value.attr if isinstance(value, nodes.Getattr) else None
    if isinstance(value, nodes.Getitem) and isinstance(value.arg, nodes.Const):
        name = value.arg.value
    return name == "register"


def _compared(operand: nodes.Operand) -> tuple[str, str]:
    value = operand.expr.value if isinstance(operand.expr, nodes.Const) else ""
    chosen = REGISTERS.get(str(value).casefold(), BOTH)
    if operand.op == "ne":
        return OPPOSITE[chosen], chosen
    return (chosen, OPPOSITE[chosen]) if operand.op == "eq" else (BOTH, BOTH)
