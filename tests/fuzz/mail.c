/* Any bytes as SPF, DKIM, DMARC, MTA-STS and TLS-RPT. */
#include <stdint.h>

#include "base/arena.h"
#include "mail/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_copy(arena, data, size);

	spf_parse(arena, text, size);
	dkim_parse(arena, text, size);
	dmarc_parse(arena, text, size);
	sts_parse(arena, text, size);
	tlsrpt_parse(arena, text, size);
	arena_free(arena);
	return 0;
}
