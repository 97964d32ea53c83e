# SPDX-License-Identifier: EUPL-1.2
"""The rules that the running application keeps itself: no write outside writing(), no view without a rule."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from booking.catalogue.models import Provider
from booking.extensions import db
from booking.web import access_rule
from tests.support.settings import ROOT, environment


@pytest.mark.once
def test_a_write_outside_writing_is_refused(app):
    """A GET that writes would lock the database for everybody who only looks."""
    with app.app_context():
        db.session.add(Provider(slug="halt", name="Halt", email="halt@example.test"))
        with pytest.raises(RuntimeError, match="a write outside writing"):
            db.session.flush()
        db.session.rollback()


@pytest.mark.once
def test_every_endpoint_says_its_rule(app):
    """Closed by default: a view without @needs, @public or @link_page does not run."""
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if access_rule(app, rule.endpoint) is None})
    assert not silent, f"these views say no rule (booking/web.py): {silent}"


@pytest.mark.once
def test_a_planted_view_without_a_rule_is_refused(another_app):
    app = another_app()
    app.add_url_rule("/vergeten", "forgotten", lambda: "geheim")
    answer = app.test_client().get("/vergeten")
    assert answer.status_code == 404
    assert b"geheim" not in answer.data


def _layers(folder) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=folder,
        env=environment(PYTHONPATH=str(folder)),
        capture_output=True,
        text=True,
    )


def test_a_planted_import_to_the_right_breaks_the_layers(tmp_path):
    """The layers themselves are checked by `make check`; here it is shown that the check can fail."""
    shutil.copytree(ROOT / "booking", tmp_path / "booking", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "config.py", tmp_path)
    with (tmp_path / "booking/outbox/models.py").open("a") as file:
        file.write("\nfrom booking.lesson_requests import models as planted\n")
    done = _layers(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"booking\.outbox\.models *-> *booking\.lesson_requests", done.stdout), done.stdout
