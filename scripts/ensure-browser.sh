#!/bin/sh
# Makes sure that there is a Chromium, in which the notebook's test looks at JupyterLab, and prints its path.
set -eu

say() { printf 'ensure-browser: %s\n' "$*" >&2; }

find_browser() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" 2>/dev/null; then return 0; fi
    done
    return 1
}

if find_browser; then exit 0; fi
. "$(dirname "$0")/packages.sh"
install_packages "Chromium is" "chromium" "chromium" "chromium" >&2 || true
if ! find_browser; then
    say "Chromium was not found; install it, or name a browser of its kind in CHROMIUM"
    exit 1
fi
