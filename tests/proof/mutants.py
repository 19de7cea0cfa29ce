"""The mutants of model, loading and posture: every small change that mutmut's operators make to their code.

What only speaks to a reader or a type checker is left as it is: docstrings, annotations of functions, aliases of types,
`__all__`. The annotation of a field of a noun is a rule that pydantic obeys, so it is changed too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
from mutmut.mutation.file_mutation import NEVER_MUTATE_FUNCTION_CALLS
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parent.parent.parent
MUTATED = (
    "geo/model.py",
    "geo/posture.py",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "geo" / "scenario").glob("*.py")),
)
"""The files whose mutants are tried."""

_NOUN = m.ClassDef(bases=[m.Arg(m.Name("Noun"))])
_FOR_READERS = (
    m.Annotation()
    | m.Import()
    | m.ImportFrom()
    | m.Expr(m.SimpleString() | m.ConcatenatedString())
    | m.Assign([m.AssignTarget(m.Name("__all__"))])
    | m.Assign(value=m.Call(m.Name("TypeVar")))
    | m.Assign(value=m.Subscript(m.Name("tuple")))
    | m.Assign(value=m.BinaryOperation(operator=m.BitOr()))
    | m.Call(m.OneOf(*(m.Name(name) for name in sorted(NEVER_MUTATE_FUNCTION_CALLS))))
)
"""What is left as it is; mutmut leaves the same calls, for a change to one mostly raises at once."""


@dataclass(frozen=True)
class Mutant:
    """One change to a file: the bytes from `start` to `end`, on `line`, become `after`.

    `function` is the function whose body is changed, as `Class.method`; empty where what is changed runs on import.
    """

    path: str
    start: int
    end: int
    line: int
    last_line: int
    after: str
    function: str

    @property
    def place(self) -> tuple[str, str]:
        """The file and the function."""
        return self.path, self.function

    @property
    def source(self) -> bytes:
        """The whole file with the change."""
        whole = (ROOT / self.path).read_bytes()
        return whole[: self.start] + self.after.encode() + whole[self.end :]

    @property
    def rank(self) -> str:
        """What mutants are put in order by to draw a sample: chance, but the same at each run."""
        return hashlib.sha256(f"{self.path} {self.start} {self.end} {self.after}".encode()).hexdigest()

    def __str__(self) -> str:
        before = (ROOT / self.path).read_bytes()[self.start : self.end].decode()
        return f"{self.path}:{self.line}  {' '.join(before.split())}  →  {' '.join(self.after.split())}"


def mutants() -> list[Mutant]:
    """Return every mutant, in the order in which a sample takes them."""
    return sorted((mutant for path in MUTATED for mutant in _mutants_of(path)), key=lambda mutant: mutant.rank)


def _mutants_of(path: str) -> Iterator[Mutant]:
    whole = (ROOT / path).read_bytes()
    wrapper = MetadataWrapper(cst.parse_module(whole), unsafe_skip_copy=True)
    spans = wrapper.resolve(ByteSpanPositionProvider)
    finder = _Finder()
    wrapper.module.visit(finder)
    seen: set[tuple[int, int, str]] = set()
    for node, changed, function in finder.found:
        start, end = spans[node].start, spans[node].start + spans[node].length
        after = wrapper.module.code_for_node(changed)
        if (start, end, after) in seen or whole[start:end].decode() == after:
            continue
        seen.add((start, end, after))
        lines = (whole[:place].count(b"\n") + 1 for place in (start, end))
        yield Mutant(path, start, end, *lines, after, function)


class _Finder(cst.CSTVisitor):
    """Walks a module and lists each node with what an operator makes of it and the function it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, str]] = []
        self._scopes: list[str] = []
        self._bodies: dict[cst.CSTNode, str] = {}
        self._nouns: list[bool] = []
        self._function = ""

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.AnnAssign) and self._nouns and self._nouns[-1]:
            node.annotation.annotation.visit(self)
        if m.matches(node, _FOR_READERS):
            return False
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._scopes.append(node.name.value)
            self._nouns.append(m.matches(node, _NOUN))
        if isinstance(node, cst.FunctionDef) and not self._function:
            self._bodies[node.body] = ".".join(self._scopes)
        self._function = self._function or self._bodies.get(node, "")
        self.found += [(node, _bare(changed), self._function) for changed in _changes(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.ClassDef | cst.FunctionDef):
            self._scopes.pop()
            self._nouns.pop()
        if original_node in self._bodies:
            self._function = ""


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)


def _bare(node: cst.CSTNode) -> cst.CSTNode:
    """A node without the brackets around it, which are not part of its span."""
    return node.with_changes(lpar=(), rpar=()) if getattr(node, "lpar", None) else node
