/* Any bytes as a shard: its header, its records, its findings and postures. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cmd/shard.h"
#include "registry.h"
#include "report/carry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look(const struct spool_record *record, struct arena *arena)
{
	struct shard_header header;
	struct finding finding;
	struct posture posture;
	struct bytes again = { 0 };
	struct text rest = record->body;
	struct spool_record inner;

	shard_header_unpack(record->body, arena, &header);
	if (finding_unpack(record->body, zp_rules, arena, &finding))
		finding_pack(&again, &finding);
	if (posture_unpack(record->body, arena, &posture))
		posture_pack(&again, &posture);
	while (spool_cut(&rest, &inner))
		;
	vector_done(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct spool spool;
	struct spool_record record;
	struct error err = { 0 };
	FILE *file = size == 0 ? NULL :
				 fmemopen((void *)(uintptr_t)data, size, "rb");

	record.kind = SPOOL_HEADER;
	record.body = (struct text){ (const char *)data, size };
	look(&record, arena);
	if (file != NULL) {
		spool_open(&spool, file, "shard");
		fseek(file, sizeof SHARD_MAGIC - 1, SEEK_SET);
		while (spool_next(&spool, &record, &err) > 0) {
			arena_reset(arena);
			look(&record, arena);
		}
		spool_close(&spool);
		fclose(file);
	}
	arena_free(arena);
	return 0;
}
