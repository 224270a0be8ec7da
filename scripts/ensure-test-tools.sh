#!/bin/sh
# Makes sure that all can be tested: an X server without a screen, a program that moves its pointer, a session bus and the
# service of assistive technology, for the window, and ffmpeg, for films.
# Silent where all is well. Exits with 1 and says what to run where it cannot install anything.
set -eu

case "$(uname -s)" in
    Linux) ;;
    *) exit 0 ;;
esac

say() { printf 'ensure-test-tools: %s\n' "$*" >&2; }

has() { command -v "$1" >/dev/null 2>&1; }

# The bus starts the service by its file.
has_service() { [ -f /usr/share/dbus-1/services/org.a11y.Bus.service ]; }

if has Xvfb && has xdotool && has ffmpeg && has dbus-daemon && has_service; then exit 0; fi

. "$(dirname "$0")/packages.sh"
status=0
install_packages "of Xvfb, xdotool, ffmpeg, dbus-daemon and at-spi2, which tests use, something is" \
    "ffmpeg xvfb xdotool dbus-daemon libdbus-1-3 at-spi2-core libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 libxrandr2" \
    "ffmpeg-free xorg-x11-server-Xvfb xdotool dbus-daemon dbus-libs at-spi2-core libxkbcommon-x11 libXcursor libXi libXrandr" \
    "ffmpeg xorg-server-xvfb xdotool dbus at-spi2-core libxkbcommon-x11 libxcursor libxi libxrandr" || status=$?
case $status in
    0) say "installed" ;;
    2)
        say "Xvfb, xdotool, ffmpeg, dbus-daemon or at-spi2 is missing; install what is missing"
        exit 1
        ;;
    *) exit 1 ;;
esac
