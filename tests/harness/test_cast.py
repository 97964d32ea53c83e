# SPDX-License-Identifier: EUPL-1.2
"""The cast can do what its roles say, and is there once however often it is asked for."""

from __future__ import annotations

import pytest

from booking.permissions import Can, can


@pytest.mark.parametrize(
    ("key", "may", "may_not"),
    [
        ("coby", Can.DECIDE, Can.MANAGE_STAFF),
        ("sem", Can.SEE_REQUESTS, Can.DECIDE),
        ("ada", Can.MANAGE_STAFF, None),
    ],
)
def test_the_roles(hire, key, may, may_not):
    member = hire(key)
    assert hire(key).id == member.id
    assert can(member, may)
    assert may_not is None or not can(member, may_not)


def test_the_catalogue_and_its_trainer(tariq, read):
    assert tariq.provider_id == 1


def test_hiring_writes_no_mail(coby, mails):
    assert mails() == []
