# SPDX-License-Identifier: EUPL-1.2
"""What the register writes in capitals, without blanks or without a scheme, as people write it. All pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SMALL = frozenset("aan achter bij de den der des en het in 'n of onder op over te ten ter tot 't uit van voor".split())
"""Words of a place or street that stay small behind the first one: Bergen op Zoom."""
ARTICLES = frozenset(("de", "het", "'t"))
"""In the name of a school they are part of what it is called: KBS De Spits."""
KEPT = frozenset(
    "bbs bs cbs daltoncbs ibs icbs ikc isk kbo kbs kc mbo mavo havo vwo vmbo obs odbs pc pcb pcbs pro rk rkbs roc sbo so sg"
    " usg vso vo ii iii iv vi vii viii ix xi xii xxiii".split()
)
"""Abbreviations and numbers that are capitals wherever they stand."""
_AREAS = frozenset(
    "010 013 015 020 023 024 026 030 033 035 036 038 040 043 045 046 050 053 055 058 070 071 072 073 074 075 076 077 078 079"
    " 082 084 085 087 088 091".split()
)
_WORD = re.compile(r"[^\s\-/(]+")
_POSTCODE = re.compile(r"(\d{4}) ?([A-Za-z]{2})", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?")


def sane_case(text: str, small: frozenset[str] = SMALL) -> str:
    """`DE MEERN` is De Meern and `'S-GRAVENHAGE` 's-Gravenhage; what holds a small letter was written by somebody and stays."""
    if text != text.upper() or text == text.lower():
        return text
    first = True

    def written(match: re.Match[str]) -> str:
        nonlocal first
        begins, first = first, False
        return _word(match.group(), begins, small)

    return _WORD.sub(written, text)


def _word(word: str, begins: bool, small: frozenset[str]) -> str:
    plain = word.lower()
    if plain.strip('.,()"') in KEPT or any(sign.isdigit() for sign in plain):
        return word
    if plain in ("'s", "'t", "'n") or (plain in small and not begins):
        return plain
    at = next((n for n, sign in enumerate(plain) if sign.isalpha()), None)
    if at is None:
        return word
    length = 2 if plain.startswith("ij", at) else 1
    return plain[:at] + plain[at : at + length].upper() + plain[at + length :]


def school_name(text: str) -> str:
    return sane_case(text, SMALL - ARTICLES)


def postcode(text: str) -> str | None:
    """`3453ra` as 3453 RA; None for what is no postcode."""
    match = _POSTCODE.fullmatch(text)
    return f"{match[1]} {match[2].upper()}" if match else None


def phone(text: str) -> str:
    """Ten digits in groups as people say them: 030 123 45 67, 0346 12 34 56, 06 12 34 56 78. Anything else as it is."""
    digits = re.sub(r"[\s().-]", "", text)
    digits = re.sub(r"^(\+31|0031)0?", "0", digits)
    if not re.fullmatch(r"0\d{9}", digits, re.ASCII):
        return text
    if digits.startswith("06"):
        sizes = (2, 2, 2, 2, 2)
    elif digits[:3] in _AREAS:
        sizes = (3, 3, 2, 2)
    else:
        sizes = (4, 2, 2, 2)
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    return " ".join(groups)


def website(text: str) -> str | None:
    """`www.x.nl` as https://www.x.nl; None for what is no address of a website."""
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = parts.netloc.lower()
    if not _HOST.fullmatch(host) or re.search(r"[\s\"'<>\\]", address):
        return None
    path = parts.path if parts.path != "/" else ""
    return f"{parts.scheme.lower()}://{host}{path}" + (f"?{parts.query}" if parts.query else "")


def municipality(text: str) -> str | None:
    """`344` and `0344` are the same municipality."""
    return text.zfill(4) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else None
