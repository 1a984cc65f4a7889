/* Radix sort of canonical spellings, eight bytes at a time. */
#include "order.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../base/arena.h"
#include "../base/vector.h"
#include "../base/workers.h"
#include "../dns/name.h"

#define KEY_BYTES 8

/* Fewer are sorted by comparing names; no more in one group are parted. */
#define FEW  24
#define MANY 2048

/* Two byte values share the highest key byte: there the key says no more. */
#define KEY_TOP 0xff

uint64_t
order_key(const uint8_t *name, size_t skip)
{
	const uint8_t *labels[128];
	unsigned count = 0;
	uint64_t key = 0;
	int shift = 56;

	for (; *name != 0; name += *name + 1)
		labels[count++] = name;
	while (count > 0 && skip > labels[count - 1][0])
		skip -= (size_t)labels[--count][0] + 1;
	while (count > 0 && shift >= 0) {
		const uint8_t *label = labels[--count];

		for (size_t i = skip + 1; i <= label[0] && shift >= 0; i++) {
			uint8_t byte = label[i] >= KEY_TOP - 1 ?
			    KEY_TOP :
			    (uint8_t)(label[i] + 1);

			key |= (uint64_t)byte << shift;
			shift -= 8;
			if (byte == KEY_TOP)
				return key;
		}
		skip = 0;
		shift -= 8;
	}
	return key;
}

static bool
key_is_cut(uint64_t key)
{
	for (; key != 0; key >>= 8)
		if ((key & KEY_TOP) == KEY_TOP)
			return true;
	return false;
}

/* A label's end and nothing behind it: the key says all there is. */
static bool
key_is_last(uint64_t key)
{
	return (key & 0xffff) == 0;
}

/* ---------------------------------------------------------------- one group */

struct sorting {
	const uint8_t *names;
	struct owner_run *runs, *spare;
};

static bool
run_before(const struct sorting *sorting, const struct owner_run *a,
    const struct owner_run *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	return name_compare(
		   sorting->names + a->name, sorting->names + b->name) < 0;
}

static void
sort_few(const struct sorting *sorting, struct owner_run *runs, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct owner_run run = runs[i];
		size_t j = i;

		for (; j > 0 && run_before(sorting, &run, &runs[j - 1]); j--)
			runs[j] = runs[j - 1];
		runs[j] = run;
	}
}

/* Names that keys cannot tell apart: merged from halves, a rare thing. */
static void
sort_names(const struct sorting *sorting, struct owner_run *runs,
    struct owner_run *spare, size_t count)
{
	size_t half = count / 2, left = 0, right = half;

	if (count <= FEW) {
		sort_few(sorting, runs, count);
		return;
	}
	sort_names(sorting, runs, spare, half);
	sort_names(sorting, runs + half, spare + half, count - half);
	memcpy(spare, runs, count * sizeof *runs);
	for (size_t i = 0; i < count; i++) {
		bool take_right = left == half ||
		    (right < count &&
			run_before(sorting, &spare[right], &spare[left]));

		runs[i] = spare[take_right ? right++ : left++];
	}
}

/* From the lowest byte to the highest; the bytes that all share are skipped. */
static void
sort_keys(struct owner_run *runs, struct owner_run *spare, size_t count)
{
	struct owner_run *from = runs, *to = spare;
	uint64_t differ = 0;

	for (size_t i = 1; i < count; i++)
		differ |= runs[i].key ^ runs[0].key;
	for (int shift = 0; shift < 64; shift += 8) {
		size_t places[256] = { 0 }, place = 0;
		struct owner_run *swap = from;

		if ((differ >> shift & 0xff) == 0)
			continue;
		for (size_t i = 0; i < count; i++)
			places[from[i].key >> shift & 0xff]++;
		for (int i = 0; i < 256; i++) {
			size_t these = places[i];

			places[i] = place;
			place += these;
		}
		for (size_t i = 0; i < count; i++)
			to[places[from[i].key >> shift & 0xff]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != runs)
		memcpy(runs, from, count * sizeof *runs);
}

static void sort_group(const struct sorting *sorting, struct owner_run *runs,
    struct owner_run *spare, size_t count, size_t skip);

/* Runs of one key, which is all of them that the key could tell apart. */
static void
sort_equals(const struct sorting *sorting, struct owner_run *runs,
    struct owner_run *spare, size_t count, size_t skip)
{
	if (count < 2 || (key_is_last(runs->key) && !key_is_cut(runs->key)))
		return;
	if (count <= FEW || key_is_cut(runs->key)) {
		sort_names(sorting, runs, spare, count);
		return;
	}
	skip += KEY_BYTES;
	for (size_t i = 0; i < count; i++)
		runs[i].key = order_key(sorting->names + runs[i].name, skip);
	sort_group(sorting, runs, spare, count, skip);
}

static size_t
equals_end(const struct owner_run *runs, size_t from, size_t count)
{
	size_t end = from + 1;

	while (end < count && runs[end].key == runs[from].key)
		end++;
	return end;
}

static void
sort_group(const struct sorting *sorting, struct owner_run *runs,
    struct owner_run *spare, size_t count, size_t skip)
{
	if (count <= FEW) {
		sort_few(sorting, runs, count);
		return;
	}
	sort_keys(runs, spare, count);
	for (size_t from = 0, end = 0; from < count; from = end) {
		end = equals_end(runs, from, count);
		sort_equals(
		    sorting, runs + from, spare + from, end - from, skip);
	}
}

/* --------------------------------------------------------------------- all */

/*
 * Large groups are parted until there are enough for all threads: by the
 * highest byte in which their keys differ, or by new keys where they do not.
 */
struct group {
	size_t from, count, skip;
};

struct ordering {
	struct sorting sorting;
	unsigned threads;
	struct {
		VECTOR_OF(struct group);
	} groups;             /* side by side, each in order to the next */
	struct group renewed; /* whose keys are being made anew */
};

#define SLICE ((size_t)16384) /* keys made anew by one task */

static void
task_keys(void *data, size_t number, unsigned worker)
{
	struct ordering *ordering = data;
	const struct group *group = &ordering->renewed;
	struct owner_run *runs = ordering->sorting.runs + group->from;
	size_t end = (number + 1) * SLICE;

	(void)worker;
	for (size_t i = number * SLICE; i < end && i < group->count; i++)
		runs[i].key = order_key(
		    ordering->sorting.names + runs[i].name, group->skip);
}

static void
keys_renew(struct ordering *ordering, const struct group *group)
{
	ordering->renewed = *group;
	workers_run(
	    ordering->threads, group->count / SLICE + 1, task_keys, ordering);
}

static uint64_t
keys_differ(const struct owner_run *runs, size_t count)
{
	uint64_t differ = 0;

	for (size_t i = 1; i < count; i++)
		differ |= runs[i].key ^ runs[0].key;
	return differ;
}

/* Keeps the first part in place of the group and appends the others. */
static void
group_part(struct ordering *ordering, size_t number, int shift)
{
	struct group group = ordering->groups.at[number];
	struct owner_run *runs = ordering->sorting.runs + group.from;
	struct owner_run *spare = ordering->sorting.spare + group.from;
	size_t places[256] = { 0 }, place = 0;

	for (size_t i = 0; i < group.count; i++)
		places[runs[i].key >> shift & 0xff]++;
	for (int i = 0; i < 256; i++) {
		struct group part = { group.from + place, places[i],
			group.skip };

		places[i] = place;
		place += part.count;
		if (part.count == 0)
			continue;
		if (part.from == group.from)
			ordering->groups.at[number] = part;
		else
			*vector_push(&ordering->groups) = part;
	}
	for (size_t i = 0; i < group.count; i++)
		spare[places[runs[i].key >> shift & 0xff]++] = runs[i];
	memcpy(runs, spare, group.count * sizeof *runs);
}

/* False where names are as good as equal: one task sorts them. */
static bool
group_split(struct ordering *ordering, size_t number)
{
	struct group *group = &ordering->groups.at[number];
	const struct owner_run *runs = ordering->sorting.runs + group->from;
	uint64_t differ = keys_differ(runs, group->count);
	int shift = 56;

	while (differ == 0) {
		if (key_is_last(runs->key) || key_is_cut(runs->key))
			return false;
		group->skip += KEY_BYTES;
		keys_renew(ordering, group);
		differ = keys_differ(runs, group->count);
	}
	while ((differ >> shift & 0xff) == 0)
		shift -= 8;
	group_part(ordering, number, shift);
	return true;
}

static void
task_sort(void *data, size_t number, unsigned worker)
{
	struct ordering *ordering = data;
	const struct group *group = &ordering->groups.at[number];

	(void)worker;
	sort_group(&ordering->sorting, ordering->sorting.runs + group->from,
	    ordering->sorting.spare + group->from, group->count, group->skip);
}

static void
sort_all(struct ordering *ordering, size_t count, size_t skip)
{
	size_t most = count / ((size_t)ordering->threads * 8);

	if (most < MANY)
		most = MANY;
	*vector_push(&ordering->groups) = (struct group){ 0, count, skip };
	for (size_t i = 0; i < ordering->groups.count; i++)
		while (ordering->groups.at[i].count > most &&
		    group_split(ordering, i))
			;
	workers_run(
	    ordering->threads, ordering->groups.count, task_sort, ordering);
	vector_done(&ordering->groups);
}

/* What many zones are already: every run behind the one before. */
struct looking {
	const struct sorting *sorting;
	size_t count;
	atomic_bool broken;
};

static void
task_look(void *data, size_t number, unsigned worker)
{
	struct looking *looking = data;
	const struct owner_run *runs = looking->sorting->runs;
	size_t from = number * SLICE, end = from + SLICE;

	(void)worker;
	if (atomic_load(&looking->broken))
		return;
	for (size_t i = from + (from == 0); i < end && i < looking->count; i++)
		if (run_before(looking->sorting, &runs[i], &runs[i - 1])) {
			atomic_store(&looking->broken, true);
			return;
		}
}

static bool
in_order(const struct sorting *sorting, size_t count, unsigned threads)
{
	struct looking looking = { .sorting = sorting, .count = count };

	workers_run(threads, count / SLICE + 1, task_look, &looking);
	return !atomic_load(&looking.broken);
}

void
order_runs(struct owner_run *runs, struct owner_run *spare, size_t count,
    const uint8_t *names, size_t skip, unsigned threads)
{
	struct ordering ordering = {
		.sorting = { .names = names, .runs = runs, .spare = spare },
		.threads = threads > 0 ? threads : 1,
	};

	if (!in_order(&ordering.sorting, count, ordering.threads))
		sort_all(&ordering, count, skip);
}
