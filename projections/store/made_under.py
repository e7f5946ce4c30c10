"""Under what the rows of a view are made: a law, rules, and the program that makes rows of facts.

Rows made under another are never added to, or two laws would stand in one view: they are shown as they are while new
ones are made beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HOME = Path(__file__).resolve().parents[2]
_CODE, _WORDS = ".py", ".json"


class Made(NamedTuple):
    """What a store remembers of how a generation was made; `code` is empty until a keeper had time to look."""

    law: str
    rules: str
    source: str
    code: str


class Program(NamedTuple):
    """The files that make rows, and a number to raise where something else must have them made anew."""

    form: int
    parts: tuple[str, ...]
    """Files and folders from the root of the source, such as `domain` and `projections/history.py`."""

    @property
    def source(self) -> str:
        """A digest of the files as they are written: quickly taken, and another after every edit."""
        return _source(self)

    @property
    def code(self) -> str:
        """A digest of what the files do: comments, docstrings and layout make no difference."""
        return _code(self)


@dataclass(frozen=True, slots=True)
class MadeUnder:
    """A digest of the law and one of the rules, empty for a view that asks none, and the program."""

    program: Program
    law: str = ""
    rules: str = ""

    def noted(self) -> Made:
        """What the store remembers of a generation that is begun now."""
        return Made(self.law, self.rules, self.program.source, "")

    def differences(self, made: Made | None) -> tuple[str, ...]:
        """What is another now: `law`, `rules`, `program`; nothing when the rows are as they would be made today."""
        if made is None:
            return ("program",)
        told = {"law": made.law != self.law, "rules": made.rules != self.rules, "program": self._another(made)}
        return tuple(name for name, differs in told.items() if differs)

    def _another(self, made: Made) -> bool:
        return made.source != self.program.source and (not made.code or made.code != self.program.code)


def program(form: int, *parts: str) -> Program:
    """The program that makes rows by these files; raise `form` when a library or data of another kind change rows."""
    return Program(form, parts)


def digest(text: str) -> str:
    """Sixteen hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def files_of(made_by: Program) -> Iterator[Path]:
    """The files of a program, in the order of their names."""
    yield from (_HOME / path for part in sorted(made_by.parts) for path in _files(part))


@cache
def _files(part: str) -> tuple[Path, ...]:
    """What a part consists of, from the root of the source."""
    path = _HOME / part
    held = sorted(path.rglob("*")) if path.is_dir() else [path]
    return tuple(x.relative_to(_HOME) for x in held if x.suffix in (_CODE, _WORDS))


def look_at(path: Path) -> None:
    """Works out what one file does, so that it is known when the code of a program is asked for."""
    _meaning(path)


@cache
def _source(made_by: Program) -> str:
    return digest("\n".join([str(made_by.form), *(x for part in sorted(made_by.parts) for x in _written(part))]))


@cache
def _written(part: str) -> tuple[str, ...]:
    """The files of a part, each with a digest of its content; views share most of theirs."""
    return tuple(f"{x.as_posix()} {hashlib.sha256((_HOME / x).read_bytes()).hexdigest()}" for x in _files(part))


@cache
def _code(made_by: Program) -> str:
    told = [_meaning(path) for path in files_of(made_by)]
    return digest("\n".join([str(made_by.form), *told]))


@cache
def _meaning(path: Path) -> str:
    """A file by what it does, whatever is said about it."""
    import ast

    name, content = path.relative_to(_HOME).as_posix(), path.read_bytes()
    if path.suffix != _CODE:
        return f"{name} {hashlib.sha256(content).hexdigest()}"
    tree = ast.parse(content)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [x for x in node.body if not _only_says(x)]
    return f"{name} {digest(ast.dump(tree))}"


def _only_says(node: object) -> bool:
    import ast

    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
