# SPDX-License-Identifier: EUPL-1.2
"""Secret links as their owners hold them: the tokens, which stand in no table."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from booking.extensions import db
from booking.links.models import SecretLink
from booking.links.tokens import token_of
from booking.web import secret_keys


def tokens_of(model: Any) -> list[str]:
    """Of all that have such a link (shelves, take-overs), as they are now, the oldest first."""
    question = sa.select(SecretLink).join(model, model.link_id == SecretLink.id).order_by(SecretLink.id)
    return [token_of(one, secret_keys()) or "" for one in db.session.scalars(question)]
