# What run and check share: packages, build folder, build. Sourced, not executed.
# SPDX-License-Identifier: GPL-3.0-or-later

# These halve OpenBLAS's speed where a shell exports them.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

wb_packages=(
  build-essential cmake ninja-build pkg-config ccache lld
  qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools libqcustomplot-dev
  libtorch-dev libdnnl-dev libopenblas0-openmp libopencv-dev libgif-dev libjpeg-dev
  nlohmann-json3-dev libsqlite3-dev libsqlitecpp-dev libcli11-dev libssl-dev zlib1g-dev libboost-math-dev libicu-dev libbenchmark-dev
  libsimdjson-dev libcurl4-openssl-dev
  fonts-dejavu-core
)
wb_fuzz_packages=(clang libclang-rt-14-dev)
wb_test_packages=(xvfb matchbox-window-manager imagemagick)

wb_say() { printf '\n== %s\n' "$*"; }

# wb_install PACKAGE...: installs what is missing, with sudo where the user is not root.
wb_install() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "These packages are missing and there is no apt-get here: ${missing[*]}" >&2
    echo "Install them with your package manager (the names are Debian's), then try again." >&2
    return 1
  fi
  wb_say "Installing ${#missing[@]} packages (up to 370 MB, about 3 minutes on a fresh machine)"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Become root or install sudo, then: apt-get install ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# wb_build PRESET [TARGET...]
wb_build() {
  local preset=$1 start=$SECONDS
  shift
  wb_say "Building (preset $preset; 5 to 15 minutes on two cores the first time, seconds afterwards)"
  export CCACHE_SLOPPINESS=pch_defines,time_macros
  cmake --preset "$preset" >"/tmp/.wb-configure.$$" 2>&1 || { cat "/tmp/.wb-configure.$$"; rm -f "/tmp/.wb-configure.$$"; return 1; }
  rm -f "/tmp/.wb-configure.$$"
  if [ $# -gt 0 ]; then cmake --build --preset "$preset" --target "$@"; else cmake --build --preset "$preset"; fi
  wb_say "Built in $((SECONDS - start)) seconds"
}
