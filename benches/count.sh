#!/bin/sh
# Instructions a decision: of each workload of `deciding`, what one more run costs under callgrind, so that reading
# products and law is not counted. Wants valgrind. A wall clock that others share says less.
set -eu
cd "$(dirname "$0")/.."
cargo build --release --locked -p benches --bin deciding
bin="${CARGO_TARGET_DIR:-target}/release/deciding"
out=$(mktemp)
trap 'rm -f "$out"' EXIT
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$out" "$bin" "$1" "$2" 2>&1 >/dev/null |
        sed -n 's/.*Collected : //p'
}
for what in amo year year-traced quote ledger; do
    few=$(instructions "$what" 2)
    more=$(instructions "$what" 6)
    decisions=$(($("$bin" "$what" 6) - $("$bin" "$what" 2)))
    echo "$what: $(((more - few) / decisions)) instructions a decision"
done
