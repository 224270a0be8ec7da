#!/bin/sh
# Makes sure that there is a Vulkan adapter; where there is none, installs Mesa's software driver.
# Silent where all is well. Exits with 1 and says what to run where it cannot install anything.
set -eu

# macOS draws through Metal and Windows through Direct3D: nothing to install.
case "$(uname -s)" in
    Linux | *BSD) ;;
    *) exit 0 ;;
esac

say() { printf 'ensure-vulkan: %s\n' "$*" >&2; }

# Whether the loader knows the shared library of this name.
library_exists() {
    # ldconfig is outside of an ordinary user's PATH on some systems, and missing on others.
    if PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep -q "[[:space:]]$1 "; then return 0; fi
    for folder in $(printf '%s' "${LD_LIBRARY_PATH:-}" | tr ':' ' ') /run/opengl-driver/lib \
        /usr/lib /usr/lib64 /usr/local/lib "/usr/lib/$(uname -m)-linux-gnu"; do
        if [ -e "$folder/$1" ]; then return 0; fi
    done
    return 1
}

# Every driver manifest that the Vulkan loader would read, one a line.
manifests() {
    chosen=${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}
    if [ -n "$chosen" ]; then
        for path in $(printf '%s' "$chosen" | tr ':' ' '); do
            if [ -f "$path" ]; then echo "$path"; fi
        done
        return
    fi
    for folder in /usr/share /usr/local/share /etc /etc/xdg /usr/local/nvidia/share /run/opengl-driver/share \
        "${XDG_DATA_HOME:-${HOME:-/root}/.local/share}"; do
        for path in "$folder"/vulkan/icd.d/*.json; do
            if [ -f "$path" ]; then echo "$path"; fi
        done
    done
}

# Whether the driver of a manifest can find what it drives. Mesa's packages bring manifests for hardware that is not
# there, so a manifest alone proves nothing.
manifest_works() {
    # A 32-bit driver is of no use to a 64-bit program.
    case "$(uname -m):$1" in x86_64:*i[36]86*) return 1 ;; esac
    library=$(sed -n 's/.*"library_path"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$1" | head -n 1)
    case "$library" in
        '') return 1 ;;
        /*) [ -e "$library" ] || return 1 ;;
        */*) [ -e "$(dirname "$1")/$library" ] || return 1 ;;
        *) library_exists "$library" || return 1 ;;
    esac
    case "$(basename "$1")" in
        *lvp* | *llvmpipe* | *swiftshader*) return 0 ;;
        *nvidia*) set -- /dev/nvidiactl ;;
        *dzn*) set -- /dev/dxg ;;
        *) set -- /dev/dri/renderD* ;;
    esac
    [ -e "$1" ]
}

vulkan_works() {
    library_exists libvulkan.so.1 || return 1
    found=$(manifests)
    while IFS= read -r manifest; do
        if [ -n "$manifest" ] && manifest_works "$manifest"; then return 0; fi
    done <<LIST
$found
LIST
    return 1
}

if vulkan_works; then exit 0; fi

if [ -n "${VK_DRIVER_FILES:-${VK_ICD_FILENAMES:-}}" ] && library_exists libvulkan.so.1; then
    say "VK_DRIVER_FILES (or VK_ICD_FILENAMES) names no driver that works here; unset it and try again"
    exit 1
fi

. "$(dirname "$0")/packages.sh"
status=0
install_packages "a Vulkan driver is" "libvulkan1 mesa-vulkan-drivers" "vulkan-loader mesa-vulkan-drivers" \
    "vulkan-icd-loader vulkan-swrast" || status=$?
case $status in
    0) ;;
    2)
        say "no Vulkan driver was found; install your graphics card's, or Mesa's software driver (lavapipe)"
        exit 1
        ;;
    *) exit 1 ;;
esac
if ! vulkan_works; then
    say "the driver was installed, but no adapter is found; \`cargo run --release -- doctor\` says more"
    exit 1
fi
say "installed"
