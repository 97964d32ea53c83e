# SPDX-License-Identifier: EUPL-1.2
"""Accounts: only administrators, and never without one."""

from __future__ import annotations

import threading

import pytest

from booking.errors import BookingError, Conflict, NotAllowed
from booking.history import queries as history
from booking.history.actions import COMMAND
from booking.staff import actions, queries
from booking.web import now as web_now
from booking.web import writing
from tests.support.cast import colleague, email_of, hire, sign_in

LIST = "/beheer/medewerkers"


@pytest.fixture
def ada(app, client):
    sign_in(client, "ada")
    return client


def number(app, who: str) -> int:
    with app.app_context():
        return colleague(who).id


def test_adding_a_colleague(app, ada):
    answer = ada.get(LIST).form().send(name="Cas Voorbeeld", email="Cas@gemeente.test", role="secretariat")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?klaar=toegevoegd")
    page = ada.get(answer.location)
    assert "Het account is gemaakt." in page.words
    assert "wacht op een wachtwoord" in page.words
    with app.app_context():
        cas = colleague("cas")
        assert (cas.name, cas.role_names) == ("Cas Voorbeeld", frozenset({"secretariat"}))
        [entry] = history.of("account", cas.id)
        assert (entry.action, entry.actor_name, entry.changes) == (
            "account_added",
            "Ada Voorbeeld",
            {"role": [None, "secretariat"]},
        )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Vul een voor- en achternaam in."),
        ("email", "geen adres", "Vul een e-mailadres in met een @ en een punt"),
        ("email", "a@b.nl\r\nBcc: c@d.nl", "Vul een e-mailadres in met een @ en een punt"),
        ("email", "ada@gemeente.test", "Dit e-mailadres heeft al een account."),
        ("role", "keizer", "Kies een antwoord uit de lijst"),
    ],
)
def test_a_wrong_answer_keeps_the_others(app, ada, field, value, sentence):
    typed = {"name": "Cas  <b>Voorbeeld", "email": "cas@gemeente.test", "role": "coordinator", field: value}
    answer = ada.get(LIST).form().send(**typed)
    assert answer.status_code in (409, 422)
    if "\n" not in value:
        assert sentence in answer.words
    form = answer.form()
    for name in {"name", "email"} - {field}:
        assert form.data[name] == typed[name]
    with app.app_context():
        assert len(queries.everybody()) == 1


def test_another_role(app, ada):
    cas = hire(app, "cas")
    answer = ada.get(f"{LIST}/{cas}").form().send(role="administrator")
    assert answer.location == f"{LIST}/{cas}?klaar=rol"
    page = ada.get(answer.location)
    assert "De rol is gewijzigd." in page.words
    assert "Rol gewijzigd (beheerder), Ada Voorbeeld" in page.words


def test_archiving_and_coming_back(app, ada):
    cas = hire(app, "cas")
    page = ada.get(f"{LIST}/{cas}").form(f'form[action$="/{cas}/archiveren"]').send(follow=True)
    assert "Het account is gearchiveerd." in page.words
    assert not page.soup.select("main form")
    assert sign_in(app.test_client(), "cas").status_code == 422
    ada.get(LIST).form().send(name="Cas Voorbeeld", email=email_of("cas"), role="coordinator")
    with app.app_context():
        back = colleague("cas")
        assert (back.id, back.archived_at, back.password) == (cas, None, None), "the old password stays dead"


def test_sending_the_link_again_kills_the_old_one(app, ada):
    cas = hire(app, "cas")
    for _ in range(2):
        page = ada.get(f"{LIST}/{cas}").form(f'form[action$="/{cas}/link"]').send(follow=True)
        assert "De link is verstuurd." in page.words


@pytest.mark.parametrize("act", ["archiveren", "rol"])
def test_the_last_administrator_stays(app, ada, act):
    me = number(app, "ada")
    answer = (
        ada.get(f"{LIST}/{me}")
        .form(f'form[action$="/{act}"]')
        .send(**({"role": "coordinator"} if act == "rol" else {}))
    )
    assert answer.status_code == 409
    assert "Dit is de laatste beheerder. Maak eerst een ander account beheerder." in answer.words
    assert ada.get(LIST).status_code == 200


def test_two_administrators_who_archive_each_other_at_once(app):
    """One stays: they stand in one line."""
    first, second = hire(app, "ada"), hire(app, "coby")
    with app.app_context(), writing():
        queries.one(second).roles = [queries.role("administrator")]
    gate, results = threading.Barrier(2), []

    def archive(victim: int, actor: int) -> None:
        with app.app_context():
            me = queries.one(actor)
            gate.wait()
            try:
                with writing():
                    actions.archive(victim, me, web_now())
                results.append("done")
            except BookingError as error:
                results.append(type(error).__name__)

    threads = [threading.Thread(target=archive, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Conflict", "done"]
    with app.app_context():
        assert queries.administrators() == 1


def test_two_who_add_one_address_at_once(app):
    """The second reads that the address has an account; without the line of administrators it would be a crash."""
    hire(app, "ada")
    gate, results = threading.Barrier(2), []

    def add() -> None:
        with app.app_context():
            gate.wait()
            try:
                with writing():
                    actions.add("nieuw@utrecht.test", "Nina Nieuw", "coordinator", COMMAND, web_now())
                results.append("done")
            except Exception as error:
                results.append(type(error).__name__)

    threads = [threading.Thread(target=add) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["Conflict", "done"]


@pytest.mark.parametrize("who", ["coby", "sem"])
@pytest.mark.parametrize("path", ["", "/1"])
def test_only_administrators_see_accounts(app, client, who, path):
    hire(app, "ada")
    sign_in(client, who)
    assert client.get(LIST + path).status_code == 403


@pytest.mark.parametrize("who", ["coby", "sem"])
def test_an_action_asks_for_itself(app, write, who):
    member, ada = hire(app, who), hire(app, "ada")
    for act in (
        lambda me, now: actions.add_by(me, "x@gemeente.test", "Xandra", "administrator", now),
        lambda me, now: actions.change_role(ada, "coordinator", me, now),
        lambda me, now: actions.archive(ada, me, now),
        lambda me, now: actions.send_link_again(ada, me, now),
    ):
        with pytest.raises(NotAllowed), write() as now:
            act(queries.one(member), now)


def test_an_unknown_account_is_not_there(ada):
    for unknown in ("999", "0", str(10**30), "abc"):
        assert ada.get(f"{LIST}/{unknown}").status_code == 404


def test_an_account_that_exists_is_not_overwritten(app, write):
    """V10: an invitation for a known address changes nothing of it."""
    hire(app, "ada")
    coby = hire(app, "coby")
    with pytest.raises(Conflict), write() as now:
        actions.add_by(colleague("ada"), email_of("coby"), "Iemand Anders", "administrator", now)
    with app.app_context():
        assert queries.one(coby).name == "Coby Voorbeeld"
