# SPDX-License-Identifier: EUPL-1.2
"""The two blueprints, in a module of their own so that every view module can import them without a cycle."""

from flask import Blueprint

lesson_requests = Blueprint("lesson_requests", __name__)
"""Pages of the school: the form, the requester's page and its acts."""

desk = Blueprint("desk", __name__, url_prefix="/beheer")
"""Pages of the office: the day, the queue, one request and its decision."""
