# SPDX-License-Identifier: EUPL-1.2
"""The shelf: a button that uses the mailed link up, and then all that one address asked, for an hour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.extensions import db
from booking.lesson_requests import queries
from booking.lesson_requests.views import shelf as shelf_views
from booking.outbox import actions as outbox_actions
from booking.outbox import delivery
from booking.outbox import queries as outbox
from booking.web import now as web_now
from tests.outbox.mails import deliver
from tests.support.cast import TESS, TOM

from .conftest import approval, refusal

NOTHING = "/mijn-aanvragen/" + "x" * 43
AUGUST = datetime(2027, 8, 31, 8, 0, tzinfo=UTC)


def rows(page):
    """Of each line: its school year, what it says."""
    found = []
    for table in page.soup.select("main table"):
        for row in table.select("tbody tr"):
            found.append(
                (table.caption.get_text(), " ".join(row.get_text(" ").replace("\N{NO-BREAK SPACE}", " ").split()))
            )
    return found


def references(page):
    return re.findall(r"LES-\d{6}", " ".join(text for _year, text in rows(page)))


def test_a_look_changes_nothing(ask, mailed, client, world, tokens):
    """S5: programs that read mail open links; only the button uses it up."""
    ask("7a")
    path = mailed()
    before, kept = world(), tokens()
    for _n in range(3):
        page = client.get(path)
        assert page.status_code == 200
        assert page.soup.h1.get_text() == "Uw aanvragen"
        assert "Met deze knop opent u uw aanvragen. De pagina werkt 60 minuten." in page.words
        assert "7a" not in page.words and "LES-" not in page.words
    client.head(path)
    assert world() == before and tokens() == kept


def test_the_button_opens_it_once(ask, mailed, client, clock):
    clock.move_to(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    number = ask("7a", "7b")
    path = mailed()
    form = client.get(path).form("main form")
    done = form.send()
    assert done.status_code == 303 and done.location.startswith("/mijn-aanvragen/") and done.location != path
    assert done.headers["Cache-Control"] == "no-store"
    page = client.get(done.location)
    assert rows(page) == [
        (
            "Schooljaar 2026-2027",
            f"Sterk in de groep – 7a en 7b (49 leerlingen) LES-{number:06d} aangevraagd op 24 november 2026 – "
            "Ontvangen Bekijk Vraag opnieuw aan",
        )
    ]
    assert (page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store")
    assert form.send().status_code == 410 and client.get(path).status_code == 410
    assert client.get(done.location).status_code == 200
    assert client.post(done.location).location == done.location


def test_the_mailed_link_works_an_hour(ask, mailed, client, clock):
    ask("7a")
    path = mailed()
    clock.shift(timedelta(minutes=59))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get(path).status_code == 410 and client.post(path).status_code == 410


def test_the_opened_shelf_works_an_hour_more(ask, mailed, client, clock):
    ask("7a")
    path = mailed()
    clock.shift(timedelta(minutes=59))
    opened = client.post(path).location
    clock.shift(timedelta(minutes=59))
    assert client.get(opened).status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get(opened).status_code == 410


def test_by_school_year_newest_first(app, ask, answer, look, trainers, client, shelf, clock):
    old = ask("7a")
    answer(old, approval(look(old), trainers["tariq"]))
    clock.move_to(AUGUST)
    new = ask("8a", "8b")
    answer(new, refusal(look(new)))
    early = ask("6a", wish_from=date(2028, 9, 4))
    page = client.get(shelf())
    assert [heading.get_text() for heading in page.soup.select("main h2")] == [
        "Schooljaar 2028-2029",
        "Schooljaar 2027-2028",
        "Schooljaar 2026-2027",
    ]
    assert references(page) == [f"LES-{n:06d}" for n in (early, new, old)]
    assert "dinsdag 9 maart 2027, 10.00 – 11.00 uur Bevestigd" in rows(page)[2][1]
    assert "Afgewezen" in rows(page)[1][1]


def test_only_what_this_address_asked(ask, client, shelf, write):
    mine, forgotten = ask("7a"), ask("8a")
    ask("3a", teacher=TOM)
    with write() as now:
        queries.locked(forgotten).anonymised_at = now
    assert references(client.get(shelf())) == [f"LES-{mine:06d}"]


def test_look_leads_to_the_request_itself(ask, client, shelf, link, world):
    number = ask("7a")
    path = shelf()
    page = client.get(path)
    assert link(number).removeprefix("/aanvraag/") not in page.get_data(as_text=True), "no other token stands on it"
    before = world()
    done = page.form("main table form").send()
    assert (done.status_code, done.location) == (303, link(number))
    assert world() == before and client.get(done.location).status_code == 200
    button = page.soup.select_one("main table form button")
    assert button["aria-label"] == f"Bekijk aanvraag LES-{number:06d}"


def test_a_request_whose_link_has_ended_can_be_read(ask, answer, look, client, shelf, link, clock, world):
    number = ask("7a", remark="Gebouw B.")
    answer(number, refusal(look(number), explanation="Na de zomer weer."))
    clock.shift(timedelta(days=40))
    assert client.get(link(number)).status_code == 410
    path = shelf()
    there = f"{path}/LES-{number:06d}"
    before = world()
    assert not client.get(path).soup.select("main table form")
    assert client.get(path).soup.select_one("main table a")["href"] == there
    page = client.get(there)
    assert page.soup.h1.get_text() == f"Uw aanvraag LES-{number:06d}"
    assert "Afgewezen" in page.words and "Gebouw B." in page.words and "Na de zomer weer." in page.words
    assert TESS.email not in page.get_data(as_text=True) and TESS.phone not in page.get_data(as_text=True)
    assert not page.soup.select("main form")
    hrefs = [a["href"] for a in page.soup.select("main a")]
    assert set(hrefs) == {f"{there}/opnieuw?les=sterk-in-de-groep", f"{there}/opnieuw", path}
    assert client.post(there).location == there, "no link is given new life"
    assert world() == before and client.get(link(number)).status_code == 410


def test_asking_again_from_the_shelf(ask, client, shelf):
    number = ask("7a")
    path = shelf()
    href = next(a["href"] for a in client.get(path).soup.select("main table a") if "opnieuw" in a["href"])
    assert href == f"{path}/LES-{number:06d}/opnieuw"
    form = client.get(href).form("main form#aanvraag")
    assert form.action == "/aanvraag" and form.data["groups-1-name"] == "7a"


# --- what opens nothing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["", "/LES-000001", "/LES-000001/opnieuw"])
def test_a_request_of_somebody_else(ask, client, shelf, act):
    other = ask("3a", teacher=TOM)
    ask("7a")
    path = shelf()
    if not act:
        return
    there = path + act.replace("000001", f"{other:06d}")
    assert client.get(there).status_code == 404
    if "opnieuw" not in act:
        assert client.post(there).status_code == 404
    assert client.get(path + act.replace("000001", "999999")).status_code == 404


def test_before_the_button_no_request_is_shown(ask, client, mailed):
    number = ask("7a")
    path = mailed()
    assert client.get(f"{path}/LES-{number:06d}").status_code == 410
    assert client.post(f"{path}/LES-{number:06d}").status_code == 410
    assert client.get(f"{path}/LES-{number:06d}/opnieuw").status_code == 410


def test_links_of_another_kind_open_nothing(ask, client, shelf, mailed, link):
    """A request's token on the shelf's address, and the reverse."""
    number = ask("7a")
    own = link(number).removeprefix("/aanvraag/")
    for path in (mailed(), shelf()):
        token = path.removeprefix("/mijn-aanvragen/")
        assert client.get(f"/aanvraag/{token}").status_code == 410
        assert client.get(f"/aanvraag/{token}/wijzigen").status_code == 410
        assert client.get(f"/overnemen/{token}").status_code == 410
        assert client.get(f"/wachtwoord/{token}").status_code == 410
    assert client.get(f"/mijn-aanvragen/{own}").status_code == 410
    assert client.post(f"/mijn-aanvragen/{own}").status_code == 410
    assert client.get(f"/mijn-aanvragen/{own}/LES-{number:06d}").status_code == 410


def test_the_mail_sent_again_does_not_hold_the_opened_shelf(app, ask, mailed, mails, client, post, write, clock):
    """By the button of the mail log, and by a worker that died after it sent: the mailed link is used up in each copy."""
    ask("7a")
    path = mailed()
    mail_id = next(mail.id for mail in mails() if mail.kind == "shelf")
    with app.app_context():
        while (claimed := delivery.step(None, web_now())).id != mail_id:
            delivery.step(delivery.Outcome(claimed, "sent"), web_now(), claim=False)
    opened = client.get(path).form("main form").send().location
    clock.shift(timedelta(minutes=5))
    deliver(app)  # the claim has ended, and nobody wrote down that it went
    with write() as now:
        outbox_actions.resend(outbox.locked(mail_id), now)
    deliver(app)
    held = [
        re.findall(r"https://lesaanbod\.test(/mijn-aanvragen/[\w-]{43})", mail.text) for mail in post.to(TESS.email)
    ]
    copies = [found[0] for found in held if found]
    assert len(copies) == 2 and opened not in copies
    assert [client.get(copy).status_code for copy in copies] == [410, 410]
    assert client.get(opened).status_code == 200


def test_the_same_bytes_for_unknown_used_and_expired(ask, mailed, client, clock):
    ask("7a")
    expired = mailed()
    clock.shift(timedelta(minutes=61))
    used = mailed()
    client.post(used)
    pages = [client.get(path) for path in (NOTHING, used, expired)]
    assert {page.status_code for page in pages} == {410}
    assert len({page.get_data() for page in pages}) == 1
    assert pages[0].soup.select_one("main a[href='/link-kwijt']").get_text() == "Vraag een nieuwe link"


def test_a_corrected_address_takes_the_request_off_the_shelf(ask, client, shelf, link, look):
    """Whoever reads the old mailbox must not come to it by way of the shelf."""
    moved, stays = ask("7a"), ask("8a")
    path = shelf()
    form = client.get(link(moved, "/wijzigen")).form("main form.app-form")
    assert form.send(button="act=save", contact_email="tess@nieuw.example").status_code == 303
    assert references(client.get(path)) == [f"LES-{stays:06d}"]
    assert client.get(f"{path}/LES-{moved:06d}").status_code == 404
    assert client.post(f"{path}/LES-{moved:06d}").status_code == 404
    assert look(moved).email_key == "tess@nieuw.example"


def test_nothing_personal_and_no_token_stays(app, ask, client, shelf, caplog):
    number = ask("7a")
    path = shelf()
    client.get(path)
    client.post(f"{path}/LES-{number:06d}")
    token = path.removeprefix("/mijn-aanvragen/")
    with app.app_context():
        stored = "\n".join(
            str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())
        )
    assert TESS.email in stored and token not in stored
    assert token not in caplog.text and TESS.email not in caplog.text


# --- many -------------------------------------------------------------------------------------------------------------


def test_pages_by_key(ask, client, shelf, monkeypatch, clock):
    monkeypatch.setattr(shelf_views, "PER_PAGE", 3)
    numbers = []
    for _n in range(7):
        numbers.append(ask("7a"))
        clock.shift(timedelta(seconds=1))
    page, seen = client.get(shelf()), []
    first = page
    for _n in range(3):
        seen += references(page)
        older = page.soup.find("a", string="Oudere aanvragen")
        page = client.get(older["href"]) if older else page
    assert seen == [f"LES-{n:06d}" for n in reversed(numbers)]
    assert page.soup.find("a", string="Nieuwste aanvragen") and not first.soup.find("a", string="Nieuwste aanvragen")
    assert client.get(first.request.path + "?na=niets").status_code == 200
    assert client.get(first.request.path + "?na=" + "9" * 30).status_code == 200


def test_as_many_statements_for_one_as_for_forty(ask, client, shelf, count, answer, look, trainers):
    number = ask("7a")
    answer(number, approval(look(number), trainers["tariq"]))
    path = shelf()
    with count() as one:
        client.get(path)
    for _n in range(40):
        number = ask("7a", "7b")
    answer(number, approval(look(number), trainers["tariq"], hour=14))
    with count() as many:
        assert len(references(client.get(path))) == 25
    assert len(many) == len(one) <= 5, many
    assert many.commits == 0


def test_english(ask, client, mailed):
    ask("7a")
    path = mailed()
    done = client.get("/en" + path).form("main form").send()
    assert done.status_code == 303 and done.location.startswith("/en/mijn-aanvragen/")
    assert client.get(done.location).status_code == 200
