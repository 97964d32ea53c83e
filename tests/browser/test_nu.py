# SPDX-License-Identifier: EUPL-1.2
"""The Nu HTML checker has nothing to say of any page: no error, no warning."""

from __future__ import annotations

import re

import pytest

from tests.support.nu import complaints

from .test_every_page import OFFICE, PUBLIC

pytestmark = [pytest.mark.slow, pytest.mark.once]


def test_the_checker_finds_a_planted_fault(tmp_path):
    page = '<!doctype html><html lang="nl"><title>x</title><p id="a"><div id="a"></div></html>'
    assert any("Duplicate ID" in line for line in complaints({"planted": page}, tmp_path))


def test_every_page(office, site, tmp_path):
    browser = office("/beheer/aanvragen", who=site.administrator)
    reference = re.findall(r"LES-\d+", browser.content())[0]
    panels = [
        f"/beheer/aanvragen/{reference}{end}" for end in ("", "/besluit", "/heropenen", "/intrekken", "/wijzigen")
    ]
    asked = browser.context.request
    pages = {path: asked.get(site.url + path).text() for path in PUBLIC + OFFICE + panels}
    empty = asked.post(site.url + "/aanvraag", form={}, headers={"Origin": site.url})
    pages["POST /aanvraag"] = empty.text()
    assert empty.status == 422
    assert all("<!doctype html>" in html.lower() for html in pages.values())
    found = complaints(pages, tmp_path)
    assert not found, "\n".join(found)
