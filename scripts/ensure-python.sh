#!/bin/sh
# Makes sure that there is a Python of 3.11 or later with virtual environments, which the package in python/ is tested with.
# Prints its path and is silent otherwise. Exits with 1 and says what to run where it cannot install anything.
set -eu

say() { printf 'ensure-python: %s\n' "$*" >&2; }

# The first Python of those that are usual which is new enough and makes environments.
find_python() {
    for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        path=$(command -v "$name" 2>/dev/null) || continue
        if "$path" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$path"
            return 0
        fi
    done
    return 1
}

if find_python; then exit 0; fi

. "$(dirname "$0")/packages.sh"
status=0
install_packages "a Python of 3.11 or later with venv is" "python3 python3-venv" "python3 python3-pip" "python" >&2 || status=$?
case $status in
    0) ;;
    2)
        say "no Python of 3.11 or later with venv was found; install one"
        exit 1
        ;;
    *) exit 1 ;;
esac
if ! find_python; then
    say "Python was installed, but it is older than 3.11 or makes no virtual environments; install a later one"
    exit 1
fi
