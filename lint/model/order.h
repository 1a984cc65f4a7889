/*
 * Owners in canonical order (RFC 4034, 6.1), while a zone is filled.
 *
 * A run is the records that one owner has side by side in the file. Runs are
 * sorted instead of records, and no owner is looked up while reading: runs of
 * one owner that stand apart come together here.
 *
 * The order compares labels from the right, which no plain comparison does. So
 * a name has a canonical spelling: its labels from the right, each byte raised
 * by one and each label closed by 0, which bytes compare as the order wants.
 * Eight bytes of it at a time are a key. Keys are sorted by radix, skipping the
 * bytes that all have in common; those with equal keys by their next eight.
 */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct owner_run {
	uint64_t key;
	uint32_t name;  /* offset into the names */
	uint32_t first; /* of its records */
	uint32_t count;
	uint32_t hash; /* of the name */
};

/*
 * The key of `name` from byte `skip` of its canonical spelling on. Of names
 * within a zone all share what their apex is spelled as: name_length(apex) - 1
 * bytes.
 */
uint64_t order_key(const uint8_t *name, size_t skip);

/*
 * Sorts runs whose keys start at `skip`; runs of one name keep their order.
 * `spare` has room for as many and is written over. What is in order already
 * costs one look.
 */
void order_runs(struct owner_run *runs, struct owner_run *spare, size_t count,
    const uint8_t *names, size_t skip, unsigned threads);

#endif
