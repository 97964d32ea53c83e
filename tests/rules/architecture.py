# SPDX-License-Identifier: EUPL-1.2
"""The rules of the house about imports, queries, commits and sizes. Rule 9, about access, is in test_access.py."""

from __future__ import annotations

import ast
import sys

from .tree import Rule, Tree, calls, imports, module_of, parse, parts, python

SHARED = {
    "extensions",
    "errors",
    "permissions",
    "web",
    "jinja",
    "database",
    "logs",
    "worker",
    "assets",
    "forms",
    "limits",
    "versions",
    "quicker",
}
OPEN_TO_THE_RIGHT = {"workflow", "models", "queries", "actions", "calendar", "search"}
OPEN_OF = {
    "outbox": {"write", "queries", "models", "actions", "reasons"},
    "links": OPEN_TO_THE_RIGHT | {"tokens"},
    "lesson_requests": OPEN_TO_THE_RIGHT | {"asked", "decision", "layout", "schedule"},
}
MAY_IMPORT_FLASK = {
    "views",
    "web",
    "jinja",
    "cli",
    "tasks",
    "signin",
    "outbox",
    "logs",
    "health",
    "assets",
    "cache",
    "quicker",
}
PURE = {"workflow", "permissions", "errors"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 50, 200


def cycles(tree: Tree) -> list[str]:
    graph = {module_of(path): {one.module for one in imports(tree, path) if not one.nested} for path, _ in python(tree)}
    found, done = [], set()

    def visit(module: str, way: list[str]) -> None:
        if module in way:
            found.append(" -> ".join([*way[way.index(module) :], module]))
        elif module not in done:
            for other in sorted(graph.get(module, ())):
                if other in graph and other != module:
                    visit(other, [*way, module])
            done.add(module)

    for module in graph:
        visit(module, [])
    return found


def nested_imports(tree: Tree) -> list[str]:
    return [
        f"{path}:{one.line} imports {one.module} inside a function"
        for path, _ in python(tree)
        if path != "booking/__init__.py"
        for one in imports(tree, path)
        if one.nested
    ]


def impure(tree: Tree) -> list[str]:
    found = []
    for path, _ in python(tree):
        if PURE & set(parts(path)):
            for one in imports(tree, path):
                top = one.module.partition(".")[0]
                own = one.module.startswith("booking.") and PURE & set(one.module.split("."))
                if top not in sys.stdlib_module_names and not own:
                    found.append(f"{path}:{one.line} imports {one.module}")
    return found


def flask_elsewhere(tree: Tree) -> list[str]:
    return [
        f"{path}:{one.line} imports flask"
        for path, _ in python(tree)
        if parts(path) and not MAY_IMPORT_FLASK & set(parts(path))
        for one in imports(tree, path)
        if one.module.partition(".")[0] == "flask"
    ]


def selects(tree: Tree) -> list[str]:
    found = []
    for path, text in python(tree):
        if "queries" in parts(path) or parts(path)[:2] == ("outbox", "delivery"):
            continue
        for node, name, before in calls(text):
            first = node.args[0] if node.args else None
            raw = isinstance(first, ast.Constant) and str(first.value).lstrip().upper().startswith("SELECT")
            if (name == "select" and before in ("", "sa", "db", "sqlalchemy")) or (name == "text" and raw):
                found.append(f"{path}:{node.lineno} writes a select")
    return found


def lazy_relationships(tree: Tree) -> list[str]:
    found = []
    for path, text in python(tree):
        for node, name, _ in calls(text):
            lazy = {word.arg: word.value for word in node.keywords}.get("lazy")
            kind = lazy.value if isinstance(lazy, ast.Constant) else None
            if name == "relationship" and kind not in ("raise", "raise_on_sql", "selectin", "joined", "write_only"):
                found.append(f'{path}:{node.lineno} has a relationship without lazy="raise"')
    return found


def commits(tree: Tree) -> list[str]:
    return [
        f"{path}:{node.lineno} commits"
        for path, text in python(tree)
        if path != "booking/web.py" and parts(path)[:2] != ("outbox", "delivery")
        for node, name, _ in calls(text)
        if name == "commit"
    ]


def forbidden_neighbours(tree: Tree) -> list[str]:
    found = []
    for path, _ in python(tree):
        own = parts(path)[0] if parts(path) else ""
        if own in ("", "cli", "tasks"):
            continue
        for one in imports(tree, path):
            words = one.module.split(".")
            if words[0] != "booking" or len(words) < 2 or words[1] in SHARED or words[1] == own:
                continue
            kind = words[2] if len(words) > 2 else one.name
            if kind not in OPEN_OF.get(words[1], OPEN_TO_THE_RIGHT):
                found.append(f"{path}:{one.line} takes {kind} of {words[1]}")
    return found


def from_the_contents(tree: Tree) -> list[str]:
    return [
        f"{path}:{one.line} imports {one.name or 'booking'} from booking/__init__.py"
        for path, _ in python(tree)
        for one in imports(tree, path)
        if one.module == "booking"
    ]


def too_long(tree: Tree) -> list[str]:
    found = []
    for path, text in tree.items():
        lines = text.count("\n")
        if path.endswith(".py") and lines > LONGEST_FILE and not path.startswith("migrations/versions/"):
            found.append(f"{path} has {lines} lines, more than {LONGEST_FILE}")
        if path.startswith("templates/") and lines > LONGEST_TEMPLATE:
            found.append(f"{path} has {lines} lines, more than {LONGEST_TEMPLATE}")
        if path.endswith(".py") and not path.startswith(("migrations/versions/", "tests/", "benchmarks/")):
            for node in ast.walk(parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    length = (node.end_lineno or 0) - node.lineno + 1
                    if length > LONGEST_FUNCTION:
                        found.append(
                            f"{path}:{node.lineno} {node.name} has {length} lines, more than {LONGEST_FUNCTION}"
                        )
    return found


RULES = [
    Rule(
        "1a. no import cycles",
        "With a cycle nobody can read, test or move one part without the other, and the order of imports starts to matter.",
        cycles,
        {"booking/errors.py": "from booking import web\n", "booking/web.py": "from booking import errors\n"},
    ),
    Rule(
        "1b. no imports inside functions",
        "An import inside a function hides what a module needs, mostly to get away with a cycle. Only create_app may: it "
        "loads the parts in order.",
        nested_imports,
        {"booking/staff/actions.py": "def add():\n    from booking.web import now\n"},
    ),
    Rule(
        "2. workflow, permissions and errors are pure",
        "What decides must be testable in microseconds, without a database or a request: standard library and errors only.",
        impure,
        {"booking/lesson_requests/workflow.py": "import sqlalchemy\n"},
    ),
    Rule(
        "3. only the edge imports flask",
        "An action that reads the request cannot be called by a command, a task or a test. Hand it what it needs.",
        flask_elsewhere,
        {"booking/lesson_requests/actions/act.py": "from flask import request\n"},
    ),
    Rule(
        "4a. only queries (and the outbox's delivery) select",
        "A query has one place, one name and one test of its cost. Move it to queries.py, named after the question.",
        selects,
        {"booking/lesson_requests/views.py": "import sqlalchemy as sa\nrows = sa.select(1)\n"},
    ),
    Rule(
        "4b. relationships load nothing by themselves",
        'A relationship that loads when touched is one query a row. lazy="raise", and the query says what it loads.',
        lazy_relationships,
        {"booking/staff/models.py": "roles = relationship('Role')\n"},
    ),
    Rule(
        "5. only web.writing() and the outbox's delivery commit",
        "One act is one transaction: an action that commits halfway leaves half an act behind when the rest fails.",
        commits,
        {"booking/staff/actions.py": "db.session.commit()\n"},
    ),
    Rule(
        "6. from a feature to the left only what is meant for others",
        "Views, forms and mails are a feature's own: who needs them wants an action or a query of it.",
        forbidden_neighbours,
        {"booking/lesson_requests/views.py": "from booking.catalogue.forms import FilterForm\n"},
    ),
    Rule(
        "7. nobody imports a name from booking/__init__",
        "It is the table of contents and imports everything: whoever imports it closes a circle.",
        from_the_contents,
        {"booking/staff/actions.py": "from booking import create_app\n"},
    ),
    Rule(
        "8. nothing is long",
        f"No file over {LONGEST_FILE} lines, no function over {LONGEST_FUNCTION}, no template over {LONGEST_TEMPLATE}: what "
        "is longer does two things. A file that would pass becomes a package of the same name.",
        too_long,
        {"booking/staff/actions.py": "def long():\n" + "    x = 1\n" * 51},
    ),
]
