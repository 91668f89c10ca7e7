# What the tests need beside Rust, and how it is had on Debian. Sourced by tests/run.
# One line a thing: what proves that it is there, and the package that brings it.
NEEDED='
command cc               gcc
file    /usr/include/stdlib.h|/usr/include/x86_64-linux-gnu/bits/libc-header-start.h libc6-dev
command prosody          prosody
command openssl          openssl
command setpriv          util-linux
command ps               procps
command Xvfb             xvfb
command xdotool          xdotool
command xclip            xclip
command xev              x11-utils
command desktop-file-validate desktop-file-utils
command gio              libglib2.0-bin
command xdg-mime         xdg-utils
command import           imagemagick
command dot              graphviz
command python3          python3
module  ensurepip        python3-venv
command valgrind         valgrind
command dbus-daemon      dbus-daemon
command dbus-send        dbus-bin
command gnome-keyring-daemon gnome-keyring
command secret-tool      libsecret-tools
file    /usr/sbin/ejabberdctl ejabberd
command erl              erlang-base
library libX11.so.6      libx11-6
library libX11-xcb.so.1  libx11-xcb1
library libxcb.so.1      libxcb1
library libXcursor.so.1  libxcursor1
library libXi.so.6       libxi6
library libxkbcommon.so.0      libxkbcommon0
library libxkbcommon-x11.so.0  libxkbcommon-x11-0
'

has() { # kind name
  case $1 in
    command) command -v "$2" >/dev/null ;;
    file) local file; for file in ${2//|/ }; do [ -e "$file" ] && return 0; done; return 1 ;;
    module) python3 -c "import $2" 2>/dev/null ;;
    # Not by a pipe to grep -q: that may end ldconfig by a signal, which pipefail would take for a missing library.
    library) [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p) == *"$2 ("* ]] ;;
  esac
}

missing_packages() {
  local kind name package
  while read -r kind name package; do
    [ -z "$kind" ] || has "$kind" "$name" || echo "$package"
  done <<<"$NEEDED" | sort -u | tr '\n' ' '
}

# A package that brings a server starts it, too; here only the tests start servers. A machine's own policy is left as it is.
install_packages() { # package…
  local root=() policy=/usr/sbin/policy-rc.d ours=0 status=0
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      echo "The tests need packages that are not installed, and you may not install them here; ask somebody who may for: apt-get install $*"
      return 1
    fi
    root=(sudo)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "The tests need packages that are not installed, and this is no Debian; install what Debian calls: $*"
    return 1
  fi
  echo "Installing what the tests need and this machine has not: $*"
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee $policy >/dev/null && "${root[@]}" chmod 755 $policy && ours=1
  fi
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"' install "$@" </dev/null || status=1
  [ $ours = 0 ] || "${root[@]}" rm -f $policy
  # Only a Prosody that came just now can run here as a service of its package.
  case " $* " in *' prosody '*)
    if pgrep -u prosody >/dev/null 2>&1; then
      echo "Stopping the Prosody that its package has started"
      "${root[@]}" sh -c 'systemctl stop prosody 2>/dev/null || service prosody stop 2>/dev/null || pkill -u prosody' || true
    fi ;;
  esac
  [ $status = 0 ] || echo "apt-get could not install all of: $*"
  return $status
}

# What asks us, and what the crawl is compared with, in a Python of its own beside what is built.
SLIXMPP='slixmpp==1.17.0 uvloop==0.23.0'
install_slixmpp() {
  local folder=$CARGO_TARGET_DIR/python
  if [ "$(cat "$folder/installed" 2>/dev/null)" = "$SLIXMPP" ] && "$folder/bin/python" -c 'import slixmpp, uvloop' 2>/dev/null; then
    return 0
  fi
  rm -rf "$folder"
  echo "Installing from PyPI, into $folder: $SLIXMPP"
  # shellcheck disable=SC2086
  python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check $SLIXMPP &&
    echo "$SLIXMPP" >"$folder/installed"
}
