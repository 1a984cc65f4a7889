/* Reads an earlier audit's ndjson. */
#include "since.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "../base/arena.h"
#include "../base/hashset.h"
#include "../base/json.h"
#include "../base/limits.h"
#include "../policy/config.h"

enum { HAD = 1, STILL = 2 };

struct since {
	FILE *file;
	const char *path;
	struct hashset findings, grades;
	struct arena *line; /* of the line being read */
	bool ended;
};

/* ---------------------------------------------------------------- hashes */

/* Two findings may share what makes a fingerprint and differ in their place. */
static uint64_t
finding_hash(struct text fingerprint)
{
	return XXH3_64bits(fingerprint.ptr, fingerprint.len);
}

static uint64_t
domain_hash(struct text domain, struct text zone)
{
	return XXH3_64bits_withSeed(
	    zone.ptr, zone.len, XXH3_64bits(domain.ptr, domain.len));
}

/* ----------------------------------------------------------------- lines */

struct since_line {
	struct since *since;
	unsigned number;
	struct error err; /* of a visit */
	int (*visit)(
	    void *data, const struct json_value *value, struct error *err);
	void *data;
};

static int
visit_line(void *data, const struct json_path *path,
    const struct json_value *value, struct json_fault *fault)
{
	struct since_line *line = data;

	(void)path;
	if (value->kind != JSON_OBJECT)
		return json_fail(fault, value, "no object");
	return line->visit(line->data, value, &line->err);
}

static int
read_line(struct since_line *line, struct text bytes, struct error *err)
{
	struct source source = { .path = line->since->path, .bytes = bytes };
	const struct json_part parts[] = { { "", visit_line }, { NULL, NULL } };
	struct json_fault fault = { 0 };

	if (json_read(&source, parts, line, &fault) == 0)
		return 0;
	if (line->err.kind != ERROR_NONE) {
		*err = line->err;
		return -1;
	}
	return error_set(err, "%s: line %u is no line of an ndjson report",
	    line->since->path, line->number);
}

/* Calls `visit` for each object; it must be one of ours to the end. */
static int
read_lines(struct since *since,
    int (*visit)(void *data, const struct json_value *value, struct error *err),
    void *data, struct error *err)
{
	struct since_line line = {
		.since = since, .visit = visit, .data = data
	};
	char *bytes = NULL;
	size_t size = 0;
	ssize_t length = 0;
	int status = 0;

	rewind(since->file);
	while (
	    status == 0 && (length = getline(&bytes, &size, since->file)) > 0) {
		line.number++;
		if ((size_t)length > LIMIT_SINCE_LINE)
			status = error_set(err, "%s: line %u is too long",
			    since->path, line.number);
		else
			status = read_line(
			    &line, (struct text){ bytes, (size_t)length }, err);
	}
	if (status == 0 && ferror(since->file))
		status = error_errno(err, "%s", since->path);
	free(bytes);
	return status;
}

/* ------------------------------------------------------------ first pass */

static bool
is_kind(const struct json_value *value, const char *kind)
{
	return text_equal(json_text(value, "kind"), text_of(kind));
}

static bool
is_fingerprint(struct text text)
{
	size_t digits = 0;

	while (digits < text.len &&
	    strchr("0123456789abcdef", text.ptr[digits]) != NULL &&
	    text.ptr[digits] != '\0')
		digits++;
	return digits == 32 && text.len == 32;
}

/* What has no fingerprint could be counted as gone, and never be told. */
static int
learn(void *data, const struct json_value *value, struct error *err)
{
	struct since *since = data;

	since->ended = is_kind(value, "end");
	if (is_kind(value, "finding") &&
	    !is_fingerprint(json_text(value, "fingerprint")))
		return error_set(
		    err, "%s: a finding without its fingerprint", since->path);
	if (is_kind(value, "finding") &&
	    !text_equal(json_text(value, "since"), TEXT("gone")))
		*hashset_put(&since->findings,
		    finding_hash(json_text(value, "fingerprint"))) = HAD;
	if (is_kind(value, "posture")) {
		struct text grade = json_text(value, "grade");

		*hashset_put(&since->grades,
		    domain_hash(
			json_text(value, "domain"), json_text(value, "zone"))) =
		    grade.len == 1 ? (uint8_t)grade.ptr[0] : 0;
	}
	return 0;
}

struct since *
since_open(const char *path, struct error *err)
{
	struct since *since = memory_grow(NULL, 1, sizeof *since);
	int status = 0;

	*since = (struct since){ .path = path, .line = arena_new() };
	since->file = fopen(path, "r");
	if (since->file == NULL)
		status = error_errno(err, "%s", path);
	else
		status = read_lines(since, learn, since, err);
	if (status == 0 && !since->ended)
		status = error_set(err,
		    "%s: no whole ndjson report: its last line is missing",
		    path);
	if (status == 0)
		return since;
	since_close(since);
	return NULL;
}

void
since_close(struct since *since)
{
	if (since == NULL)
		return;
	if (since->file != NULL)
		fclose(since->file);
	hashset_done(&since->findings);
	hashset_done(&since->grades);
	arena_free(since->line);
	free(since);
}

bool
since_had(struct since *since, const struct finding *finding)
{
	uint8_t *value = hashset_get(
	    &since->findings, finding_hash(text_of(finding->fingerprint)));

	if (value == NULL)
		return false;
	*value |= STILL;
	return true;
}

char
since_grade(const struct since *since, const struct posture *posture)
{
	uint8_t *value = hashset_get(&since->grades,
	    domain_hash(text_of(posture->domain), text_of(posture->zone)));

	return value == NULL ? '\0' : (char)*value;
}

/* ----------------------------------------------------------- second pass */

struct gone {
	struct since *since;
	int (*visit)(
	    void *data, const struct finding *finding, struct error *err);
	void *data;
};

static const char *
string_of(struct since *since, const struct json_value *value, const char *key)
{
	struct text text = json_text(value, key);

	return arena_copy(since->line, text.len == 0 ? "" : text.ptr, text.len);
}

/* What a report says of a finding: enough to tell what is gone. */
static struct finding
finding_of(struct since *since, const struct json_value *value)
{
	struct finding finding = {
		.rule_id = string_of(since, value, "rule"),
		.message = string_of(since, value, "message"),
		.zone = string_of(since, value, "zone"),
		.name = string_of(since, value, "name"),
		.type = string_of(since, value, "type"),
		.subject = "",
		.since = "gone",
	};
	const char *file = string_of(since, value, "file");
	struct text fingerprint = json_text(value, "fingerprint");

	if (!severity_from_text(
		string_of(since, value, "severity"), &finding.severity))
		finding.severity = ZP_NOTICE;
	if (*file != '\0')
		finding.place.file = file;
	json_u32(json_get(value, "line"), &finding.place.line);
	json_u32(json_get(value, "column"), &finding.place.column);
	if (fingerprint.len < sizeof finding.fingerprint)
		memcpy(finding.fingerprint, fingerprint.ptr, fingerprint.len);
	return finding;
}

static int
tell_gone(void *data, const struct json_value *value, struct error *err)
{
	struct gone *gone = data;
	struct finding finding;
	uint8_t *state = NULL;

	if (!is_kind(value, "finding"))
		return 0;
	state = hashset_get(&gone->since->findings,
	    finding_hash(json_text(value, "fingerprint")));
	if (state == NULL || (*state & STILL) != 0)
		return 0;
	arena_reset(gone->since->line);
	finding = finding_of(gone->since, value);
	return gone->visit(gone->data, &finding, err);
}

int
since_gone(struct since *since,
    int (*visit)(void *data, const struct finding *finding, struct error *err),
    void *data, struct error *err)
{
	struct gone gone = { since, visit, data };

	return read_lines(since, tell_gone, &gone, err);
}
