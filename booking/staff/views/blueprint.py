# SPDX-License-Identifier: EUPL-1.2
from flask import Blueprint

bp = Blueprint("staff", __name__)
