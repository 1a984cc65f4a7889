/* Rare types by way of ldns: text in, wire out, and back. */
#include "ldns_rdata.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

#include "../base/limits.h"
#include "name.h"

/* The words wait as text in the writer's own buffer, parted by blanks. */
int
ldns_collect(struct rdata_writer *writer, struct text word, bool quoted,
    struct error *err)
{
	uint8_t *at = writer->bytes + writer->length;

	if (writer->length + word.len + 3 > LIMIT_RDATA / 2)
		return error_set(err, "the record's data is too long");
	if (memchr(word.ptr, '\0', word.len) != NULL)
		return error_set(err, "a NUL byte in the record's data");
	if (writer->length > 0)
		*at++ = ' ';
	if (quoted)
		*at++ = '"';
	memcpy(at, word.ptr, word.len);
	at += word.len;
	if (quoted)
		*at++ = '"';
	writer->length = (size_t)(at - writer->bytes);
	return 0;
}

int
ldns_convert(struct rdata_writer *writer, struct error *err)
{
	char type[16], origin_text[NAME_TEXT] = ".";
	char *line = NULL;
	ldns_rr *record = NULL;
	ldns_rdf *origin = NULL;
	ldns_buffer *wire = NULL;
	ldns_status status = LDNS_STATUS_ERR;
	int result = -1;

	if (writer->origin != NULL)
		name_to_text(writer->origin, origin_text);
	line = arena_format(writer->scratch, "x. 1 IN %s %.*s",
	    type_to_text(writer->type, type), (int)writer->length,
	    (const char *)writer->bytes);
	origin = ldns_dname_new_frm_str(origin_text);
	status = ldns_rr_new_frm_str(&record, line, 1, origin, NULL);
	if (status != LDNS_STATUS_OK) {
		error_set(err, "the data is no %s: %s", type,
		    ldns_get_errorstr_by_id(status));
		goto out;
	}
	wire = ldns_buffer_new(LDNS_MAX_PACKETLEN);
	if (wire == NULL ||
	    ldns_rr_rdata2buffer_wire(wire, record) != LDNS_STATUS_OK) {
		error_set(err, "the data is no %s", type);
		goto out;
	}
	writer->length = ldns_buffer_position(wire);
	memcpy(writer->bytes, ldns_buffer_begin(wire), writer->length);
	result = 0;
out:
	ldns_rr_free(record);
	ldns_rdf_deep_free(origin);
	if (wire != NULL)
		ldns_buffer_free(wire);
	return result;
}

const char *
ldns_rdata_text(
    struct arena *arena, uint16_t type, const uint8_t *rdata, size_t length)
{
	size_t size = 11 + length, at = 0;
	uint8_t *wire = arena_bytes(arena, size);
	char *text = NULL, *data = NULL;
	ldns_rr *record = NULL;
	const uint8_t head[] = { 0, (uint8_t)(type >> 8), (uint8_t)type, 0, 1,
		0, 0, 0, 1, (uint8_t)(length >> 8), (uint8_t)length };
	const char *copy = NULL;

	memcpy(wire, head, sizeof head);
	memcpy(wire + sizeof head, rdata, length);
	if (ldns_wire2rr(&record, wire, size, &at, LDNS_SECTION_ANSWER) !=
	    LDNS_STATUS_OK)
		return NULL;
	text = ldns_rr2str(record);
	/* "owner TTL class type data", parted by tabs. */
	data = text;
	for (int i = 0; data != NULL && i < 4; i++) {
		data = strchr(data, '\t');
		data = data == NULL ? NULL : data + 1;
	}
	if (data != NULL)
		copy = arena_copy(arena, data, strcspn(data, "\n"));
	free(text);
	ldns_rr_free(record);
	return copy;
}
