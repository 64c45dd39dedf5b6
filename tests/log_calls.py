"""What the source says to its logs: read from its syntax, so that no line is missed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_LOGGERS = frozenset({"logger", "_logger", "work"})


class UnreadableError(Exception):
    """A call to a log whose keys cannot be told from the source; write them where the call is."""


@dataclass(frozen=True)
class LogCall:
    """One call to a log."""

    place: str
    message: ast.expr
    keys: frozenset[str]


def log_calls(folder: Path) -> Iterator[LogCall]:
    """Every call to a log in the modules under a folder."""
    for path in sorted(folder.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in _functions(module):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _is_to_a_log(call):
                    place = f"{path.relative_to(folder)}:{call.lineno}"
                    keys = frozenset(_Keys(module, function, place).of_call(call))
                    yield LogCall(place, call.args[0], keys)


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and of its classes; what they define inside is part of them."""
    for node in module.body:
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, ast.FunctionDef):
                yield inner


def _is_to_a_log(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _METHODS:
        return False
    value = call.func.value
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    # A library keeps a log as well: to that one nobody says a sentence.
    is_said = bool(call.args) and isinstance(call.args[0], ast.Constant)
    return name in _LOGGERS or (name == "self" and is_said)


@dataclass(frozen=True)
class _Keys:
    """The keys that expressions in a function stand for."""

    module: ast.Module
    function: ast.FunctionDef
    place: str

    def of_call(self, call: ast.Call) -> Iterator[str]:
        for keyword in call.keywords:
            if keyword.arg == "extra":
                yield from self._of(keyword.value)
            elif keyword.arg is None:
                raise UnreadableError(self.place)
            elif keyword.arg != "exc_info":
                # What passes keywords on to a log.
                yield keyword.arg

    def _of(self, value: ast.expr | None) -> Iterator[str]:
        match value:
            case ast.Dict():
                for key, inner in zip(value.keys, value.values, strict=True):
                    yield from self._of(inner) if key is None else self._constant(key)
            case ast.BinOp(op=ast.BitOr()):
                yield from self._of(value.left)
                yield from self._of(value.right)
            case ast.Name(id=name):
                yield from self._of_variable(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
                yield from self._of_method(name)
            case ast.Call(
                func=ast.Attribute(attr="model_dump"),
                keywords=[ast.keyword(arg="include", value=ast.Set(elts=elements))],
            ):
                for element in elements:
                    yield from self._constant(element)
            case _:
                raise UnreadableError(self.place)

    def _constant(self, node: ast.expr) -> Iterator[str]:
        if not isinstance(node, ast.Constant):
            raise UnreadableError(self.place)
        yield str(node.value)

    def _of_variable(self, name: str) -> Iterator[str]:
        variable = self.function.args.kwarg
        if variable and variable.arg == name:
            # Its callers' keywords are looked at where they are.
            return
        given = [
            node.value
            for node in ast.walk(self.function)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]
        if not given:
            raise UnreadableError(self.place)
        for value in given:
            yield from self._of(value)

    def _of_method(self, name: str) -> Iterator[str]:
        bodies = [function for function in _functions(self.module) if function.name == name]
        if not bodies:
            raise UnreadableError(self.place)
        for function in bodies:
            for node in ast.walk(function):
                if isinstance(node, ast.Return):
                    yield from _Keys(self.module, function, self.place)._of(node.value)
