# SPDX-License-Identifier: EUPL-1.2
"""Every Dutch string that a person sees goes through gettext and has its English twin, and an English page is English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from bs4 import BeautifulSoup, Comment, Doctype

from booking.catalogue import actions as catalogue_actions
from booking.catalogue import queries as catalogue_queries
from tests.lesson_requests.form.filled import aged, fill
from tests.support.cast import TESS
from tests.support.client import Client, Page
from tests.support.settings import ROOT
from tools import strings

from .tree import Tree, parse, project

MEND = "\nRun `make strings`, and write the English of what it names in translations/en (CONTRIBUTING.md says how).\n"


# --- no string lacks its twin -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found() -> Catalog:
    """What gettext is asked for in code and templates, extracted anew."""
    return strings.extracted()


def faults(text: bytes, found: Catalog, folder: Path) -> list[str]:
    """What is wrong with a file of translations that holds this."""
    path = folder / "en" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    catalog = strings.read(path)
    wanted = {_key(message): message for message in found if message.id}
    there = {_key(message): message for message in catalog if message.id}
    wrong = [f"no twin: {name}" for key in wanted.keys() - there.keys() for name in key[1:2]]
    wrong += [f"used nowhere: {key[1]}" for key in there.keys() - wanted.keys()]
    wrong += [f"obsolete: {message.id}" for message in catalog.obsolete.values()]
    for key in wanted.keys() & there.keys():
        wrong += _differences(there[key])
    if not wrong and text != strings.written(path, found):
        wrong.append("not as `make strings` writes it: sorted, unwrapped, without places")
    return sorted(wrong)


def _key(message: Message) -> tuple[str, str]:
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _differences(message: Message) -> list[str]:
    name = _key(message)[1]
    if message.fuzzy:
        return [f"fuzzy: {name}"]
    sources, twins = strings.texts(message.id), strings.texts(message.string)
    if len(sources) != len(twins) or not all(twins):
        return [f"no twin: {name}"]
    return [
        f"{what} differ: {name}"
        for source, twin in zip(sources, twins, strict=True)
        for what, pattern in MARKS.items()
        if sorted(re.findall(pattern, source)) != sorted(re.findall(pattern, twin))
    ]


MARKS = {
    "placeholders": r"%(?:\(\w+\))?[^\W\d_]|%",
    "tags": r"</?\w+[^>]*>",
    "blanks at the ends": r"^\s+|\s+$",
    "points, question marks or colons at the end": r"[.?:]$",
}


def test_no_string_lacks_its_twin(found: Catalog, tmp_path: Path):
    (path,) = strings.files()
    wrong = faults(path.read_bytes(), found, tmp_path)
    assert not wrong, MEND + "\n".join(wrong)


TWO = b"""
#, python-format
msgid "%(n)s lessen voor %(school)s."
msgstr "%(n)s lessons for %(school)s."

#, python-format
msgid "%(num)s klas"
msgid_plural "%(num)s klassen"
msgstr[0] "%(num)s class"
msgstr[1] "%(num)s classes"

msgid "Groep"
msgstr "Class"
"""


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (b'msgid "Groep"\nmsgstr "Class"', b"", "no twin: Groep"),
        (b'"Class"', b'""', "no twin: Groep"),
        (b'msgstr[1] "%(num)s classes"\n', b'msgstr[1] ""\n', "no twin: %(num)s klas"),
        (b'msgid "Groep"', b'#, fuzzy\nmsgid "Groep"', "fuzzy: Groep"),
        (b'"Class"', b'"Class"\n\nmsgid "Weg"\nmsgstr "Gone"', "used nowhere: Weg"),
        (b'"Class"', b'"Class"\n\n#~ msgid "Weg"\n#~ msgstr "Gone"', "obsolete: Weg"),
        (b"for %(school)s.", b"for %(scool)s.", "placeholders differ: %(n)s lessen voor %(school)s."),
        (b"for %(school)s.", b"for %(school)s", "points, question marks or colons at the end differ"),
        (b"%(n)s lessons for %(school)s.", b"Lessons for %(school)s.", "placeholders differ"),
        (b'msgstr[1] "%(num)s classes"', b'msgstr[1] "classes"', "placeholders differ: %(num)s klas"),
        (b'"Class"', b'" Class"', "blanks at the ends differ: Groep"),
        (b'"Class"', b'"<b>Class</b>"', "tags differ: Groep"),
        (b'msgstr "Class"', b'msgstr ""\n"Cl"\n"ass"', "not as `make strings` writes it"),
    ],
)
def test_a_planted_fault_is_found(good: bytes, bad: bytes, said: str, tmp_path: Path):
    (path,) = strings.files()
    head = path.read_bytes().split(b"\n\n", 1)[0] + b"\n"
    known = Catalog()
    known.add("%(n)s lessen voor %(school)s.")
    known.add(("%(num)s klas", "%(num)s klassen"))
    known.add("Groep")
    assert faults(head + TWO, known, tmp_path) == []
    assert good in TWO
    wrong = faults(head + TWO.replace(good, bad, 1), known, tmp_path)
    assert any(said in line for line in wrong), wrong


# --- and no string goes around gettext ----------------------------------------------------------------------------------

ASK = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext", "lazy_pgettext"}
DUTCH = frozenset(
    """aan alle als antwoord bij dan dat de deze die dit een elke er geen groep groepen heeft het hier hij ingevuld jaar kan kies klas
    klassen kunt leerlingen les lessen maar meer moet naar nee niet nog of om ons onze ook opnieuw over school staat te tot u uur uw
    van vandaag voor vraag vul waar wat we week weken werkdag wie wij wilt wordt zijn zonder""".split()
)
NOT_FOR_PEOPLE = {
    "booking/catalogue/search.py": "words that a search leaves out",
    "booking/schools/search.py": "words that a search leaves out",
    "booking/schools/register/tidy.py": "words of names that are written small",
    "config.py": "the default settings; booking/jinja.py names them for gettext",
    "booking/permissions.py": "knows no gettext; tools/strings.py finds its sentence and the page of an error translates it",
}
MEANT = {
    ("booking/jinja.py", "name"),
    ("booking/jinja.py", "hours_open"),
    ("booking/catalogue/cards.py", "unit"),
    ("templates/errors/page.html", "sentence"),
}
"""Values of which the strings are known elsewhere: the organisation's settings, units of a price, what an error says."""


def around_gettext(tree: Tree) -> list[str]:
    """Strings that gettext never sees, or that no extraction can find."""
    return [fault for path, text in sorted(tree.items()) for fault in _around(path, text)]


def _around(path: str, text: str) -> Iterator[str]:
    if path.startswith("booking/") and path.endswith(".py"):
        yield from _in_python(path, text)
    elif path.startswith("templates/") and path.endswith((".html", ".txt")):
        yield from _in_template(path, text)


def _in_python(path: str, text: str) -> Iterator[str]:
    asked: set[int] = set()
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASK and node.args:
            asked |= {id(child) for child in ast.walk(node)}
            first = node.args[0]
            said = first.id if isinstance(first, ast.Name) else ""
            if not isinstance(first, ast.Constant) and (path, said) not in MEANT:
                yield f"{path}:{node.lineno} hands gettext something that is no plain string: nobody can translate it"
        elif isinstance(node, ast.JoinedStr):
            if any(isinstance(one, ast.Name) and one.id in ASK for one in ast.walk(node)):
                yield f"{path}:{node.lineno} asks gettext inside an f-string, where no extraction looks: nobody can translate it"
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            asked.add(id(node.value))  # a docstring
    for node in ast.walk(parse(text)):
        if path in NOT_FOR_PEOPLE or id(node) in asked or not isinstance(node, ast.Constant):
            continue
        if isinstance(node.value, str) and _reads_dutch(node.value):
            yield f"{path}:{node.lineno} has Dutch outside gettext: {node.value[:60]!r}"


def _reads_dutch(text: str) -> bool:
    """Two Dutch words in a row of words; what stands in addresses and patterns is no sentence."""
    words = re.findall(r"(?<![\w/\[(|?.-])[a-zà-ÿ]+(?![\w/\])|(=_-])", text.lower())
    return " " in text.strip() and len(DUTCH.intersection(words)) > 1


_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_HTML = re.compile(
    r'<style>.*?</style>|<!--.*?-->|<[^>]* aria-hidden="true">[^<]*(?=<)|<[^>]*>|\b[\w-]+="[^"]*"', re.DOTALL
)
_BARE = re.compile(r"""(?:\b_|gettext)\(\s*(?!["'])(\w*)""")


def _in_template(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for name in _BARE.findall(line):
            if (path, name) not in MEANT:
                yield f"{path}:{number} hands gettext something that is no plain string: nobody can translate it"
    for pattern in (_JINJA, _HTML):
        text = pattern.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"[^\W\d_]{3,}", line):
            yield f"{path}:{number} has words outside gettext: {line.strip()[:60]!r}"


def test_no_string_goes_around_gettext():
    wrong = around_gettext(project())
    assert not wrong, "\nWhat people read goes through gettext, as a plain Dutch string.\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("booking/staff/views.py", 'raise BookingError("Vul de naam van de school in.")'),
        ("booking/staff/views.py", 'text = _(f"Kies een rol, {name}.")'),
        ("booking/staff/views.py", "text = _(sentence)"),
        ("booking/staff/views.py", "text = f\"{name}: {_('Kies een rol.')}\""),
        ("templates/site/about.html", "{# x #}\n<p>Over deze site</p>"),
        ("templates/site/about.html", "<p>{{ _(title) }}</p>"),
    ],
)
def test_a_planted_string_around_gettext_is_found(path: str, text: str):
    assert around_gettext({path: text})


# --- an English page is English -----------------------------------------------------------------------------------------

TELLING = re.compile(
    r"\b(aan|aanvraag|als|bij|dat|de|deze|dit|docenten|een|en|geen|groep|groepen|heeft|het|kies|klas|klassen|kunt|leerlingen|les(?!-)|lessen|"
    r"leerjaar|mag|niet|nog|ons|onze|ook|ouders|over deze|school met|tot en met|u|uur|uw|van|vanaf|voor|vraag|wij|wordt|zijn|zonder)\b",
    re.IGNORECASE,
)
SHOWN = ("aria-label", "placeholder", "title", "alt", "label")


def dutch_on(soup: BeautifulSoup, names: tuple[str, ...] = ()) -> list[str]:
    """Dutch words on a page, outside what says that it is Dutch and outside names. The soup is used up."""
    for tag in soup.select("[lang=nl], script, style, svg"):
        tag.extract()
    for field in soup.select("input, textarea"):
        field.clear()
        if field.get("type") not in ("submit", "button"):
            field["value"] = ""
    texts = [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment | Doctype)]
    texts += [str(tag[name]) for tag in soup.find_all(True) for name in SHOWN if tag.get(name)]
    texts += [str(tag["content"]) for tag in soup.select("meta[name=description]")]
    wrong = []
    for text in texts:
        for name in names:
            text = text.replace(name, "")
        if TELLING.search(text):
            wrong.append(" ".join(text.split()))
    return wrong


def test_dutch_is_seen_where_it_stands_and_not_where_it_is_marked():
    soup = BeautifulSoup(
        '<title>Uw aanvraag</title><p lang="nl">Wat u regelt</p><a aria-label="Vraag deze les aan">Request</a>'
        '<h1>The <b>Groep</b></h1><input value="de Klimop"><p>Toneelgroep de Vos</p><p>A van for one</p>',
        "html.parser",
    )
    names = ("Toneelgroep de Vos", "A van")
    assert dutch_on(soup, names) == ["Uw aanvraag", "Groep", "Vraag deze les aan"]


@pytest.fixture
def examples(write: Any) -> None:
    """The example catalogue, with its English beside it."""
    with write() as now:
        path = ROOT / "examples" / "catalogue.yaml"
        catalogue_actions.load(catalogue_actions.read_files({path.name: path.read_text(encoding="utf-8")}), now)


@pytest.fixture
def names(examples: None, read: Any) -> tuple[str, ...]:
    """What stays as it is: the organisation, providers, and what was typed."""
    with read():
        cards = catalogue_queries.catalogue().cards
    return (TESS.school, TESS.address, *{card.provider for card in cards})


def pages_from(client: Client, start: str) -> Iterator[tuple[Page, BeautifulSoup]]:
    """Every English page that links lead to, each once. Of a list with filters and of the form one is enough here."""
    seen, waiting = {start}, [start]
    while waiting:
        page = client.get(waiting.pop(), follow_redirects=True)
        soup = page.soup
        for link in soup.select("a[href^='/en']"):
            path = str(link["href"]).partition("#")[0]
            name = path.partition("?")[0]
            once = name if name in ("/en/lesaanbod", "/en/aanvraag") and path.count("=") > 1 else path
            once = "/en/aanvraag?les" if path.startswith("/en/aanvraag?les=") else once
            if once not in seen and not path.startswith("/en/beheer"):
                seen.add(once)
                waiting.append(path)
        yield page, soup


def assert_english(page: Page, names: tuple[str, ...], status: int = 200, soup: BeautifulSoup | None = None) -> None:
    assert page.status_code == status, page.words
    soup = soup or page.soup
    assert soup.html and soup.html["lang"] == "en"
    wrong = dutch_on(soup, names)
    assert not wrong, f"\n{page.request.full_path} is not all English:\n" + "\n".join(wrong)


@pytest.mark.once
def test_every_public_page_is_english(client: Client, names: tuple[str, ...]):
    paths = set()
    for page, soup in pages_from(client, "/en/"):
        assert_english(page, names, soup=soup)
        paths.add(page.request.path)
    plain = {"", "lesaanbod", "aanvraag", "privacy", "toegankelijkheid", "zo-werkt-het", "link-kwijt", "inloggen"}
    assert plain <= {path.removeprefix("/en/") for path in paths}
    assert len([path for path in paths if path.startswith("/en/lesaanbod/")]) > 20


@pytest.mark.once
def test_the_form_is_english_whatever_goes_wrong(client: Client, names: tuple[str, ...], read: Any):
    with read():
        published = catalogue_queries.catalogue().published
        shapes = {(card.kind, card.people, card.free, len(card.levels) > 1): card.slug for card in published}
    for slug in shapes.values():
        form = client.get("/en/aanvraag", query_string={"les": slug}).form("main form#aanvraag")
        aged(form)
        assert_english(form.send(button="act=send"), names, 422)
    slugs = [card.slug for card in published[:12]]
    form = client.get("/en/aanvraag", query_string={"les": slugs}).form("main form#aanvraag")
    aged(form)
    wrong = {
        "contact_name": "www.x.nl", "contact_email": "x", "contact_phone": "1", "not_before": "x", "not_after": "1-1-2020",
        "remark": "x" * 1001, "groups-1-name": "7?", "groups-2-name": "7a", "groups-3-name": "7a", "groups-1-pupils": "x",
        "groups-1-wish": "x" * 201, "school_name": "\u202e", "day_contact": "x" * 121,
    }  # fmt: skip
    assert_english(fill(form, **wrong).send(button="act=send"), names, 422)


@pytest.mark.once
def test_the_pages_of_a_request_are_english(client: Client, names: tuple[str, ...], read: Any):
    with read():
        lessons = [card for card in catalogue_queries.catalogue().published if card.audience.startswith("groep")][:2]
    form = client.get("/en/aanvraag", query_string={"les": [card.slug for card in lessons]}).form("main form#aanvraag")
    aged(form)
    fill(
        form,
        **{"groups-1-pupils": "99", "weekdays": ["tue"], "not_before": "2027-07-20", "contact_email": "t@gmial.com"},
    )
    check = form.send(button="act=check")
    assert_english(check, names)
    receipt = check.form().send(button="act=send", follow=True)
    assert_english(receipt, names)
    address = receipt.request.path
    change = client.get(f"{address}/wijzigen")
    assert_english(change, names)
    assert_english(change.form().send(button="act=save", contact_name=""), names, 422)
    assert_english(change.form().send(button="act=save", contact_phone="030 123 45 99", follow=True), names)
    withdraw = client.get(f"{address}/intrekken")
    assert_english(withdraw, names)
    assert_english(withdraw.form().send(bookings=None), names, 422)
    assert_english(withdraw.form().send(bookings=_one(withdraw), follow=True), names)


def _one(page: Page) -> str:
    box = page.soup.select_one("main input[name=bookings]")
    assert box is not None
    return str(box["value"])


@pytest.mark.once
def test_what_goes_wrong_is_said_in_english(client: Client, names: tuple[str, ...]):
    assert_english(client.get("/en/nergens"), names, 404)
    assert_english(client.get("/en/aanvraag/" + "x" * 43), names, 410)
    lost = client.get("/en/link-kwijt").form("main form")
    assert_english(lost.send(email="x"), names, 422)
    assert_english(lost.send(email=TESS.email, follow=True), names)
    sign_in = client.get("/en/inloggen").form("main form")
    assert_english(sign_in.send(), names, 422)
    assert_english(sign_in.send(email="coby@utrecht.example", password="no such word"), names, 422)
    assert_english(client.get("/en/wachtwoord").form("main form").send(email="x@y.example", follow=True), names)


@pytest.mark.once
def test_a_list_by_name_is_by_the_english_name(client: Client, examples: None):
    links = client.get("/en/lesaanbod").soup.select("main h3 a, main h2 a")
    titles = [link.get_text().casefold() for link in links]
    assert len(titles) > 10
    assert titles == sorted(titles)
