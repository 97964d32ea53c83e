# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/medewerkers`: who has an account. Only administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from booking import web
from booking.errors import BookingError
from booking.history import queries as history
from booking.permissions import Can, Role
from booking.staff import actions, queries
from booking.staff.emails import role_word
from booking.staff.forms import AddForm, RoleForm
from booking.staff.models import StaffMember

from .blueprint import bp


def _account_of(number: int) -> StaffMember | None:
    return queries.one(number) if number < 2**31 else None


def _me() -> StaffMember:
    return cast(StaffMember, current_user._get_current_object())


def _with_roles(form: Any) -> Any:
    form.role.choices = [(role.value, role_word(role).capitalize()) for role in Role]
    return form


def _list_page(form: AddForm, status: int = 200) -> Response:
    values = {"form": form, "people": queries.everybody(), "done": request.args.get("klaar"), "role_word": role_word}
    return make_response(render_template("staff/accounts.html", **values), status)


@bp.get("/beheer/medewerkers")
@web.needs(Can.MANAGE_STAFF)
def accounts() -> Response:
    return _list_page(_with_roles(AddForm(formdata=None)))


@bp.post("/beheer/medewerkers")
@web.needs(Can.MANAGE_STAFF)
def add_account() -> Answer:
    form = _with_roles(AddForm())
    if not form.validate():
        return _list_page(form, 422)
    me = _me()
    try:
        with web.writing():
            actions.add_by(me, form.email.data, form.name.data, form.role.data, web.now())
    except BookingError as error:
        web.add_errors(form, error)
        return _list_page(form, error.status)
    return redirect(url_for("staff.accounts", klaar="toegevoegd"), 303)


def _account_page(member: StaffMember, form: RoleForm, status: int = 200, refused: str = "") -> Response:
    values = {
        "member": member,
        "form": form,
        "refused": refused,
        "done": request.args.get("klaar"),
        "role_word": role_word,
        "diary": history.of(actions.ROOT, member.id),
    }
    return make_response(render_template("staff/account.html", **values), status)


@bp.get("/beheer/medewerkers/<int:number>")
@web.needs(Can.MANAGE_STAFF, load=_account_of)
def account(member: StaffMember) -> Response:
    return _account_page(member, _role_form(member))


def _role_form(member: StaffMember) -> RoleForm:
    form = _with_roles(RoleForm(formdata=None))
    form.role.data = next(iter(member.role_names), None)
    return form


@bp.post("/beheer/medewerkers/<int:number>/rol")
@web.needs(Can.MANAGE_STAFF, load=_account_of)
def change_role(member: StaffMember) -> Answer:
    form = _with_roles(RoleForm())
    if not form.validate():
        return _account_page(member, form, 422)
    return _act(member, form, "rol", lambda me, now: actions.change_role(member.id, form.role.data, me, now))


@bp.post("/beheer/medewerkers/<int:number>/archiveren")
@web.needs(Can.MANAGE_STAFF, load=_account_of)
def archive(member: StaffMember) -> Answer:
    return _act(member, None, "gearchiveerd", lambda me, now: actions.archive(member.id, me, now))


@bp.post("/beheer/medewerkers/<int:number>/link")
@web.needs(Can.MANAGE_STAFF, load=_account_of)
def send_link(member: StaffMember) -> Answer:
    return _act(member, None, "link", lambda me, now: actions.send_link_again(member.id, me, now))


def _act(member: StaffMember, form: RoleForm | None, done: str, action: Callable[..., object]) -> Answer:
    """One action on one account; its refusal stands on the account's page, which shows it as it is now."""
    number, me = member.id, _me()
    try:
        with web.writing():
            action(me, web.now())
    except BookingError as error:
        again = queries.one(number) or member
        return _account_page(again, form or _role_form(again), error.status, error.sentence)
    return redirect(url_for("staff.account", number=number, klaar=done), 303)
