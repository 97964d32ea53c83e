# SPDX-License-Identifier: EUPL-1.2
"""`make strings`: write the strings of code and templates into translations/*/LC_MESSAGES/messages.po.

Sorted, without places and never wrapped, so that a change shows the strings it is about and nothing else. What is no longer used
goes, and nothing is guessed: a string that is new, or changed by one sign, waits for its translation with an empty one.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
WITH_STRINGS = ("booking", "templates")
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "NotAllowed": None,  # permissions know no gettext: the error page translates their sentence
}


def extracted(root: Path = ROOT) -> Catalog:
    """Every string that goes through gettext, as it stands in the files now."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(charset="utf-8")
    for line in extract_from_dir(root, methods, options, KEYWORDS, directory_filter=lambda path: _wanted(root, path)):
        _place, _number, message, _comments, context = line
        found.add(message, context=context)
    return found


def _wanted(root: Path, folder: str) -> bool:
    return Path(folder).relative_to(root).parts[0] in WITH_STRINGS


def files(root: Path = ROOT) -> list[Path]:
    return sorted((root / "translations").glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def written(path: Path, found: Catalog) -> bytes:
    """One file as it should stand: every string that was found, with the translation that it has."""
    catalog = read(path)
    catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
    text = io.BytesIO()
    write_po(text, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    return text.getvalue().rstrip(b"\n") + b"\n"


def missing(catalog: Catalog) -> list[str]:
    """The strings that it does not translate."""
    return [str(message.id) for message in catalog if message.id and (message.fuzzy or not all(texts(message.string)))]


def texts(string: Any) -> tuple[str, ...]:
    return (string or "",) if string is None or isinstance(string, str) else tuple(string)


def main() -> int:
    found = extracted()
    lacking = 0
    for path in files():
        path.write_bytes(written(path, found))
        for text in missing(read(path)):
            lacking += 1
            sys.stdout.write(f"{path.relative_to(ROOT)} has no translation of: {text}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
