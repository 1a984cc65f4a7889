#!/bin/sh
# Fuzzes each target for SECONDS_EACH seconds from its seeds, under address and
# undefined sanitizers. `tests/fuzz/run.sh [TARGET…]`. What crashes is kept.
set -eu
cd "$(dirname "$0")/../.."
seconds=${SECONDS_EACH:-60}
BUILD=build-fuzz
flags="-std=c11 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer
-fsanitize=address,undefined -fno-sanitize-recover=all -Ilint
$(pkg-config --cflags ldns libgit2 yaml-0.1 yajl libcrypto libxxhash libidn2)"
libs=$(pkg-config --libs ldns libpcre2-8 libgit2 yaml-0.1 yajl libcrypto libxxhash libidn2)
export LSAN_OPTIONS=suppressions=$(pwd)/tests/lsan.supp:print_suppressions=0

make --no-print-directory CC=clang-14 BUILD=$BUILD HARDEN=-fPIE OPT="-O1 -g" \
    SANITIZE="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" \
    $BUILD/libzoneproof.a
[ $# -gt 0 ] || set -- $(ls tests/fuzz/*.c | sed 's|.*/\(.*\)\.c|\1|')
for target; do
	mkdir -p "$BUILD/corpus/$target" "$BUILD/crashes"
	clang-14 $flags -fsanitize=fuzzer -o "$BUILD/fuzz-$target" \
	    "tests/fuzz/$target.c" $BUILD/libzoneproof.a $libs
	echo "fuzzing $target for $seconds s"
	"$BUILD/fuzz-$target" -max_total_time="$seconds" -timeout=10 \
	    -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
	    -artifact_prefix="$BUILD/crashes/$target-" \
	    "$BUILD/corpus/$target" "tests/fuzz/seeds/$target" \
	    >"$BUILD/fuzz-$target.log" 2>&1 || {
		tail -n 40 "$BUILD/fuzz-$target.log"
		exit 1
	}
	grep -E 'number_of_executed_units|new_units_added' "$BUILD/fuzz-$target.log"
done
