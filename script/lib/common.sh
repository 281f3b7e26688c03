# What the scripts share: the root of the project, and how they talk.
# Sourced by the others, which have set -euo pipefail.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 1

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# How many compilers at once: a core each, but 1.5 GB of memory for every one.
build_jobs() {
  local cores memory_kb by_memory
  cores=$(nproc)
  memory_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  by_memory=$((memory_kb / 1500000))
  if [ "$by_memory" -lt 1 ]; then by_memory=1; fi
  if [ "$by_memory" -lt "$cores" ]; then echo "$by_memory"; else echo "$cores"; fi
}

# build PRESET [TARGET…] configures and builds; on a terminal with ninja's own moving line, otherwise with a
# line for every tenth of the way. What failed is shown at the end.
build() {
  local preset=$1 log=build/$1.log
  shift
  mkdir -p build
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "The build could not be configured (preset $preset). script/bootstrap installs what it needs; the whole log is in $log"
  fi
  if [ -t 2 ]; then
    ninja -C "build/$preset" -j "$(build_jobs)" "$@" >&2 || fail "The build failed (preset $preset)."
    return
  fi
  if ! NINJA_STATUS='[%f/%t] ' ninja -C "build/$preset" -j "$(build_jobs)" "$@" 2>&1 | tee -a "$log" | progress "$preset"; then
    grep -A 25 -m 1 '^FAILED:' "$log" >&2 || tail -n 30 "$log" >&2
    fail "The build failed (preset $preset); the whole log is in $log"
  fi
}

# Reads ninja's lines, writes one for every tenth of the work.
progress() {
  local line tenth last=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    tenth=$((10#${BASH_REMATCH[1]} * 10 / 10#${BASH_REMATCH[2]}))
    if [ "$tenth" -gt "$last" ]; then say "building $1: ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"; fi
    last=$tenth
  done
}

# The program that a preset built.
program() {
  local candidate
  for candidate in "build/$1/ludice" "build/$1/src/app/ludice"; do
    if [ -x "$candidate" ]; then
      echo "$root/$candidate"
      return
    fi
  done
  fail "The build (preset $1) left no program."
}

# Every process below one, whatever sessions and groups they have made.
descendants() {
  grep -s '^PPid:' /proc/[0-9]*/status | awk -v root="$1" '
    { split($1, part, "/"); parent[part[3]] = $2 }
    END {
      for (pid in parent) {
        for (at = pid; at in parent && at != root;) at = parent[at]
        if (at == root && pid != root) print pid
      }
    }'
}

# Ends what this shell has started: each is asked, and after ten seconds made to.
end_descendants() {
  local all limit=$((SECONDS + 10))
  all=$(descendants $$)
  # shellcheck disable=SC2086  # a list of words
  kill -TERM $all 2>/dev/null || true
  while [ $SECONDS -lt $limit ]; do
    # shellcheck disable=SC2086
    kill -0 $all 2>/dev/null || return 0
    sleep 0.1
  done
  # shellcheck disable=SC2086
  kill -KILL $all 2>/dev/null || true
}
