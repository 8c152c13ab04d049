#!/usr/bin/env bash
# Takes the pictures of README.md: runs the sample experiment twice and opens the window on each page, on a screen of its own.
# usage: scripts/screenshots.sh [BIN_FOLDER [PICTURE_FOLDER]], by default build/release/bin and docs/pictures.
# SPDX-License-Identifier: GPL-3.0-or-later
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(cd "${1:-build/release/bin}" && pwd)
pictures=${2:-docs/pictures}
size=${WB_SCREEN:-1400x880}

[ -x "$bin/rerank-workbench" ] || { echo "There is no rerank-workbench in $bin. Build it, or name the folder it is in." >&2; exit 2; }
for tool in Xvfb matchbox-window-manager import convert; do
  command -v $tool >/dev/null || { echo "$tool is missing: apt-get install xvfb matchbox-window-manager imagemagick" >&2; exit 2; }
done
mkdir -p "$pictures"
work=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

# Nothing of the person's own settings, language or runs gets into a picture.
unset WB_WORKSPACE XDG_CONFIG_HOME
export HOME=$work LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb QT_SCALE_FACTOR=1
for seed in 1 2; do
  "$bin/rerank" train-pipeline --dataset-code sample --seed $seed --quiet --name "Sample, seed $seed" \
    --retrieval-method lrurec --retrieval-preset quick --rerank-method bert4rec --rerank-preset quick >/dev/null
done

Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp 3>"$work/display" 2>"$work/xvfb.log" &
children+=($!)
for _ in $(seq 100); do [ -s "$work/display" ] && break; sleep 0.1; done
DISPLAY=:$(cat "$work/display")
export DISPLAY
matchbox-window-manager -use_titlebar no 2>"$work/wm.log" &
children+=($!)

# picture NAME OPTION...: opens the window, waits until it is drawn and holds still, and takes the screen.
picture() {
  local name=$1 still=0 window
  shift
  "$bin/rerank-workbench" --language en "$@" 2>"$work/window.log" &
  window=$!
  children+=("$window")
  for _ in $(seq 60); do
    sleep 0.5
    kill -0 "$window" 2>/dev/null || { echo "The window ended: $(cat "$work/window.log")" >&2; return 1; }
    import -window root "$work/now.png"
    if [ "$(identify -format '%k' "$work/now.png")" -gt 50 ] && [ -f "$work/before.png" ] && cmp -s <(convert "$work/now.png" rgb:-) <(convert "$work/before.png" rgb:-); then
      still=$((still + 1))
    else
      still=0
    fi
    mv "$work/now.png" "$work/before.png"
    [ $still -ge 3 ] && break
  done
  kill "$window"
  wait "$window" 2>/dev/null || true
  [ $still -ge 3 ] || { echo "The page $name does not come to rest within half a minute." >&2; return 1; }
  convert "$work/before.png" +dither -colors 256 -strip -define png:compression-level=9 "PNG8:$pictures/$name.png"
  rm -f "$work/before.png"
  echo "$pictures/$name.png"
}

picture experiment --page experiment
picture live-run --page live --run 1
picture inspector --page inspector --run 1
picture retrieval --page retrieval --compare 1,2
picture runs --page runs --run 2
picture compare --page compare --compare 1,2
picture data --page data
picture data-items --page data --tab items
