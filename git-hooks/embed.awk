# Makes the hooks' text part of the program: hook_scripts[] of lint/cmd/hook.c.
BEGIN {
	print "/* Made by git-hooks/embed.awk from the hooks. */"
	print "#include \"cmd/hook.h\"\n"
	print "const struct hook_script hook_scripts[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	print "\t{ \"" name "\","
}
{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	print "\t  \"" $0 "\\n\""
}
END {
	print "\t},\n\t{ 0 },\n};"
}
