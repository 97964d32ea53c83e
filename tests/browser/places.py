# SPDX-License-Identifier: EUPL-1.2
"""Every page that a person can come to: its address, and what she does there. A new route needs a line here.

`{tess}` in an address is the token of the example request of Tess, `{tess_ref}` its reference (`conftest.Site.values`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Response, expect

Does = Callable[[Page], None]


@dataclass(frozen=True)
class Place:
    """A page. `who` is signed in, `does` is done after the address was opened, `status` is what the last page came with."""

    address: str
    does: Does | None = None
    status: int = 200
    who: str = ""

    @property
    def name(self) -> str:
        does = f" {self.does.__name__}" if self.does else ""
        return f"{self.address}{does}{f' by {self.who}' if self.who else ''}"


def named(name: str, does: Does) -> Does:
    does.__name__ = name
    return does


def _is_page(answer: Response) -> bool:
    return answer.request.is_navigation_request() and not 300 <= answer.status < 400


def press(button: str) -> Does:
    """And wait for what comes of it: a page, or the part of it that htmx asks for."""

    def pressed(page: Page) -> None:
        wanted = page.get_by_role("button", name=button).first
        if wanted.get_attribute("data-hx-post"):
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                wanted.click()
            expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        else:
            # A new document and its answer: a script that acts as a field is left counts as a navigation too.
            with page.expect_event("load"), page.expect_response(_is_page):
                wanted.click()

    return named(f"> {button}", pressed)


def after(*steps: Does) -> Does:
    def all_of_them(page: Page) -> None:
        for step in steps:
            step(page)

    return named(" ".join(step.__name__ for step in steps), all_of_them)


def typed(**values: str) -> Does:
    """Ids with - are written with _ _."""

    def fill(page: Page) -> None:
        for name, text in values.items():
            control = page.locator(f"[id='{name.replace('__', '-')}']")
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(text)
            else:
                control.fill(text)

    return named("typed", fill)


LONG = "Openbare basisschool " + "Wolkenkrabbersvoorbeeldschool" * 2
ASKED = {
    "school_name": LONG,
    "school_address": "Wandelpad 1, 3511 AA Utrecht",
    "groups__1__name": "7a",
    "groups__1__year": "po-7",
    "groups__1__pupils": "99",
    "contact_name": "Tess Wandelaar",
    "contact_email": "tess.plaats@dewandeling.example",
    "contact_phone": "030 123 46 01",
}


def not_listed(page: Page) -> None:
    """Look for a school that the register does not know, and say so: then its name and address are typed."""
    page.fill("#school_query", "Wandelingschool 9999")
    press("Zoek school")(page)
    page.get_by_label("Mijn school staat er niet bij").check()


def listed(page: Page) -> None:
    """Look for the one school of this name: it stands in the list, ticked."""
    page.fill("#school_query", "Voorbeeldboom")
    press("Zoek school")(page)
    expect(page.get_by_label("De Voorbeeldboom")).to_be_checked()


def looked_up(page: Page) -> None:
    """The list that opens while one types, with its first hit marked."""
    page.locator("#school_query").press_sequentially("voorbeeldb")
    expect(page.locator("[role=option]")).to_have_count(4)
    page.keyboard.press("ArrowDown")


def taken(page: Page) -> None:
    """The hit that is marked."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Kies een andere school")).to_be_visible()


ask = named("asked", after(not_listed, typed(**ASKED)))
send, check = press("Verstuur aanvraag"), press("Controleer eerst")


def planned(page: Page) -> None:
    """A schedule from the eighth of March on, with a second group that is too large for one lesson."""
    ask(page)
    typed(**{"groups-2-name": "7b", "groups-2-pupils": "60"})(page)
    if not page.locator("#rooster > details[open]").count():
        page.locator("#rooster summary").click()
    typed(plan_on="2027-03-08", plan_start="8.30", plan_breaks="10.15 – 10.30")(page)
    press("Maak een rooster")(page)


def send_on(page: Page) -> None:
    """As often as the page to read it once more comes: what is odd is asked again when it changed, and who sends within 3 seconds is odd."""
    send(page)
    for _ in range(2):
        if page.locator("h1").inner_text() == "Controleer uw aanvraag":
            send(page)


sent = named("sent", after(ask, check, send_on))


def from_elsewhere(page: Page) -> None:
    """The form as a page of somebody else would send it."""
    address = page.url
    page.goto("about:blank")
    page.set_content(
        f'<form method="post" action="{address}"><input name="school_name" value="De Plaats"><button>Prijs</button></form>'
    )
    with page.expect_navigation():
        page.get_by_role("button").click()


def unticked(page: Page) -> None:
    for box in page.get_by_role("checkbox").all():
        box.uncheck()


def declined(page: Page) -> None:
    page.get_by_label("Afwijzen").first.check()


PUBLIC = [
    Place("/"),
    Place("/lesaanbod"),
    Place("/lesaanbod?niveau=po&leerjaar=7&thema=groepsdruk"),
    Place("/lesaanbod?q=katvanger"),
    Place("/lesaanbod?q=bestaatniet"),
    Place("/lesaanbod?niveau=mbo&soort=ouders"),
    Place("/lesaanbod?sorteer=nieuw&pagina=2"),
    Place("/lesaanbod/sterk-in-de-groep"),
    Place("/lesaanbod/criminaliteit-om-ons-heen"),
    Place("/lesaanbod/zelf-aan-de-slag-met-groepsdruk"),
    Place("/lesaanbod/thuis-praten-over-online"),
    Place("/lesaanbod/drugs-in-een-container"),
    Place("/programma/po"),
    Place("/programma/vo"),
    Place("/programma/mbo"),
    Place("/zo-werkt-het"),
    Place("/privacy"),
    Place("/toegankelijkheid"),
    Place("/link-kwijt"),
    Place("/link-kwijt", press("Stuur mij de link"), 422),
    Place("/link-kwijt", after(typed(email="nobody@dewandeling.example"), press("Stuur mij de link"))),
    Place("/inloggen"),
    Place("/inloggen", press("Log in"), 422),
    Place(
        "/inloggen?next=/beheer/aanvragen",
        after(typed(email="coby@gemeente.example", password="fout fout fout"), press("Log in")),
        422,
    ),
    Place("/inloggen?klaar=uitgelogd"),
    Place("/inloggen?klaar=wachtwoord"),
    Place("/wachtwoord"),
    Place("/wachtwoord", after(typed(email="nobody@gemeente.example"), press("Stuur mij een link"))),
    Place("/wachtwoord/{invited}"),
    Place("/wachtwoord/{invited}", after(typed(password="kort"), press("Bewaar wachtwoord")), 422),
    Place("/en/"),
    Place("/en/lesaanbod"),
    Place("/en/lesaanbod?q=bestaatniet"),
    Place("/en/lesaanbod/criminaliteit-om-ons-heen"),
    Place("/en/programma/vo"),
    Place("/en/zo-werkt-het"),
    Place("/en/privacy"),
    Place("/en/toegankelijkheid"),
    Place("/en/link-kwijt"),
    Place("/en/inloggen"),
]
FORM = [
    Place("/aanvraag"),
    Place("/aanvraag?les=sterk-in-de-groep"),
    Place("/aanvraag?programma=bovenbouw"),
    Place("/aanvraag?les=doorgestuurd"),
    Place("/aanvraag?les=criminaliteit-om-ons-heen"),
    Place("/aanvraag?les=zelf-aan-de-slag-met-groepsdruk"),
    Place("/aanvraag?les=thuis-praten-over-online&les=sterk-in-de-groep"),
    Place("/aanvraag?les=sterk-in-de-groep", send, 422),
    Place(
        "/aanvraag?les=sterk-in-de-groep&les=de-groepsapp-grap-of-grens",
        after(
            ask, typed(groups__2__name="7a", groups__2__pupils="veel", contact_email="tess@", remark="x" * 1010), send
        ),
        422,
    ),
    Place("/aanvraag?les=doorgestuurd", send, 422),
    Place("/aanvraag?les=sterk-in-de-groep", listed),
    Place("/aanvraag?les=sterk-in-de-groep", not_listed),
    Place("/aanvraag?les=sterk-in-de-groep", after(typed(school_query="utrecht"), press("Zoek school"))),
    Place("/aanvraag?les=sterk-in-de-groep", after(typed(school_query="voorbeeldb"), send), 422),
    Place("/aanvraag?les=sterk-in-de-groep", looked_up),
    Place("/aanvraag?les=sterk-in-de-groep", named("picked from the list", after(looked_up, taken))),
    Place("/aanvraag?les=sterk-in-de-groep", unticked, 200),
    Place("/aanvraag?les=sterk-in-de-groep", after(unticked, send), 422),
    Place("/aanvraag?les=sterk-in-de-groep", after(ask, press("Voeg groep toe"))),
    Place("/aanvraag?les=sterk-in-de-groep", after(ask, check)),
    Place("/aanvraag?les=sterk-in-de-groep", named("planned", planned)),
    Place("/aanvraag?les=sterk-in-de-groep", after(planned, typed(**{"plan-1-start": "straks"}), send), 422),
    Place("/aanvraag?programma=basisschool-groep-8", named("laid out", planned)),
    Place("/aanvraag?les=sterk-in-de-groep", sent),
    Place("/aanvraag?les=sterk-in-de-groep", named("from elsewhere", from_elsewhere), 403),
    Place("/en/aanvraag"),
    Place("/en/aanvraag?les=sterk-in-de-groep"),
    Place("/en/aanvraag?les=sterk-in-de-groep", press("Send"), 422),
]
STATES = ("tess", "samira", "ruud", "anouk", "peter", "jolanda", "marloes", "hatice", "bas", "grace")
"""Waiting, confirmed, a confirmed series, declined, withdrawn, some of each, reopened, by telephone, a programme, in English."""
LINK = [
    *[Place(f"/aanvraag/{{{name}}}") for name in STATES],
    *[Place(f"/aanvraag/{{{name}}}/wijzigen") for name in ("tess", "youssef", "samira", "anouk", "jolanda", "bas")],
    *[Place(f"/aanvraag/{{{name}}}/intrekken") for name in ("tess", "samira", "anouk", "jolanda")],
    *[Place(f"/aanvraag/{{{name}}}/opnieuw") for name in ("tess", "anouk", "peter", "ruud", "bas")],
    Place("/aanvraag/{samira}/collega"),
    Place("/aanvraag/{samira}/collega", press("Stuur de vraag"), 422),
    Place("/aanvraag/{anouk}/collega"),
    Place("/overnemen/{offer}"),
    Place("/overnemen/{offer}", press("Neem de aanvraag over"), 422),
    Place("/mijn-aanvragen/{shelf}"),
    Place("/mijn-aanvragen/{open_shelf}"),
    Place("/mijn-aanvragen/{open_shelf}/{tess_ref}"),
    Place("/mijn-aanvragen/{open_shelf}/{tess_ref}/opnieuw"),
    Place("/mijn-aanvragen/{nothing}", status=410),
    Place("/overnemen/{nothing}", status=410),
    Place("/en/mijn-aanvragen/{open_shelf}"),
    Place("/en/overnemen/{offer}"),
    Place("/en/aanvraag/{grace}/collega"),
    Place("/en/aanvraag/{grace}/opnieuw"),
    Place("/en/aanvraag/{grace}"),
    Place("/en/aanvraag/{grace}/wijzigen"),
    Place("/en/aanvraag/{grace}/intrekken"),
    Place(
        "/aanvraag/{tess}/wijzigen",
        after(typed(contact_email="tess@", groups__1__name=""), press("Bewaar wijzigingen")),
        422,
    ),
    Place("/aanvraag/{tess}/wijzigen", press("Bewaar wijzigingen")),
    Place("/aanvraag/{tess}/intrekken", after(named("none", unticked), press("Trek deze lessen in")), 422),
    Place("/aanvraag/{tess}?klaar=dubbel"),
    Place("/aanvraag/{tess}?klaar=gewijzigd"),
    Place("/aanvraag/{nothing}", status=410),
    Place("/en/aanvraag/{nothing}", status=410),
    Place("/wachtwoord/{nothing}", status=410),
    Place("/bestaat-niet", status=404),
    Place("/en/bestaat-niet", status=404),
    Place("/lesaanbod/bestaat-niet", status=404),
]
COORDINATOR = [
    Place("/beheer/"),
    Place("/beheer/aanvragen"),
    Place("/beheer/aanvragen?weergave=alle"),
    Place("/beheer/aanvragen?q=bestaatniet"),
    *[Place(f"/beheer/aanvragen/{{{name}_ref}}") for name in (*STATES, "youssef", "tom", "ingrid")],
    Place("/beheer/aanvragen/{tess_ref}", press("Bekijk de mail"), 422),
    Place("/beheer/aanvragen/{tess_ref}", press("Zet groepen na elkaar"), 422),
    Place("/beheer/aanvragen/{youssef_ref}", press("Neem dit rooster over")),
    Place("/beheer/aanvragen/{bas_ref}", press("Neem dit rooster over")),
    Place("/beheer/aanvragen/{tess_ref}", named("decline", declined)),
    Place(
        "/beheer/aanvragen/{tess_ref}",
        after(
            named("decline", declined),
            typed(reason="not_fitting", explanation="Kies liever de les over groepsdruk."),
            press("Bekijk de mail"),
        ),
    ),
    Place("/beheer/aanvragen/{tess_ref}/besluit"),
    Place("/beheer/aanvragen/{tess_ref}/wijzigen"),
    Place("/beheer/aanvragen/{samira_ref}/wijzigen"),
    Place("/beheer/aanvragen/{tess_ref}/intrekken"),
    Place("/beheer/aanvragen/{anouk_ref}/intrekken"),
    Place("/beheer/aanvragen/{samira_ref}/heropenen"),
    Place("/beheer/aanvragen/{tess_ref}/heropenen"),
    Place(
        "/beheer/aanvragen/{samira_ref}/heropenen",
        after(named("none", unticked), press("Draai terug en verstuur")),
        422,
    ),
    Place("/beheer/aanvragen/{ruud_ref}/heropenen", press("Bekijk de mail")),
    Place("/beheer/aanvragen/nieuw"),
    Place("/beheer/aanvragen/nieuw?les=sterk-in-de-groep&les=zelf-aan-de-slag-met-groepsdruk"),
    Place("/beheer/aanvragen/nieuw?les=sterk-in-de-groep", send, 422),
    Place("/beheer/vrije-dagen"),
    Place("/beheer/vrije-dagen", press("Voeg vrije dag toe"), 422),
    Place(
        "/beheer/vrije-dagen", after(typed(day_name="Stadsdag", day_first="2027-06-01"), press("Voeg vrije dag toe"))
    ),
    Place("/beheer/scholen/1", press("Voeg vrije dag toe"), 422),
    Place("/beheer/aanvragen?weergave=school-niet-gekoppeld"),
    Place("/beheer/aanvragen/{hatice_ref}/school"),
    Place("/beheer/aanvragen/{hatice_ref}/school?q=voorbeeld", press("Koppel school"), 422),
    Place("/beheer/aanvragen/{hatice_ref}/school?q=bestaatniet"),
    Place("/beheer/aanvragen/{tess_ref}/school?q=voorbeeld"),
    Place("/beheer/scholen"),
    Place("/beheer/scholen?q=voorbeeld"),
    Place("/beheer/scholen?q=bestaatniet"),
    Place("/beheer/scholen?weergave=gesloten"),
    Place("/beheer/scholen/nieuw"),
    Place("/beheer/scholen/nieuw", press("Voeg school toe"), 422),
    Place("/beheer/scholen/1"),
    Place("/beheer/scholen/1", press("Voeg naam toe"), 422),
    Place("/beheer/scholen/4"),
    Place("/beheer/scholen/1/wijzigen"),
    Place("/beheer/scholen/13/wijzigen", after(typed(postcode="x", website="x x"), press("Bewaar wijzigingen")), 422),
    Place("/beheer/scholen/1/samenvoegen"),
    Place("/beheer/scholen/1/samenvoegen?q=voorbeeld"),
    Place("/beheer/scholen/1/samenvoegen?in=2"),
    Place("/beheer/scholen/1/samenvoegen?in=1", status=422),
    Place("/en/beheer/scholen/1"),
    Place("/beheer/mail"),
    Place("/beheer/mail?status=failed"),
    Place("/beheer/medewerkers", status=403),
    Place("/beheer/bestaat-niet", status=404),
    Place("/en/beheer/aanvragen/{tess_ref}"),
]
OTHERS = [
    *[Place(path, who="sem") for path in ("/beheer/", "/beheer/aanvragen", "/beheer/mail")],
    *[Place(f"/beheer/aanvragen/{{{name}_ref}}", who="sem") for name in ("tess", "samira", "jolanda")],
    Place("/beheer/aanvragen/{tess_ref}/besluit", status=403, who="sem"),
    Place("/beheer/scholen", status=403, who="sem"),
    Place("/beheer/medewerkers", who="ada"),
    Place("/beheer/medewerkers", press("Voeg medewerker toe"), 422, "ada"),
    Place("/beheer/medewerkers/{cas}", who="ada"),
    Place("/beheer/medewerkers/{ada}", press("Archiveer account"), 409, "ada"),
]
ALL = [
    *PUBLIC,
    *FORM,
    *LINK,
    *[Place(one.address, one.does, one.status, "coby") for one in COORDINATOR],
    *OTHERS,
]

FOR_MACHINES = {
    "/robots.txt",
    "/.well-known/security.txt",
    "/static/<path:filename>",
    "/scholen",
    "/healthz",
    "/readyz",
    "/metrics",
}
"""Routes that nobody reads as a page."""
