#!/bin/sh
# Makes sure that SwiftShader is there, a second Vulkan implementation on the CPU, and prints the file that names it to
# the Vulkan loader. Debian's Chromium brings it.
set -eu

say() { printf 'ensure-second-driver: %s\n' "$*" >&2; }

manifest() {
    for file in "${STEEPEST_SECOND_DRIVER:-}" /usr/lib/chromium/vk_swiftshader_icd.json \
        /usr/lib64/chromium-browser/vk_swiftshader_icd.json; do
        if [ -n "$file" ] && [ -f "$file" ]; then
            echo "$file"
            return 0
        fi
    done
    return 1
}

if manifest; then exit 0; fi
. "$(dirname "$0")/packages.sh"
# What is installed is said on standard error, since standard output names the driver.
install_packages "SwiftShader is" "chromium-common" "chromium-common" "chromium" >&2 || true
if ! manifest; then
    say "SwiftShader was not found; install Chromium, or name another driver's manifest in STEEPEST_SECOND_DRIVER"
    exit 1
fi
