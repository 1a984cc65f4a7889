/*
 * What every command that lints shares: its configuration, what it could not
 * read, what it has to say besides findings, and how it ends.
 */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include "../base/files.h"
#include "../base/map.h"
#include "../base/vector.h"
#include "../engine.h"
#include "../finding.h"
#include "options.h"
#include "policy.h"

struct run {
	const struct options *options;
	struct arena *arena; /* lives as long as the program */
	struct config *config;
	uint64_t config_hash; /* of all that it was made of */
	/* Where trouble is told instead of standard error; NULL: there. */
	void (*tell)(void *data, const char *line);
	void *tell_data;
	struct policy policy;
	size_t troubles; /* files that could not be read, or not wholly */
	struct map told; /* the lines of trouble that stand there already */
	struct {
		VECTOR_OF(struct finding_notice);
	} notices;
	const char *before; /* the commit compared with; NULL: it is none */
	/* Findings in each of these alone count; keys are fingerprints. */
	const struct map *brought;
	size_t brought_count;
	bool silent;        /* troubles are counted and not told */
	size_t progress_at; /* files read, as last shown */
	bool progress_shown;
};

/* Is every `format:` of the configuration one that is read? ERROR_USAGE. */
int config_check_formats(const struct config *config, struct error *err);

/*
 * Reads the configuration: -c, else the nearest one from `folder` ("" for the
 * root) up to the root of `files`, else `fallback` (may be NULL), else none;
 * then what the command line says; and the waivers and the baseline that hold
 * with it. `ret_used`, where not NULL, says which.
 */
enum config_used { CONFIG_NONE, CONFIG_FOUND, CONFIG_FALLBACK };
int run_configure(struct run *run, struct files *files, struct files *fallback,
    const char *folder, enum config_used *ret_used, struct error *err);

/* The same where we stand: the nearest one from the current folder up. */
int run_configure_here(struct run *run, struct error *err);

/* Tells standard error of something not read; the exit status will be 3. */
void run_trouble(struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line at the end of the report; the same one again says nothing. */
void run_notice(struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same where some of a zone is not known; NULL is fine. */
void run_notice_partial(struct run *run, const struct zp_zone *zone);

/* One more file was read: shows it where somebody watches a long run. */
void run_progress(struct run *run, size_t done, size_t all);

/* Takes the line of progress away, so that something else can be printed. */
void run_progress_clear(struct run *run);

/* From what severity on a finding makes the exit status 1. */
enum zp_severity run_fail_on(const struct run *run);
void summary_add(
    struct finding_summary *summary, const struct finding *finding);

/* Gives the engine what the run knows: rules, configuration, clock. */
void run_engine(const struct run *run, struct engine *engine);

/* Lints, reports, and says the exit status; -1 and `err` as ever. */
int run_finish(struct run *run, struct engine *engine, struct error *err);

void run_done(struct run *run);

#endif
