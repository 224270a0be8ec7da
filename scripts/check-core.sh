#!/bin/sh
# What numbers without pictures ask of those who build on them: few crates, and none for a device, a window or a command line.
set -eu

MOST_CRATES=80
crates=$("${CARGO:-cargo}" tree --edges normal --no-default-features --prefix none | awk '$1 != "steepest" { print $1, $2 }' | sort -u)
count=$(printf '%s\n' "$crates" | wc -l)
if [ "$count" -gt "$MOST_CRATES" ]; then
    printf 'check-core: %s crates without features, more than %s:\n%s\n' "$count" "$MOST_CRATES" "$crates" >&2
    exit 1
fi
if foreign=$(printf '%s\n' "$crates" | grep -E '^(wgpu|winit|egui|epaint|clap|ctrlc|indicatif|rfd) '); then
    printf 'check-core: without features there is no place for\n%s\n' "$foreign" >&2
    exit 1
fi
if "${CARGO:-cargo}" tree --edges normal --no-default-features --features gpu --prefix none | grep -E '^(winit|clap|rfd) ' >&2; then
    echo 'check-core: pictures need neither a window nor a command line' >&2
    exit 1
fi
