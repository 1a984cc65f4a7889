#!/bin/sh
# Prints a manual page from what the program says of itself:
# `lint/manual.sh PROGRAM 1` zoneproof(1), `… 7` zoneproof-rules(7).
program=$1

# Text as mdoc takes it: no line is a request, no backslash an escape.
roff() { sed -e 's/\\/\\e/g' -e "s/^\([.']\)/\\\\\&\1/"; }

literal() {
	echo '.Bd -literal'
	roff
	echo '.Ed'
}

commands() {
	"$program" --help | sed -n 's/^  zoneproof \([a-z]*\)  *\(.*\)/\1 \2/p'
}

page_1() {
	cat <<'TOP'
.Dd $Mdocdate$
.Dt ZONEPROOF 1
.Os
.Sh NAME
.Nm zoneproof
.Nd stops DNS changes that would hurt somebody, before they ship
.Sh SYNOPSIS
TOP
	commands | while read -r name _; do
		"$program" "$name" --help | sed -n 1p | roff |
		    sed "s/^zoneproof $name *\(.*\)/.Nm\n.Ic $name\n.No \1/; s/\n.No \$//"
	done
	cat <<'TEXT'
.Sh DESCRIPTION
.Nm
reads zones and changes to zones, without a network, and tells what would stop:
mail first of all.
Each finding says who loses what, why it is believed, and the text that mends
it.
.Pp
What is meant is allowed with a reason: by a comment in the zone
.Pq Ql ; zoneproof: allow RULE NAME -- why ,
a line in the commit's message
.Pq Ql Zoneproof-Allow: RULE NAME -- why ,
or
.Ic zoneproof waiver add .
TEXT
	commands | while read -r name what; do
		echo ".Ss $name"
		echo "$what" | roff | sed 's/^./\U&/; s/$/./'
		"$program" "$name" --help | sed -e '1,/^Options:$/d' \
		    -e '/^Exit status:/,$d' | literal
	done
	cat <<'TEXT'
.Sh ENVIRONMENT
What a hook takes on a command line, a variable says as well:
.Ev ZONEPROOF_FAIL_ON Ns = Ns Ar warning
is
.Fl -fail-on Ar warning .
.Bl -tag -width Ds
.It Ev ZONEPROOF_BASE
what
.Ic diff Fl -base Ar auto
compares with
.It Ev ZONEPROOF_EMERGENCY
the reason for which local hooks let everything through
.It Ev NO_COLOR , CLICOLOR_FORCE , FORCE_COLOR
no colours, or colours even where nobody looks
.El
.Sh FILES
.Bl -tag -width Ds
.It Pa .zoneproof.yaml
the configuration: the nearest one, up to the root of the repository;
.Ic zoneproof config schema
describes it
.It Pa .zoneproof-waivers.yaml
what is allowed by fingerprint
.El
.Sh EXIT STATUS
.Bl -tag -width Ds -compact
.It 0
nothing found
.It 1
findings
.It 2
usage or configuration
.It 3
something was not read
.It 4
internal fault
.El
.Sh SEE ALSO
.Xr zoneproof-rules 7
TEXT
}

page_7() {
	cat <<'TOP'
.Dd $Mdocdate$
.Dt ZONEPROOF-RULES 7
.Os
.Sh NAME
.Nm zoneproof-rules
.Nd what zoneproof knows to be wrong
.Sh DESCRIPTION
.Ic zoneproof explain Ar RULE
prints the same.
TOP
	"$program" rules | while read -r id severity summary; do
		echo ".Ss $id ($severity)"
		echo "$summary" | roff | sed 's/^./\U&/; s/$/./'
		"$program" explain "$id" | sed -e '1,2d' \
		    -e '/^To let one case pass/,$d' | roff |
		    sed -e '1i .Pp' -e 's/^$/.Pp/' |
		    sed -e :a -e '$!{N;ba' -e '}' -e 's/\(\n\.Pp\)*$//'
	done
	printf '.Sh SEE ALSO\n.Xr zoneproof 1\n'
}

"page_$2"
