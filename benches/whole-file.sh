#!/usr/bin/env bash
# Reads a generated file of at least 1 GB with `etalon check`, as a whole process, beside `cmp` on the same
# file in the same run: A, B, A, B… Then the same file with every record malformed, at 1, 4 and 16 times a
# quarter of a gigabyte. Prints wall seconds (lowest, median, highest), MB/s of the median, and peak memory.
# Nothing is asserted: machines differ.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-7} insured=${INSURED:-250000}
work=$(mktemp -d "${TMPDIR:-/tmp}/etalon-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
cargo build --release --locked --quiet
cargo build --release --locked --quiet -p benches --bin malform
etalon=target/release/etalon

seconds() { local TIMEFORMAT=%R; { time "$@" >/dev/null 2>&1 || true; } 2>&1; }
middle() { sort -n | awk '{ v[NR] = $1 } END { printf "%s %s %s\n", v[1], v[int((NR + 1) / 2)], v[NR] }'; }
peak() { # peak resident memory of a command, in KiB
    "$@" >/dev/null 2>&1 & local pid=$! most=0 now
    while now=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
        most=$now; sleep 0.05
    done
    wait "$pid" || true
    echo "$most"
}
report() { # name, bytes, three times
    awk -v n="$1" -v b="$2" -v l="$3" -v m="$4" -v h="$5" \
        'BEGIN { printf "%-38s %12d bytes  %s %s %s s  %.0f MB/s\n", n, b, l, m, h, b / m / 1e6 }'
}

"$etalon" generate --insured "$insured" --months 3 --out - >"$work/sound.noe" 2>/dev/null
cp "$work/sound.noe" "$work/copy.noe"
size=$(stat -c %s "$work/sound.noe")
: >"$work/check"; : >"$work/cmp"
cat "$work/sound.noe" "$work/copy.noe" >/dev/null
for _ in $(seq "$runs"); do
    seconds "$etalon" check "$work/sound.noe" >>"$work/check"
    seconds cmp "$work/sound.noe" "$work/copy.noe" >>"$work/cmp"
done
report "etalon check, as generated" "$size" $(middle <"$work/check")
report "cmp with a copy" "$size" $(middle <"$work/cmp")
echo "peak memory of check: $(peak "$etalon" check "$work/sound.noe") KiB"
rm "$work/copy.noe"

# Whole files only.
for times in 1 4 16; do
    "$etalon" generate --insured $((insured / 64 * times)) --months 3 --adversity none --out - 2>/dev/null |
        target/release/malform >"$work/bad.noe"
    size=$(stat -c %s "$work/bad.noe")
    : >"$work/check"
    for _ in $(seq "$runs"); do seconds "$etalon" check "$work/bad.noe" >>"$work/check"; done
    report "every record malformed, ${times}x" "$size" $(middle <"$work/check")
    [ "$times" -lt 16 ] || echo "peak memory of check: $(peak "$etalon" check "$work/bad.noe") KiB"
done
