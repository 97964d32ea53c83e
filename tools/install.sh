#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# tools/install.sh LOCK…: .venv with exactly these locked, hash-checked packages. Costs nothing when the locks are unchanged.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
fail() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }
recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
sums() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }

# One line a lock, kept beside the packages: what stands there is installed.
stamp=.venv/.installed
wanted=$(sums "$@")
if [ -x .venv/bin/python ] && [ -f "$stamp" ]; then
  missing=$(printf '%s\n' "$wanted" | grep -vxF -f "$stamp" || true)
  [ -n "$missing" ] || exit 0
fi

if ! recent "$python"; then
  for other in python3.14 python3.13 python3.12 python3.11; do
    if recent "$other"; then python=$other; break; fi
  done
  recent "$python" || fail "Python 3.11 or newer is needed and '$python' is not. Install it (Debian: apt-get install python3) or name one: make run PYTHON=/path/to/python3.11"
fi

if [ ! -x .venv/bin/python ]; then
  say "making the environment .venv with $("$python" --version)"
  "$python" -m venv --without-pip .venv || fail "'$python -m venv' did not work. Debian: apt-get install python3-venv"
fi

# pip of the machine works on our environment; where there is none, the one that Python carries is put into it.
if "$python" -m pip --python .venv/bin/python --version >/dev/null 2>&1; then
  pip="$python -m pip --python .venv/bin/python"
elif .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --default-pip >/dev/null 2>&1; then
  pip=".venv/bin/python -m pip"
else
  fail "there is no pip. Debian: apt-get install python3-pip; elsewhere: install pip for $python"
fi

locks=""
for lock in "$@"; do locks="$locks -r $lock"; done
say "installing the locked packages of $* (about 20 seconds the first time)"
# shellcheck disable=SC2086  # both are lists of words
$pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore --require-hashes $locks ||
  fail "the packages could not be installed. Is there a network? Then run the same command again."

# A lock that was installed before and is not asked for now stays noted, unless its file has changed since.
kept=""
[ ! -f "$stamp" ] || kept=$(while read -r sum name; do
  if [ -f "$name" ] && [ "$(sums "$name")" = "$sum  $name" ]; then printf '%s  %s\n' "$sum" "$name"; fi
done <"$stamp")
printf '%s\n%s\n' "$kept" "$wanted" | grep -v '^$' | sort -u >"$stamp"
