# SPDX-License-Identifier: EUPL-1.2
"""The rules of the house about what stands in the files: headers, class names, hosts, the page of the data model."""

from __future__ import annotations

import re

from .tree import Rule, Tree

SPDX = "SPDX-License-Identifier: EUPL-1.2"
SOURCES = (".py", ".html", ".txt.jinja", ".css", ".js", ".mjs", ".sh", ".toml")
NOT_OURS = re.compile(r"^(migrations/versions/.*|requirements.*\.txt|.*package-lock\.json)$")
# Written in pieces, so that this file does not break its own rule.
HOSTS = ("registry." + "npmjs", "pypi." + "org", "pythonhosted" + ".org", "deb." + "debian", "npmmirror" + ".com")
HOMES = re.compile(r"(?<![\w.-])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/\w")


def no_header(tree: Tree) -> list[str]:
    found = []
    for path, text in tree.items():
        mail_text = path.startswith("templates/") and path.endswith(".txt")
        if path.endswith(SOURCES) or mail_text or path == "Makefile" or path == ".ci/run":
            head = text.split("\n", 2)[:2]
            if text.strip() and not any(SPDX in line for line in head) and not NOT_OURS.match(path):
                found.append(f"{path} does not begin with {SPDX}")
    return found


def component_names(tree: Tree) -> list[str]:
    found = []
    for path, text in tree.items():
        at_home = path.startswith("templates/macros/") or path == "templates/base.html"
        if path.startswith("templates/") and not at_home:
            for number, line in enumerate(text.splitlines(), 1):
                if re.search(r"\b(utrecht|nl|rhc)-[a-z]+(-[a-z]+)*", " ".join(re.findall(r'class="([^"]*)"', line))):
                    found.append(f"{path}:{number} uses a class name of the components")
    return found


def inline_looks(tree: Tree) -> list[str]:
    pattern = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"")
    return [
        f"{path}:{number} has an inline style or script"
        for path, text in tree.items()
        if path.startswith("templates/") and path.endswith(".html") and not path.startswith("templates/email/")
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def hosts_and_homes(tree: Tree) -> list[str]:
    return [
        f"{path}:{number} names {what}"
        for path, text in tree.items()
        for number, line in enumerate(text.splitlines(), 1)
        for what, hit in (
            ("a package registry", any(host in line.lower() for host in HOSTS)),
            ("a folder of somebody's machine", HOMES.search(line)),
        )
        if hit
    ]


def untold_tables(tree: Tree) -> list[str]:
    page = tree.get("docs/data-model.md", "")
    found = []
    for path, text in tree.items():
        if path.startswith("booking/") and path.endswith(".py"):
            for name in re.findall(r'__tablename__ = "(\w+)"|db\.Table\(\s*"(\w+)"', text):
                table = name[0] or name[1]
                if f"`{table}`" not in page:
                    found.append(f"{path}: docs/data-model.md does not tell of `{table}`")
    return found


def unwanted_names(tree: Tree) -> list[str]:
    found = []
    for path, text in tree.items():
        if path.startswith("booking/") and path.endswith("models.py"):
            for name in re.findall(r"^class (Request|Session)\b", text, re.MULTILINE):
                found.append(f"{path}: a model named {name}")
    return found


RULES = [
    Rule(
        "every source file says its licence",
        f"A file that is copied elsewhere takes its licence along: '{SPDX}' in the first or second line.",
        no_header,
        {"booking/staff/actions.py": '"""No header."""\n'},
    ),
    Rule(
        "class names of the components stand in the macros alone",
        "The components change their names with each version: one folder has to follow, not every page.",
        component_names,
        {"templates/site/about.html": f'{{# {SPDX} #}}\n<p class="utrecht-paragraph">x</p>\n'},
    ),
    Rule(
        "no inline style or script in a template",
        "The strict content policy drops them without a word.",
        inline_looks,
        {"templates/site/about.html": f'{{# {SPDX} #}}\n<p style="color: red">x</p>\n'},
    ),
    Rule(
        "no package registry and no folder of a machine in a file",
        "The project must install from any mirror and run in any folder.",
        hosts_and_homes,
        {"docs/x.md": "see https://" + HOSTS[0] + ".example/left-pad\n"},
    ),
    Rule(
        "the page of the data model tells of every table",
        "Who meets a table reads there why it exists and what the database itself refuses.",
        untold_tables,
        {"booking/staff/models.py": f'# {SPDX}\n__tablename__ = "secret_wishes"\n'},
    ),
    Rule(
        "no model is called Request or Session",
        "flask.request, flask.session and db.session are everywhere: nobody could tell which is meant.",
        unwanted_names,
        {"booking/planning/models.py": f"# {SPDX}\nclass Session:\n    pass\n"},
    ),
]
