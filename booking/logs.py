# SPDX-License-Identifier: EUPL-1.2
"""One JSON line for each request and event, with a request id, and without personal data.

The rule of the address is logged, never the address: it may hold a secret link. What a library writes into the text of an
error can hold anything, so addresses, tokens and long numbers are taken out of every line.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Histogram
from structlog.typing import EventDict, WrappedLogger

log = structlog.get_logger("http")

SECONDS = Histogram("lesaanbod_request_seconds", "Time to answer", ["method", "rule", "status"])

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_DETAIL = re.compile(r"\n?(DETAIL|CONTEXT|\[parameters):?.*", re.DOTALL)
_SECRET = (
    (re.compile(r"[^\s<>\"'(),;:=]+@[^\s<>\"'(),;:]+"), "[e-mail]"),
    (re.compile(r"(?<![\w-])(?![0-9a-f]{64}\b)[\w-]{40,}(?![\w-])"), "[token]"),
    (re.compile(r"(?<![\w.:-])(?!\d{4}-\d\d-\d\d)\+?\d[\d ()-]{7,}\d(?![\w.:-])"), "[number]"),
)
_TRUSTED = {"timestamp", "level", "logger", "request_id", "method", "rule", "endpoint", "reference"}


def scrub(text: str) -> str:
    """The text without what could be a person's: the database's quoted row, e-mail addresses, links, telephone numbers."""
    text = _DETAIL.sub("", text)
    for pattern, word in _SECRET:
        text = pattern.sub(word, text)
    return text


def _scrub_event(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {
        key: scrub(value) if isinstance(value, str) and key not in _TRUSTED else value for key, value in event.items()
    }


def configure(stream: TextIO = sys.stdout, errors: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send our lines and those of every library to one stream, as JSON; errors to a second one too, where it is given."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _scrub_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if handler.name != "lesaanbod"]
    for target, least in ((stream, logging.NOTSET), (errors, logging.ERROR)):
        if target is not None:
            handler = logging.StreamHandler(target)
            handler.setFormatter(formatter)
            handler.setLevel(least)
            handler.name = "lesaanbod"
            root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("alembic", "huey", "flask_limiter", "flask-limiter", "mail.log", "werkzeug"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))


def register(app: Flask) -> None:
    """Give every request an id, in and out, and one line when it is answered."""
    configure()
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request_funcs.setdefault(None, []).append(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "request_began" not in g:  # refused before our hook, such as by the limits of the body
        return response
    seconds = time.perf_counter() - g.request_began
    rule = request.url_rule.rule if request.url_rule else "-"
    method = request.method if request.method in _METHODS else "-"  # anybody can send any word
    SECONDS.labels(method, rule, response.status_code).observe(seconds)
    fields: dict[str, Any] = {"method": method, "rule": rule, "status": response.status_code}
    staff = g.get("_login_user")  # only who was looked up anyway: a line in the log is no reason for a query
    if staff is not None and staff.is_authenticated:
        fields["staff"] = staff.id
    log.info("request", ms=round(seconds * 1000, 1), **fields)
    response.headers["X-Request-ID"] = g.request_id
    return response
