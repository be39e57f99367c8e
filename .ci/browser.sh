#!/usr/bin/env bash
# Chromium and checkers for the browser tests: installs Debian's where it may, otherwise says how.
set -euo pipefail
if command -v npm >/dev/null; then
  npm ci --ignore-scripts --silent --prefix "$(dirname "$0")/../tests/browser"
else
  echo "The accessibility tests need npm and will be skipped; install it with: sudo apt-get install npm"
fi
if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests (about 100 MB to download)"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "The browser tests need Chromium and will be skipped; install it with: sudo apt-get install chromium"
fi
