# SPDX-License-Identifier: EUPL-1.2
"""F12, S23, S29, S44: what no browser sends, on a raw socket to the real server. Each gets a refusal, none a crash."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.support.live import LiveSite

FORM = b"application/x-www-form-urlencoded"
REFUSED = range(400, 500)


def post(path: bytes, body: bytes, kind: bytes = FORM, length: int | None = None, more: bytes = b"") -> bytes:
    size = len(body) if length is None else length
    return (
        b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: %d\r\n%sConnection: close\r\n\r\n%s"
        % (path, kind, size, more, body)
    )


def get(path: bytes, more: bytes = b"", method: bytes = b"GET") -> bytes:
    return b"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n\r\n" % (method, path, more)


MULTI = b"multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nwaarde\r\n'

REQUESTS: dict[str, tuple[bytes, range | set[int]]] = {
    "the control": (get(b"/healthz"), {200}),
    "the control of a form": (post(b"/inloggen", b"email=coby%40gemeente.test&password=verkeerd"), {422}),
    "a null byte in a field": (post(b"/inloggen", b"email=a%00b&password=x%00"), {422}),
    "a byte that is no UTF-8": (post(b"/inloggen", b"email=\xff&password=\xfe"), {422}),
    "%ff": (post(b"/inloggen", b"email=%ff%fe&password=%c3"), {422}),
    "half a letter": (post(b"/inloggen", b"email=%ed%a0%80&password=x"), {422}),
    "no such encoding": (post(b"/inloggen", b"email=x&password=y", FORM + b"; charset=utf-7"), {422}),
    "CR and LF in an address": (post(b"/inloggen", b"email=a%0d%0aBcc:b%40c.nl&password=x"), {422}),
    "a direction mark": (post(b"/wachtwoord", b"email=%e2%80%aea%40b.nl"), {422}),
    "a body that is too large": (post(b"/inloggen", b"email=" + b"x" * 300_000), {413}),
    "a body that is larger than said": (post(b"/inloggen", b"email=a&password=" + b"x" * 500, length=10), {422}),
    "a length that is no number": (
        post(b"/inloggen", b"a=b").replace(b"Content-Length: 3", b"Content-Length: x"),
        REFUSED,
    ),
    "a length below nothing": (post(b"/inloggen", b"a=b", length=-5), REFUSED),
    "two lengths": (post(b"/inloggen", b"a=b", more=b"Content-Length: 7\r\n"), REFUSED),
    "a length and chunks": (post(b"/inloggen", b"0\r\n\r\n", more=b"Transfer-Encoding: chunked\r\n"), REFUSED),
    "an unknown transfer": (post(b"/inloggen", b"a=b", more=b"Transfer-Encoding: xyz\r\n"), range(400, 502)),
    "a multipart without an end": (post(b"/inloggen", PART % 1, MULTI), {400, 422}),
    "a multipart without a boundary": (post(b"/inloggen", PART % 1, b"multipart/form-data"), {400, 422}),
    "many parts": (post(b"/inloggen", b"".join(PART % n for n in range(1100)) + b"--x--\r\n", MULTI), {413}),
    "many fields": (post(b"/inloggen", b"&".join(b"a%d=1" % n for n in range(9000))), {422, 413}),
    "JSON to a form": (post(b"/inloggen", b'{"email": null}', b"application/json"), {422}),
    "a header of 20 kB": (get(b"/", b"X-Big: " + b"x" * 20_000 + b"\r\n"), {400, 431}),
    "200 headers": (get(b"/", b"".join(b"X-%d: 1\r\n" % n for n in range(200))), {400, 431}),
    "an address of 20 kB": (get(b"/" + b"x" * 20_000), {400, 414}),
    "a search of 3 kB": (get(b"/lesaanbod?q=" + b"%25" * 1000), {200}),
    "a null byte in the address": (get(b"/lesaanbod/%00"), {404}),
    "no UTF-8 in the address": (get(b"/lesaanbod/%ff%fe"), {404}),
    "no UTF-8 in a search": (get(b"/lesaanbod?q=%ff%00&leerjaar=%d9%a2"), {200}),
    "up and up": (get(b"/static/../../config.py"), {404}),
    "up and up, hidden": (get(b"/static/%2e%2e/%2e%2e/config.py"), {404}),
    "a number too large": (get(b"/lesaanbod?pagina=" + b"9" * 400 + b"&leerjaar=" + b"9" * 400), {200}),
    "a number that is none": (get(b"/lesaanbod?pagina=-1&leerjaar=1e9&niveau=%c2%b2"), {200}),
    "TRACE": (get(b"/", method=b"TRACE"), {405}),
    "CONNECT": (get(b"/", method=b"CONNECT"), REFUSED),
    "a method of one's own": (get(b"/", method=b"VERNIEL"), REFUSED),
    "no host": (b"GET /inloggen HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
    "another host": (get(b"/inloggen").replace(b"127.0.0.1", b"evil.test"), {400}),
    "two hosts": (get(b"/", b"Host: evil.test\r\n"), REFUSED),
    "a line break in a header": (get(b"/", b"X-A: b\nX-C: d\r\n"), range(200, 500)),
    "a cookie of nonsense": (get(b"/beheer/", b"Cookie: lesaanbod=\xff\x00.x.y; lesaanbod=.eJw\r\n"), range(300, 500)),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
}


@pytest.fixture(scope="module")
def live(database, tmp_path_factory) -> Iterator[LiveSite]:
    folder = tmp_path_factory.mktemp("nasty")
    copy = database.copy(folder)
    site = LiveSite(folder, {"DATABASE_URL": copy.url, "RATELIMIT_ENABLED": "0"}).start()
    yield site
    site.stop()
    copy.drop()


def send(port: int, request: bytes) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), 10) as wire:
        answer = b""
        with suppress(BrokenPipeError, ConnectionResetError):  # it had heard enough
            wire.sendall(request)
        with suppress(ConnectionResetError):
            while part := wire.recv(65536):
                answer += part
    status = re.match(rb"HTTP/1\.\d (\d{3})", answer)
    return int(status.group(1)) if status else 0, answer


@pytest.mark.once
@pytest.mark.parametrize("name", REQUESTS)
def test_each_gets_an_answer_and_no_crash(live, name):
    request, expected = REQUESTS[name]
    before = len(live.log)
    status, answer = send(live.port, request)
    assert status in expected, (status, answer[:300])
    said = live.log[before:]
    assert "Traceback" not in said + answer.decode(errors="replace")
    assert '"crash"' not in said
    assert send(live.port, get(b"/healthz"))[0] == 200


@pytest.mark.once
def test_what_was_typed_comes_back_beside_a_byte_that_cannot_be_read(live):
    """One such byte must not empty the whole form."""
    status, answer = send(live.port, post(b"/inloggen", b"email=coby%40gemeente.test%ff&password=x"))
    assert status == 422
    assert "coby@gemeente.test\N{REPLACEMENT CHARACTER}".encode() in answer
