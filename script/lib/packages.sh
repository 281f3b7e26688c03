# The Debian packages of each need, and the test whether they are there. Sourced by script/bootstrap.
# "a/b" is satisfied by either name; the first that apt knows is installed.
# shellcheck disable=SC2034  # the lists are for whoever sources this

packages_server=(
  ca-certificates cmake ninja-build g++
  libssl-dev libsqlite3-dev libpq-dev libhiredis-dev librabbitmq-dev libspdlog-dev libfmt-dev prometheus-cpp-dev libcli11-dev
  libqrencode-dev libpng-dev pkg-config/pkgconf
)
packages_test=(
  libgtest-dev librapidcheck-dev ccache postgresql redis-server rabbitmq-server libfaketime
  clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev llvm-19 shellcheck
  python3 python3-pytest python3-pytest-xdist python3-selenium python3-jsonschema python3-pika pyflakes3/python3-pyflakes
  prometheus nginx-light openssl systemd python3-yaml kubectl/kubernetes-client docker-compose
  curl chromium chromium-driver fonts-dejavu-core fonts-noto-color-emoji
)
packages_bench=(libbenchmark-dev)

# Prints those of its arguments that are not installed.
missing_packages() {
  local names installed entry
  read -ra names <<<"${*//\// }"
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "${names[@]}" 2>/dev/null || true)"
  for entry in "$@"; do
    case $installed in
      *" installed:${entry%/*} "* | *" installed:${entry#*/} "*) ;;
      *) echo "$entry" ;;
    esac
  done
}

# Boost has its version in the names of its packages. It is there when the CMake files of Boost.URL are,
# which came with 1.81, and those of Boost.JSON of the same version.
boost_is_there() {
  local url json version
  for url in /usr/lib/*/cmake/boost_url-*/boost_url-config.cmake; do
    [ -e "$url" ] || continue
    version=${url%/boost_url-config.cmake}
    version=${version##*/boost_url-}
    for json in /usr/lib/*/cmake/boost_json-"$version"/boost_json-config.cmake; do
      [ -e "$json" ] && return 0
    done
  done
  return 1
}

# The packages of the newest Boost at 1.81 or above that has both parts.
boost_packages() {
  local version
  version=$(apt-cache pkgnames libboost-url1 | sed -n 's/^libboost-url\(1\.[0-9]*\)-dev$/\1/p' | sort -rV | while read -r v; do
    if [ -n "$(apt-cache pkgnames "libboost-json$v-dev")" ]; then
      echo "$v"
      break
    fi
  done)
  [ -n "$version" ] || return 1
  echo "libboost$version-dev libboost-url$version-dev libboost-json$version-dev"
}

# The first of the names in "a/b" that apt knows.
known_package() {
  local name
  for name in ${1//\// }; do
    if apt-cache pkgnames "$name" | grep -Fx "$name" >/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "${1%%/*}"
}
