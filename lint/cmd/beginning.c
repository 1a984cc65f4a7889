/* Writes a commented configuration from what it finds. */
#include "beginning.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../base/print.h"
#include "../dns/name.h"
#include "history.h"
#include "tree.h"
#include "zonename.h"

#define ZONES_ASKED 50 /* whose history is looked at */
#define ZONES_NAMED 20 /* of one kind, in a list */

struct beginning {
	struct run *run;
	struct tree tree;
	struct zp_estate estate;
	FILE *file;
	bool zones_begun;
};

/* --------------------------------------------------------- what is there */

static bool
has_type(const struct zp_zone *zone, uint16_t type)
{
	uint32_t apex = zone_owner_find(zone, zone->name);
	struct zp_rrset rrset;

	return apex != UINT32_MAX && zone_rrset(zone, apex, type, &rrset);
}

/* Names that the world does not ask for (RFC 6761, 6762, 8375). */
static bool
is_inside(const struct zp_zone *zone)
{
	static const char *const tops[] = { ".internal.", ".local.", ".lan.",
		".home.arpa.", ".corp.", ".intranet." };
	char name[NAME_TEXT + 1] = ".";

	name_to_text(zone->name, name + 1);
	for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
		if (text_ends(text_of(name), text_of(tops[i])))
			return true;
	return false;
}

/* "managed", "manual", or NULL where the history does not tell. */
static const char *
serial_habit(struct beginning *beginning, const struct zp_zone *zone)
{
	struct serial_history history = { .repo = beginning->tree.repo,
		.load = &beginning->tree.load };
	struct zp_change change = { .before = zone, .after = zone };
	struct zp_history said;

	if (beginning->tree.repo == NULL)
		return NULL;
	said = serial_history(&history, &change);
	if (said.changes >= 3 && said.bumped == 0)
		return "managed";
	if (said.changes >= 5 && said.bumped * 10 >= said.changes * 9)
		return "manual";
	return NULL;
}

static bool
conf_signs(struct beginning *beginning, const char *path)
{
	static const char *const words[] = { "dnssec-policy", "inline-signing",
		"auto-dnssec", "dnssec-signing" };
	struct text bytes = { NULL, 0 };
	struct error ignored = { 0 };

	if (files_read(beginning->tree.files, path, beginning->run->arena,
		&bytes, NULL, &ignored) != FILE_READ)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (memmem(bytes.ptr, bytes.len, words[i], strlen(words[i])) !=
		    NULL)
			return true;
	return false;
}

/* --------------------------------------------------------------- sections */

static void
begin_zones(struct beginning *beginning)
{
	if (!beginning->zones_begun)
		fputs("\nzones:\n", beginning->file);
	beginning->zones_begun = true;
}

static void
write_zone(
    struct beginning *beginning, const struct zp_zone *zone, const char *habit)
{
	char name[NAME_TEXT];

	begin_zones(beginning);
	name_to_text(zone->name, name);
	fprintf(beginning->file, "  \"%s\":\n", name);
	if (is_inside(zone))
		fputs(
		    "    audience: internal  # by its name\n", beginning->file);
	if (habit != NULL)
		fprintf(beginning->file, "    serial: %s  # %s\n", habit,
		    strcmp(habit, "managed") == 0 ?
			"no change of late raised it" :
			"nearly every change of late raised it");
}

static void
write_zones(struct beginning *beginning)
{
	for (size_t i = 0; i < beginning->estate.zones.count; i++) {
		const struct zp_zone *zone = beginning->estate.zones.at[i];
		const char *habit =
		    i < ZONES_ASKED ? serial_habit(beginning, zone) : NULL;

		if (habit != NULL || is_inside(zone))
			write_zone(beginning, zone, habit);
	}
}

static void
write_mail(struct beginning *beginning)
{
	size_t count = 0;

	for (size_t i = 0; i < beginning->estate.zones.count; i++) {
		const struct zp_zone *zone = beginning->estate.zones.at[i];

		if (!has_type(zone, ZP_MX) || is_inside(zone))
			continue;
		if (count == 0)
			fputs("\n# These have an MX. `mail: sending` or "
			      "`mail: none` under `zones:` says more\n# than "
			      "their records do.\n",
			    beginning->file);
		if (count++ < ZONES_NAMED)
			fprintf(beginning->file, "#   %s\n",
			    name_text(beginning->run->arena, zone->name));
	}
	if (count > ZONES_NAMED)
		fprintf(
		    beginning->file, "#   and %zu more\n", count - ZONES_NAMED);
}

static void
write_templates(struct beginning *beginning)
{
	for (size_t i = 0; i < beginning->estate.zones.count; i++) {
		const struct zp_zone *zone = beginning->estate.zones.at[i];

		if (!zone->partial)
			continue;
		fputs("\n# Some of what stands here is filled in later (",
		    beginning->file);
		print_safe_string(beginning->file, zone->file);
		fputs(").\n# {{ … }}, $name, __NAME__ are known; others are "
		      "named here, as regular expressions.\n"
		      "# placeholders: [\"^@@[A-Z]+@@$\"]\n",
		    beginning->file);
		return;
	}
}

static int
conf_visit(void *data, const struct file_entry *entry)
{
	struct beginning *beginning = data;

	if (!path_is_server_conf(entry->path))
		return 0;
	fputs("\n# ", beginning->file);
	print_safe_string(beginning->file, entry->path);
	fputs(" says which file is which zone.", beginning->file);
	if (conf_signs(beginning, entry->path))
		fputs(" Its server signs some:\n# `signing: server` under "
		      "`zones:` says so.",
		    beginning->file);
	putc('\n', beginning->file);
	return 0;
}

static void
write_all(struct beginning *beginning)
{
	struct error ignored = { 0 };

	fputs("# What zoneproof should know of these zones; every key is "
	      "optional.\n"
	      "# `zoneproof rules` lists the rules, `zoneproof explain RULE` "
	      "says why, and\n"
	      "# `zoneproof config schema` describes this file to editors.\n"
	      "\n"
	      "# The least severity that fails: error, warning, notice.\n"
	      "fail-on: error\n",
	    beginning->file);
	write_zones(beginning);
	write_mail(beginning);
	write_templates(beginning);
	beginning->tree.files->ops->list(
	    beginning->tree.files, conf_visit, beginning, &ignored);
	fputs("\n# Records that nobody changes by the way:\n"
	      "# protected:\n"
	      "#   - { owner: \"shop.example.\", types: [MX, NS], reason: "
	      "\"ask the mail team\" }\n"
	      "\n"
	      "# rules:\n"
	      "#   ttl-lowered: off\n",
	    beginning->file);
}

static int
file_new(FILE **ret, struct error *err)
{
	int file = open(
	    CONFIG_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (file < 0)
		return error_errno(err, CONFIG_FILE);
	*ret = fdopen(file, "w");
	if (*ret != NULL)
		return 0;
	close(file);
	return error_errno(err, CONFIG_FILE);
}

int
config_begin(struct run *run, struct error *err)
{
	struct beginning beginning = { .run = run };
	int status = -1;

	run->silent = true;
	estate_init(&beginning.estate, run->arena);
	beginning.tree = (struct tree){
		.run = run, .arena = run->arena, .estate = &beginning.estate
	};
	if (access(CONFIG_FILE, F_OK) == 0) {
		error_set(err, CONFIG_FILE ": there is one already");
		goto out;
	}
	if (tree_open(&beginning.tree, NULL, 0, err) != 0 ||
	    load_below(&beginning.tree.load, beginning.tree.place.path, err) !=
		0 ||
	    file_new(&beginning.file, err) != 0)
		goto out;
	write_all(&beginning);
	status = fclose(beginning.file) == 0 ? 0 :
					       error_errno(err, CONFIG_FILE);
	if (status == 0)
		puts("wrote " CONFIG_FILE);
out:
	estate_done(&beginning.estate);
	tree_close(&beginning.tree);
	return status;
}
