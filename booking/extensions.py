# SPDX-License-Identifier: EUPL-1.2
"""The libraries' objects, bare: `create_app` gives them their settings. Imports nothing of ours but the database's base
and the quicker gettext."""

from typing import TYPE_CHECKING

from blinker import Signal
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_mail import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from huey import MemoryHuey

from .database import Base
from .translations import QuickBabel


class _Database(SQLAlchemy):
    if TYPE_CHECKING:  # so that a checker knows what a model's constructor takes
        Model: type[Base]  # type: ignore[assignment]


db = _Database(model_class=Base, session_options={"expire_on_commit": False})
mail = Mail()
csrf = CSRFProtect()
migrate = Migrate()
babel = QuickBabel()
limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
huey = MemoryHuey("lesaanbod", utc=True)
bell = Signal("mails were written and committed: the tasks listen")
