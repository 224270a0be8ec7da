#!/bin/sh
# Makes sure that all can be tested: an X server without a screen and a program that moves its pointer, for the window,
# and ffmpeg, for films.
# Silent where all is well. Exits with 1 and says what to run where it cannot install anything.
set -eu

case "$(uname -s)" in
    Linux) ;;
    *) exit 0 ;;
esac

say() { printf 'ensure-test-tools: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

if has Xvfb && has xdotool && has ffmpeg; then exit 0; fi

if has apt-get; then
    prepare="apt-get -o DPkg::Lock::Timeout=300 update"
    packages="ffmpeg xvfb xdotool libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 libxrandr2"
    install="apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $packages"
    by_hand="sudo apt-get update && sudo apt-get install $packages"
elif has dnf; then
    prepare=true
    install="dnf install -y ffmpeg-free xorg-x11-server-Xvfb xdotool libxkbcommon-x11 libXcursor libXi libXrandr"
    by_hand="sudo $install"
elif has pacman; then
    prepare=true
    install="pacman -Sy --noconfirm --needed ffmpeg xorg-server-xvfb xdotool libxkbcommon-x11 libxcursor libxi libxrandr"
    by_hand="sudo $install"
else
    say "Xvfb, xdotool or ffmpeg is missing; install what is missing"
    exit 1
fi

if [ "$(id -u)" = 0 ]; then
    as_root=env
elif has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo env"
else
    say "Xvfb, xdotool or ffmpeg is missing; run: $by_hand"
    exit 1
fi

say "installing Xvfb, xdotool and ffmpeg, which tests use"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A list that cannot be refreshed may still be good enough; the installation tells. The unquoted words are meant.
$as_root DEBIAN_FRONTEND=noninteractive $prepare >"$log" 2>&1 || true
if ! $as_root DEBIAN_FRONTEND=noninteractive $install >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    say "they could not be installed (see above); to try again: $by_hand"
    exit 1
fi
say "installed"
