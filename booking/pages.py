# SPDX-License-Identifier: EUPL-1.2
"""Finished pages of the catalogue, gzipped, in front of Flask: what is the same for everyone is made once.

A page is kept under (the versions of what it shows, local date, path with its language, the parameters it knows). The versions
are read anew for each hit, on a connection of their own, and before the content: a change shows at once in every process, and a
page that was made while it changed stands under a number that nobody asks for again. Behind Flask it would not work: there every
answer varies by cookie. PAGE_CACHE=0 switches it off.

The empty request form is kept too: it is the same for everyone but for its key. Where the environment says KEEPS, a view leaves
a mark in its place, and each visitor gets a key of their own.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from prometheus_client import Counter
from sqlalchemy.engine import Engine
from werkzeug.http import parse_accept_header, parse_etags
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from booking.jinja import local
from booking.versions import reader_of
from booking.web import KEEPS, now

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]

MOST_PAGES, MOST_BYTES = 512, 32 * 1024 * 1024
OVERHEAD = 1024  # what an entry weighs beside its bytes, roughly
LIST = ("niveau", "leerjaar", "soort", "thema", "kosten", "sorteer", "pagina")
CATALOGUE, FORM = ("catalogue",), ("catalogue", "schools")
"""The versions of what is shown. The form asks for a school in another way as long as the register is empty."""
KNOWN: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (re.compile(r"/lesaanbod"), LIST, CATALOGUE),
    (re.compile(r"/|/zo-werkt-het|/privacy|/toegankelijkheid"), (), CATALOGUE),
    (re.compile(r"/lesaanbod/[a-z0-9-]{1,80}|/programma/[a-z]{2,4}"), (), CATALOGUE),
    (re.compile(r"/aanvraag"), ("les", "programma"), FORM),
)
"""Which addresses are kept, the parameters that they know, and the versions that they are kept by."""
IN_ORDER = {"les"}
"""Parameters whose order shows on the page."""
SEARCH = "q"
OWN_HEADERS = {"content-length", "content-encoding", "etag", "vary", "date", "x-request-id", "set-cookie", "connection"}

SERVED = Counter("lesaanbod_pages", "Pages of the catalogue, from the cache and made", ["how"])

Versions = tuple[tuple[str, int], ...]
Key = tuple[Versions, str, str, str]
Marks = Mapping[bytes, Callable[[], bytes]]
"""What stands in a kept page where each visitor gets something else, and how that is made."""


@dataclass(frozen=True)
class Page:
    """A finished answer. `packed` is gzip; the rare reader without it gets it unpacked. One with a mark is not packed."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    mark: bytes = b""

    @property
    def size(self) -> int:
        return len(self.packed) + OVERHEAD


class KeptPages:
    """The pages that are kept, the longest unused one out first."""

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self.most_pages, self.most_bytes = most_pages, most_bytes
        self.size = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            for old in [other for other in self._pages if _outdated(other, key)]:
                self._drop(old)
            if key in self._pages:
                self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while len(self._pages) > self.most_pages or self.size > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Key) -> None:
        self.size -= self._pages.pop(key).size


class PageCache:
    """The WSGI layer. An address on a host that is none of `hosts` is Flask's to refuse."""

    def __init__(
        self,
        wsgi: Wsgi,
        engine: Engine,
        kept: KeptPages | None = None,
        hosts: Sequence[str] = (),
        marks: Marks | None = None,
    ) -> None:
        self.wsgi = wsgi
        self.kept = kept or KeptPages()
        self.marks = marks or {}
        self._versions = reader_of(engine)
        self._knows = lru_cache(16)(lambda host: not hosts or host_is_trusted(host, hosts))

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        place = _place(environ)
        if place is None or not self._knows(environ.get("HTTP_HOST", "")):
            return self.wsgi(environ, start_response)
        try:
            standing = self._versions.read()
        except Exception:  # the database is away: Flask says so on its own page
            return self.wsgi(environ, start_response)
        path, query, shows = place
        key = (tuple((name, standing.get(name, 0)) for name in shows), local(now()).date().isoformat(), path, query)
        page = self.kept.get(key)
        if page is None:
            made = self._make(environ, query)
            page = _page_of(made, self.marks)
            if page is None:
                SERVED.labels("passed").inc()
                return made(environ, start_response)
            SERVED.labels("made").inc()
            self.kept.put(key, page)
        else:
            SERVED.labels("kept").inc()
        if page.mark:
            return _filled(page, self.marks[page.mark](), environ, start_response)
        return _answer(page, environ, start_response)

    def _make(self, environ: Environ, query: str) -> Response:
        """The answer of the application itself, to a GET with the known parameters alone."""
        asked = {**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": query, KEEPS: True}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_COOKIE"):
            asked.pop(name, None)
        return Response.from_app(self.wsgi, asked, buffered=True)


def _outdated(old: Key, new: Key) -> bool:
    """Is the one a page of another day, or of another version of something that both show?"""
    standing = dict(new[0])
    return old[1] != new[1] or any(standing.get(name, value) != value for name, value in old[0])


def _place(environ: Environ) -> tuple[str, str, tuple[str, ...]] | None:
    """Path (with its language), the known parameters in fixed order, and what it shows; None for what is not kept."""
    if environ.get("REQUEST_METHOD") not in ("GET", "HEAD") or environ.get("SCRIPT_NAME"):
        return None
    path = environ.get("PATH_INFO", "")
    bare = path[3:] or "/" if path == "/en" or path.startswith("/en/") else path
    found = next((one for one in KNOWN if one[0].fullmatch(bare)), None)
    if found is None:
        return None
    _pattern, names, shows = found
    query = environ.get("QUERY_STRING", "")
    if not query or not names:
        return path, "", shows
    try:
        pairs = parse_qsl(query, max_num_fields=50, errors="strict")
    except ValueError:  # too many, or no UTF-8
        return None
    if any(name == SEARCH and value.strip() for name, value in pairs):
        return None
    known = ((name, [value for own, value in pairs if own == name]) for name in names)
    pairs = [(name, one) for name, some in known for one in (some if name in IN_ORDER else sorted(some))]
    return path, urlencode(pairs), shows


def _page_of(made: Response, marks: Marks) -> Page | None:
    """What may be kept of this answer: a page for everyone, or nothing."""
    control = made.headers.get("Cache-Control", "")
    if made.status_code != 200 or made.mimetype != "text/html" or "Set-Cookie" in made.headers or "no-store" in control:
        return None
    body = made.get_data()
    mark = next((mark for mark in marks if mark in body), b"")
    if "private" in control and not mark:
        return None
    headers = tuple((name, value) for name, value in made.headers if name.lower() not in OWN_HEADERS)
    if mark:
        return Page(body, headers, "", mark)
    return Page(gzip.compress(body, 9, mtime=0), headers, hashlib.sha256(body).hexdigest()[:32])


def _answer(page: Page, environ: Environ, start_response: Any) -> list[bytes]:
    packed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and _takes_gzip(environ["HTTP_ACCEPT_ENCODING"])
    tag = page.etag if packed else page.etag + "-plain"
    headers = [*page.headers, ("ETag", f'"{tag}"'), ("Vary", "Accept-Encoding")]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(tag):
        start_response("304 NOT MODIFIED", [(n, v) for n, v in headers if n.lower() != "content-type"])
        return []
    body = page.packed if packed else gzip.decompress(page.packed)
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _filled(page: Page, own: bytes, environ: Environ, start_response: Any) -> list[bytes]:
    """A page in which something is this visitor's own."""
    body = page.packed.replace(page.mark, own)
    start_response("200 OK", [*page.headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _takes_gzip(header: str) -> bool:
    return "q=" not in header or parse_accept_header(header).quality("gzip") > 0
