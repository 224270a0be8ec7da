# Installs packages with the system's manager; sourced by the scripts beside it, which define `say`.
#
# install_packages WHAT APT DNF PACMAN: WHAT is in the messages, the others are the packages by their names there. Returns
# 1 and says what to run where nothing can be installed, and 2 where there is no manager that is known.
install_packages() {
    # Waiting for a lock helps where the system updates itself in the background.
    if command -v apt-get >/dev/null 2>&1; then
        prepare="apt-get -o DPkg::Lock::Timeout=300 update"
        install="apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $2"
        by_hand="sudo apt-get update && sudo apt-get install $2"
    elif command -v dnf >/dev/null 2>&1; then
        prepare=true
        install="dnf install -y $3"
        by_hand="sudo dnf install $3"
    elif command -v pacman >/dev/null 2>&1; then
        prepare=true
        install="pacman -Sy --noconfirm --needed $4"
        by_hand="sudo pacman -Sy $4"
    else
        return 2
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=env
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root="sudo env"
    else
        say "$1 missing; run: $by_hand"
        return 1
    fi
    say "$1 missing; installing with ${install%% *}"
    # The output is only of interest where something goes wrong.
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    # A list that cannot be refreshed may still be good enough; the installation tells. The unquoted words are meant.
    $as_root DEBIAN_FRONTEND=noninteractive $prepare >"$log" 2>&1 || true
    if ! $as_root DEBIAN_FRONTEND=noninteractive $install >>"$log" 2>&1; then
        tail -n 20 "$log" >&2
        say "the installation failed (see above); to try again: $by_hand"
        return 1
    fi
}
