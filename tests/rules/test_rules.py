# SPDX-License-Identifier: EUPL-1.2
"""The rules hold for the project, and each of them finds a planted breach."""

from __future__ import annotations

import pytest

from . import architecture, files
from .tree import Rule, project

RULES = architecture.RULES + files.RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_holds(rule: Rule):
    found = rule.breaches(project())
    assert not found, f"\n{rule.name}\n{rule.reason}\n\n" + "\n".join(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_planted_breach_is_found(rule: Rule):
    before = set(rule.breaches(project()))
    after = set(rule.breaches({**project(), **rule.planted}))
    assert after - before, f"nobody saw the breach of: {rule.name}"


def test_an_absolute_path_is_found():
    home = "/" + "root" + "/project/run.py"
    assert files.hosts_and_homes({"docs/x.md": home}) == ["docs/x.md:1 names a folder of somebody's machine"]


def test_a_raw_select_is_found():
    assert architecture.selects({"booking/staff/views.py": 'db.session.execute(sa.text("SELECT 1"))'})
