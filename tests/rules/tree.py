# SPDX-License-Identifier: EUPL-1.2
"""The project's files as the rules read them: a path and a text each, so that a breach can be planted without a disk."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from tests.support.settings import ROOT

Tree = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """What holds, why, and a piece of code that breaks it: `planted` is laid over the project and must be found."""

    name: str
    reason: str
    breaches: Callable[[Tree], list[str]]
    planted: Mapping[str, str]


@functools.cache
def project() -> Tree:
    """Every text file that git has or would take."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    found = {}
    for name in sorted(filter(None, names)):
        path = ROOT / name
        if path.is_file():
            try:
                found[name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:  # a picture
                continue
    return found


def python(tree: Tree, folder: str = "booking") -> Iterator[tuple[str, str]]:
    """The modules of a folder."""
    return ((path, text) for path, text in tree.items() if path.startswith(f"{folder}/") and path.endswith(".py"))


@functools.lru_cache(maxsize=2000)
def parse(text: str) -> ast.Module:
    return ast.parse(text)


def module_of(path: str) -> str:
    """booking/staff/__init__.py -> booking.staff"""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def parts(path: str) -> tuple[str, ...]:
    """The names by which a rule knows a module: booking/staff/views/day.py -> ("staff", "views", "day")."""
    return PurePosixPath(path.removesuffix(".py").removesuffix("/__init__")).parts[1:]


@dataclass(frozen=True)
class Import:
    module: str
    """The absolute module, with the imported name where that is a module of the tree."""
    name: str
    """The name that is taken from it, or nothing."""
    line: int
    nested: bool
    """Inside a function."""


@functools.lru_cache(maxsize=2000)
def _imports(path: str, text: str) -> tuple[tuple[str, str, int, bool], ...]:
    package = module_of(path) if path.endswith("__init__.py") else module_of(path).rpartition(".")[0]
    found = []
    for node, nested in _walk(parse(text), False):
        if isinstance(node, ast.Import):
            found += [(alias.name, "", node.lineno, nested) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            found += [(base, alias.name, node.lineno, nested) for alias in node.names]
    return tuple(found)


def _walk(node: ast.AST, nested: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child, nested
        yield from _walk(child, nested or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))


def imports(tree: Tree, path: str) -> list[Import]:
    """What a module imports while it runs (TYPE_CHECKING blocks are left out)."""
    found = []
    for module, name, line, nested in _imports(path, tree[path]):
        inner = f"{module}.{name}"
        if name and _is_module(tree, inner):
            found.append(Import(inner, "", line, nested))
        else:
            found.append(Import(module, name, line, nested))
    return found


def _is_module(tree: Tree, module: str) -> bool:
    path = module.replace(".", "/")
    return f"{path}.py" in tree or f"{path}/__init__.py" in tree


def calls(text: str) -> Iterator[tuple[ast.Call, str, str]]:
    """Each call in a module with its name and what stands before the dot: sa.select(x) -> (…, "select", "sa")."""
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id, ""
            elif isinstance(node.func, ast.Attribute):
                yield node, node.func.attr, ast.unparse(node.func.value)
