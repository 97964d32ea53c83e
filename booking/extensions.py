# SPDX-License-Identifier: EUPL-1.2
"""The libraries' objects, bare: `create_app` gives them their settings. Imports nothing of ours but the database's base
and what makes some of them quicker."""

from typing import TYPE_CHECKING

import structlog
from blinker import Signal
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from huey import MemoryHuey
from sqlalchemy.exc import SQLAlchemyError

from .database import Base
from .quicker import QuickBabel

log = structlog.get_logger()


class _Database(SQLAlchemy):
    if TYPE_CHECKING:  # so that a checker knows what a model's constructor takes
        Model: type[Base]  # type: ignore[assignment]

    def _teardown_session(self, exc: BaseException | None) -> None:
        """The answer is made: a connection that died since does not take it away, nor stay for whoever comes next."""
        try:
            self.session.remove()
        except SQLAlchemyError as error:
            self.session.registry.clear()
            log.error("database_refused", error=type(error).__name__, at="end")


db = _Database(model_class=Base, session_options={"expire_on_commit": False})
mail = Mail()
csrf = CSRFProtect()
migrate = Migrate()
babel = QuickBabel()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
huey = MemoryHuey("lesaanbod", utc=True)
bell = Signal("mails were written and committed: the tasks listen")
