"""Every small fault that could be put into a module: another operator, a bound moved, off by one, a step left out."""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

MODULES = (
    "simulator/economy/**/*.py",
    "simulator/engine/ledger.py",
    "simulator/statistics/*.py",
    "simulator/sampling/*.py",
    "simulator/engine/transfers.py",
)
"""The modules whose tests are tried."""

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""The bound moved, and the condition turned round."""
NAMES = {
    **{one: other for pair in ("min max", "minimum maximum", "add subtract", "multiply divide", "floor ceil")
       for one, other in (pair.split(), pair.split()[::-1])},
    "any": "all", "all": "any", "argmin": "argmax", "argmax": "argmin",
}  # fmt: skip
"""Functions that are easily taken for each other."""


@dataclass(frozen=True)
class Mutant:
    """One fault in one place."""

    file: str
    scope: str
    """The function or class it stands in."""
    line: int
    start: int
    """Bytes of the file that are replaced: from here …"""
    end: int
    """… to here."""
    found: str
    put: str
    ordinal: int
    """Which of those that read the same in one scope, from 1."""

    @property
    def name(self) -> str:
        """How it is known, wherever in the file its scope stands."""
        which = f" ({self.ordinal})" if self.ordinal > 1 else ""
        return (
            f"{self.file} {self.scope}: {' '.join(self.found.split())} → {' '.join(self.put.split())}{which}"
        )

    def applied(self, source: bytes) -> bytes:
        """The module with the fault in it."""
        return source[: self.start] + self.put.encode() + source[self.end :]


def modules(root: Path) -> list[str]:
    """The modules, as paths from the project's folder."""
    files = {file for pattern in MODULES for file in root.glob(pattern) if file.name != "__init__.py"}
    return sorted(file.relative_to(root).as_posix() for file in files)


def sampled(root: Path, *, number: int | None, seed: int) -> list[Mutant]:
    """Mutants drawn evenly over the modules, one of each in turn; all of them where no number is given."""
    chance = random.Random(seed)
    by_module = []
    for file in modules(root):
        found = mutants((root / file).read_bytes(), file)
        chance.shuffle(found)
        by_module.append(found)
    in_turn = [mutant for turn in zip_longest(*by_module) for mutant in turn if mutant is not None]
    return in_turn[:number]


def mutants(source: bytes, file: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for scope, node, put in _faults(ast.parse(source), "module"):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        text = source[start:end].decode()
        seen[scope, text, put] += 1
        found.append(Mutant(file, scope, node.lineno, start, end, text, put, seen[scope, text, put]))
    return found


Place = ast.expr | ast.stmt


def _faults(node: ast.AST, scope: str) -> Iterator[tuple[str, Place, str]]:
    """(scope, what is replaced, by which text) of a node and all below it."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        scope = node.name if scope == "module" else f"{scope}.{node.name}"
    for place, put in _faults_of(node):
        yield scope, place, put
    for child in _below(node):
        yield from _faults(child, scope)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    """What is carried out of a node: not its types, its documentation, what it asserts or how it words an error."""
    left_out: set[int] = set()
    if isinstance(node, ast.FunctionDef):
        left_out = {id(child) for child in [node.args, *node.decorator_list, node.returns]}
        yield from (default for default in [*node.args.defaults, *node.args.kw_defaults] if default)
    elif isinstance(node, ast.ClassDef):
        left_out = {id(child) for child in [*node.decorator_list, *node.bases]}
    elif isinstance(node, ast.AnnAssign):
        left_out = {id(node.annotation)}
    for child in ast.iter_child_nodes(node):
        is_told = isinstance(child, ast.Assert | ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom)
        if id(child) not in left_out and not is_told:
            yield child


def _faults_of(node: ast.AST) -> Iterator[tuple[Place, str]]:
    """Faults of a node itself."""
    if isinstance(node, ast.expr):
        for other in _other_expressions(node):
            yield node, f"({ast.unparse(other)})"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield):
        yield node, "pass"
    elif isinstance(node, ast.AugAssign):
        yield node, "pass"
        if type(node.op) in OPERATORS:
            yield node, ast.unparse(ast.AugAssign(node.target, OPERATORS[type(node.op)](), node.value))
    elif (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)) or isinstance(
        node, ast.Continue
    ):
        yield node, "pass"
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare):
        yield node.test, f"(not ({ast.unparse(node.test)}))"


def _other_expressions(node: ast.expr) -> Iterator[ast.expr]:
    """What could stand there instead."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        yield ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield ast.Compare(
                    node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators
                )
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.Constant(not node.value)
        elif isinstance(node.value, int | float):
            yield ast.Constant(node.value + 1)
            if node.value:
                yield ast.Constant(0 if isinstance(node.value, int) else 0.0)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif (
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.upper is not None
    ):
        further = ast.BinOp(node.slice.upper, ast.Add(), ast.Constant(1))
        yield ast.Subscript(node.value, ast.Slice(node.slice.lower, further, node.slice.step), ast.Load())


def _other_calls(node: ast.Call) -> Iterator[ast.expr]:
    """The other of two functions; the two arms of a choice; what is bounded without its bounds."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in NAMES:
        other: ast.expr = ast.Name(NAMES[name], ast.Load())
        if isinstance(function, ast.Attribute):
            other = ast.Attribute(function.value, NAMES[name], ast.Load())
        yield ast.Call(other, node.args, node.keywords)
    is_plain = not any(isinstance(argument, ast.Starred) for argument in node.args)
    if name == "where" and len(node.args) == 3:
        condition, one, another = node.args
        yield ast.Call(function, [condition, another, one], node.keywords)
    elif (
        name in {"clip", "minimum", "maximum", "min", "max"}
        and len(node.args) > 1
        and is_plain
        and not node.keywords
    ):
        yield node.args[0]
        if name != "clip":
            yield node.args[1]
