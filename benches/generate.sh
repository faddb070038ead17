#!/usr/bin/env bash
# Generates to the null device, as a whole process, beside `tpchgen-cli` (its Python wheel, table lineitem) in the
# same run: A, B, A, B… A row of lineitem is no NOEMIE record: the ratio is a yardstick, nothing more. Prints wall
# seconds (lowest, median, highest), MB/s of the median, ratios of medians, time to the first byte and peak
# memory. Nothing is asserted: machines differ. RUNS, INSURED and SCALE say how much, PROFILE which build is measured:
# `dist`, or ETALON which binary (`.ci/dist` builds the one that is handed out, as the wheel is).
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-7} insured=${INSURED:-60000} scale=${SCALE:-1} profile=${PROFILE:-dist}
work=$(mktemp -d "${TMPDIR:-/tmp}/etalon-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ -z "${ETALON:-}" ]; then cargo build --profile "$profile" --locked --quiet -p etalon; fi
etalon=${ETALON:-${CARGO_TARGET_DIR:-target}/$profile/etalon}
peer=$(command -v tpchgen-cli || true)
if [ -z "$peer" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet tpchgen-cli==4.0.0
    peer=$work/venv/bin/tpchgen-cli
fi

seconds() { local TIMEFORMAT=%R; { time "$@" >/dev/null 2>&1; } 2>&1; }
middle() { sort -n | awk '{ v[NR] = $1 } END { printf "%s %s %s\n", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
# `as=exec` where the process itself is looked at.
as=
etalon() { $as "$etalon" generate --seed 42 --insured "$insured" --months 12 --start 2024-01-01 --out - "$@"; }
lineitem() { $as "$peer" tbl --tables lineitem -s "$scale" --stdout "$@"; }
peak() { # peak resident memory of a command, in KiB
    (as=exec; "$@" >/dev/null 2>&1) & local pid=$! most=0 now
    while now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        most=$now; sleep 0.02
    done
    wait "$pid" || true
    echo "$most"
}
first_byte() { # seconds from start to the first byte, the middle of several
    for _ in $(seq "$runs"); do
        local start end
        start=$(date +%s%N)
        "$@" 2>/dev/null | { head -c 1 >/dev/null; date +%s%N >"$work/end"; } || true
        end=$(cat "$work/end")
        echo $(((end - start) / 1000))
    done | middle
}

declare -A what=(
    [quiet1]="etalon --threads 1 --adversity none" [quiet2]="etalon --threads 2 --adversity none"
    [usual1]="etalon --threads 1" [hostile1]="etalon --threads 1 --adversity all=50"
    [peer1]="lineitem --num-threads 1" [peer2]="lineitem --num-threads 2"
)
order="quiet1 peer1 usual1 hostile1 quiet2 peer2"
declare -A size
for name in $order; do
    size[$name]=$(${what[$name]} 2>/dev/null | wc -c)
    : >"$work/$name"
done
for _ in $(seq "$runs"); do
    for name in $order; do seconds ${what[$name]} >>"$work/$name"; done
done
for name in $order; do
    middle <"$work/$name" | awk -v n="${what[$name]}" -v b="${size[$name]}" \
        '{ printf "%-38s %12d bytes  %s %s %s s  %.0f MB/s\n", n, b, $1, $2, $3, b / $2 / 1e6 }'
done
rate() { middle <"$work/$1" | awk -v b="${size[$1]}" '{ print b / $2 }'; }
ratio() { awk -v a="$(rate "$2")" -v b="$(rate "$3")" -v n="$1" 'BEGIN { printf "%-60s %.2f\n", n, a / b }'; }
ratio "one thread, bytes a second, to lineitem’s" quiet1 peer1
ratio "two threads, to lineitem’s" quiet2 peer2
ratio "two threads, to one" quiet2 quiet1
ratio "every adversity at 5 %, to none" hostile1 quiet1
echo "first byte, µs (lowest, median, highest): etalon $(first_byte etalon), lineitem $(first_byte lineitem)"
for insured in "$insured" $((insured / 4)); do
    echo "peak memory of $insured insured: one thread $(peak etalon --threads 1) KiB, two $(peak etalon --threads 2) KiB"
done
echo "peak memory of lineitem: $(peak lineitem --num-threads 1) KiB"
