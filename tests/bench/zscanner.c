/*
 * What a reader has to beat: Knot's libzscanner, each record of a zone file
 * kept in an arena. Keeps as little as a reader can: owner, type, TTL and rdata
 * as wire, one behind the other. For the bench only: zscanner ORIGIN FILE.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libzscanner/scanner.h>

#define BLOCK ((size_t)1 << 21)

struct kept {
	uint8_t *at;
	size_t left, records;
};

static uint8_t *
kept_take(struct kept *kept, size_t size)
{
	uint8_t *taken = NULL;

	if (size > kept->left) {
		kept->at = malloc(BLOCK);
		if (kept->at == NULL)
			exit(4);
		kept->left = BLOCK;
	}
	taken = kept->at;
	kept->at += size;
	kept->left -= size;
	return taken;
}

static void
on_record(zs_scanner_t *scanner)
{
	struct kept *kept = scanner->process.data;
	uint8_t *at = kept_take(kept,
	    8 + scanner->r_owner_length + (size_t)scanner->r_data_length);

	memcpy(at, &scanner->r_type, 2);
	memcpy(at + 2, &scanner->r_ttl, 4);
	at[6] = (uint8_t)(scanner->r_data_length >> 8);
	at[7] = (uint8_t)scanner->r_data_length;
	memcpy(at + 8, scanner->r_owner, scanner->r_owner_length);
	memcpy(at + 8 + scanner->r_owner_length, scanner->r_data,
	    scanner->r_data_length);
	kept->records++;
}

static void
on_error(zs_scanner_t *scanner)
{
	fprintf(stderr, "zscanner: line %llu: %s\n",
	    (unsigned long long)scanner->line_counter,
	    zs_strerror(scanner->error.code));
}

int
main(int argc, char **argv)
{
	static zs_scanner_t scanner;
	struct kept kept = { 0 };

	if (argc != 3 || zs_init(&scanner, argv[1], 1, 3600) != 0 ||
	    zs_set_input_file(&scanner, argv[2]) != 0 ||
	    zs_set_processing(&scanner, on_record, on_error, &kept) != 0 ||
	    zs_parse_all(&scanner) != 0 || scanner.error.counter > 0) {
		fputs("zscanner: not read\n", stderr);
		return 1;
	}
	printf("%zu records\n", kept.records);
	zs_deinit(&scanner);
	return 0;
}
