#!/bin/sh
# Puts what the last `make bench` measured between the two marks in the README:
# readme.sh FIGURES README, to standard output.
set -eu
awk -v figures="$1" '
/^<!-- bench -->$/ {
	print
	while ((getline line <figures) > 0)
		print line
	inside = 1
}
/^<!-- \/bench -->$/ { inside = 0; ended = 1 }
!inside && !/^<!-- bench -->$/ { print }
END {
	if (inside || !ended) {
		print "readme.sh: no marks in " ARGV[1] >"/dev/stderr"
		exit 1
	}
}' "$2"
