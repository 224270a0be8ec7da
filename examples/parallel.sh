#!/bin/sh
# Draws frames 0 to COUNT of a scene by several processes at once and joins them:
#     examples/parallel.sh SCENE COUNT OUT.mp4 [options of `steepest render`]
# A frame depends on its number and the scene alone, so that any process may draw any of them. JOBS says how many run at
# once (two where nothing is said), CHUNK how many frames each draws, STEEPEST which program draws them, FPS the speed.
set -eu
if [ $# -lt 3 ]; then
    echo "usage: $0 SCENE COUNT OUT.mp4 [options]" >&2
    exit 2
fi
scene=$1 count=$2 out=$3
shift 3
steepest=${STEEPEST:-steepest}
chunk=${CHUNK:-25}
frames=$(mktemp -d "${TMPDIR:-/tmp}/frames.XXXXXX")
trap 'rm -rf "$frames"' EXIT

ranges() {
    first=0
    while [ "$first" -lt "$count" ]; do
        last=$((first + chunk < count ? first + chunk : count))
        echo "$first..$last"
        first=$last
    done
}
# xargs -P does here what GNU parallel does, and is everywhere; parallel adds other machines, by --sshlogin.
if command -v parallel >/dev/null 2>&1; then
    ranges | parallel --quote --halt now,fail=1 --jobs "${JOBS:-2}" \
        "$steepest" render "$scene" --quiet --frames {} -o "$frames" "$@"
else
    ranges | xargs -P "${JOBS:-2}" -I '{}' "$steepest" render "$scene" --quiet --frames '{}' -o "$frames" "$@"
fi
ffmpeg -loglevel error -y -framerate "${FPS:-25}" -i "$frames/%06d.png" -pix_fmt yuv420p "$out"
