#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The browser of the tests: the system's Chromium, installed where we may (root on Debian), else named.
set -eu
[ -z "${CHROMIUM:-}" ] || { [ -x "$CHROMIUM" ] && exit 0; }
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  printf '\033[1m==>\033[0m %s\n' "installing Chromium for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-core >/dev/null && exit 0
fi
echo "Stopped: the browser tests need Chromium. Debian and Ubuntu: apt-get install chromium; elsewhere set CHROMIUM=/path/to/chrome" >&2
exit 1
