/* A finding in plain words, for the formats that carry text in a frame. */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include <stdio.h>

#include "../base/arena.h"
#include "../finding.h"

/*
 * Where a machine shows it: for what is gone, the line that is still there,
 * because reviews hang on lines of the new file.
 */
const struct finding_place *plain_place(const struct finding *finding);

/* The message's first line. */
struct text plain_headline(const struct finding *finding);

/*
 * All of it: message, evidence and fix, or why it is allowed, each on lines of
 * its own. It may hold any byte, as the finding does.
 */
const char *plain_body(struct arena *arena, const struct finding *finding);

/* One line of evidence with its place. */
const char *plain_evidence(
    struct arena *arena, const struct finding_evidence *evidence);

/* A record with its keys and tokens cut to their first and last letters. */
struct text plain_without_keys(struct arena *arena, struct text text);

/* "path:line:column: severity[rule]: message", made safe, with a line end. */
void plain_line(FILE *file, const struct finding *finding);

/* 1234567 as 1,234,567. */
void plain_number(FILE *file, size_t number);

/* "2 errors, 1 allowed in 3 zones (4 changed RRsets)". */
void plain_totals(
    FILE *file, const char *command, const struct finding_summary *summary);

/*
 * The page of a rule, "DOCS#mx-removed"; NULL where nobody said where the pages
 * are, and for rules that are not ours.
 */
const char *plain_rule_page(
    struct arena *arena, const char *docs, const struct zp_rule *rule);

#endif
