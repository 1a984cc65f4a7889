/* Any bytes as an allow, a commit's message, a waivers file and a baseline. */
#include <stdint.h>

#include "base/arena.h"
#include "policy/pattern.h"
#include "policy/waivers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct source source = { .path = "file",
		.bytes = { (const char *)data, size } };
	const char *text = arena_copy(arena, data, size);
	struct finding finding = { .rule_id = "mx-removed",
		.zone = "example.com.",
		.name = "example.com.",
		.type = "MX",
		.subject = "",
		.message = "",
		.place = { .file = "file", .line = 1 } };
	struct findings findings = { .at = &finding, .count = 1, .size = 1 };
	struct allows allows = { 0 };
	struct allow allow;
	struct error err = { 0 };
	struct pattern_fault fault;
	const struct pattern *pattern = NULL;

	finding_fingerprint(&finding);
	allow_read(arena, source.bytes, &allow);
	allows_of_message(&allows, arena, source.bytes, "commit");
	waivers_read(arena, &source, true, &allows, &err);
	baseline_read(arena, &source, &allows, &err);
	allows_apply(&allows, arena, 0, &findings);
	pattern = pattern_compile(arena, text, &fault);
	if (pattern != NULL)
		pattern_matches(pattern, source.bytes, NULL);
	allows_done(&allows);
	arena_free(arena);
	return 0;
}
