/*
 * What an audit has to know of all zones while it looks at one: the facts.
 *
 * An estate of a million zones is not held in memory. The survey reads every
 * file once, spread over processes, and keeps of each zone only
 *
 *   - its name, as a hash, and its file: a question about a name in another
 *     zone leads to the file that answers it;
 *   - the names it refers to and does not own, as hashes, with the type of the
 *     record: for rules that ask who refers to a name. Of one name and type the
 *     first LIMIT_REFERRERS files are kept: rules want to know whether
 *     somebody does, and a name server may have a million;
 *   - which files it includes, so that those are not read alone.
 *
 * Then each zone is read again, by itself, and a rule that asks about another
 * zone makes its process read that one too. So every rule sees what it would
 * see of an estate held whole, in whatever order, process or shard its zone
 * comes; memory grows by some 120 bytes a zone, half of them its path.
 */
#ifndef CMD_SURVEY_H
#define CMD_SURVEY_H

#include "../base/crew.h"
#include "shard.h"
#include "tree.h"

struct survey_input {
	const char *path; /* in the set; "-" for what was given */
	bool asked;       /* a person named it, or a server's configuration */
	bool told;        /* it is told to hold the zone `origin` */
	bool aside;       /* there to be known of only, as in a repository */
	bool zone;        /* it holds zones */
	bool nameless;    /* it did not get to say whose: it failed */
};

/* A name, by hash, and a file that holds or refers to it. */
struct survey_fact {
	uint64_t hash;
	uint32_t input;
	uint32_t type; /* of the record that refers to it; 0: a zone's name */
};

struct survey_facts {
	VECTOR_OF(struct survey_fact);
};

struct survey {
	struct tree *tree;
	const struct crew *crew; /* processes, time and memory to use */
	struct {
		VECTOR_OF(struct survey_input);
	} inputs;                              /* sorted by path */
	struct survey_facts names, references; /* sorted */
	size_t references_tidy; /* of these, already sorted and thinned */
	size_t zones;           /* files that hold zones */
	size_t notes;           /* that the files gave rise to */
	uint64_t hash;          /* of all names and paths */
	bool whole; /* the facts are all there; false: a single file */

	const char *origin; /* of the one file that is `told`; or NULL */
	struct text given;  /* standard input; ptr NULL: none */

	/* The survey's own. */
	struct map included;
	struct {
		VECTOR_OF(uint32_t);
	} round; /* inputs of the round under way */
	struct {
		VECTOR_OF(struct survey_piece);
	} fragments;
	struct {
		VECTOR_OF(struct survey_piece);
	} bare; /* zones without a SOA: unless somebody includes them */
	struct {
		VECTOR_OF(const char *);
	} unnamed;
	struct spool *facts;   /* where they go instead; NULL: they are kept */
	struct reader *reader; /* in a child */
	bool second;           /* the round of what was left */
	void (*tick)(void *data, size_t done, size_t all);
	void *tick_data;
};

/* A file that is no zone, or none by itself, if another includes it. */
struct survey_piece {
	uint32_t input;
	const char *real; /* where its bytes stand, behind links */
};

void survey_init(
    struct survey *survey, struct tree *tree, const struct crew *crew);
void survey_done(struct survey *survey);

/*
 * Every file of the set below `folder`; or one file that a person named.
 * `aside`: to be known of, not looked at.
 */
int survey_add_below(
    struct survey *survey, const char *folder, bool aside, struct error *err);
void survey_add(struct survey *survey, const char *path, const char *origin);

/* Bytes from nowhere in the set: the input "-". They outlive the survey. */
void survey_add_given(
    struct survey *survey, struct text bytes, const char *origin);

/* Gathers the facts; 0, 1 when stopped, -1 and `err`. */
int survey_run(struct survey *survey, struct error *err);

/*
 * Writes the facts of a part of the files, by hash of their path, for
 * survey_take() on whatever machine.
 */
int survey_give(struct survey *survey, struct shard_part part,
    struct spool *facts, struct error *err);

/* The same as survey_run(), from the facts of all parts, joined. */
int survey_take(struct survey *survey, const char *path, struct error *err);

/* Sorts the inputs; a hash of all their paths. */
uint64_t survey_inputs_hash(struct survey *survey);

/* Whose part a file is in, where no zone's name says it. */
uint64_t survey_path_hash(const char *path);

/*
 * In a child: zones of an estate that come when somebody asks for them, and go
 * when they take too much room.
 */
struct reader {
	const struct survey *survey;
	struct load *load;
	struct arena *side;
	struct zp_estate estate;
	struct map runs; /* path → a run of zones in the estate */
};

void reader_begin(struct reader *reader, const struct survey *survey);
void reader_forget(struct reader *reader);

/* The zones of a file, read if they are not there: the first one's index. */
size_t reader_load(struct reader *reader, const struct survey_input *input,
    bool asked, size_t *ret_count, enum load_answer *ret_answer);

/* The zones of a file are about to be looked at: makes room first. */
void reader_room(struct reader *reader);

#endif
