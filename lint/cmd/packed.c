/* Zones that are kept compressed, or many in one archive. */
#include "../base/archive.h"
#include "loading.h"
#include "zonename.h"

/* The zones of a tar, each shown as a path below it. */
static enum load_answer
load_archive(struct load *load, const char *path, struct files *files)
{
	struct load inner;
	struct error err = { 0 };
	size_t before = load->estate->zones.count;
	size_t troubles = load->run->troubles;

	load_init(&inner, load->run, files, load->side, load->estate);
	inner.shown.otherwise = arena_format(
	    load->side, "%s/", load_shown(load, path));
	if (load_below(&inner, "", &err) != 0)
		run_trouble(load->run, "%s", err.message);
	load_tell_unnamed(&inner);
	load_done(&inner);
	load->estate->txt_data = load->txt;
	if (load->estate->zones.count > before)
		return LOAD_ZONE;
	if (load->run->troubles == troubles)
		run_notice(load->run, "%s: there is no zone in it",
		    load_shown(load, path));
	return load->run->troubles > troubles ? LOAD_FAILED : LOAD_OTHER;
}

/* Would the file be a zone if it was not packed? */
static bool
says_zone(const char *path)
{
	uint8_t name[255];

	return path_says_zone(path) || zone_name_of_path(path, false, name);
}

static void
note_archive(struct load *load, const char *path)
{
	load_note_unread(load, path,
	    "is an archive: it is read when it is named on the command line");
}

#define PEEKED 16384

/* What is packed and not called a zone: is it one all the same? */
static bool
holds_zone(struct load *load, const char *path, struct text bytes)
{
	char head[PEEKED + 1];
	size_t length = PEEKED;
	struct zonefile_glance glance = { 0 };
	enum archive_kind kind = archive_peek(bytes, head, &length);

	if (kind == ARCHIVE_TAR)
		note_archive(load, path);
	if (kind != ARCHIVE_FILE)
		return false;
	head[length] = '\0';
	zonefile_glance((struct text){ head, length }, &glance);
	return glance.has_soa && glance.looks_like_zone;
}

bool
load_packed(struct load *load, const char *path, bool asked, struct text *bytes,
    enum load_answer *ret)
{
	struct archive_content content = { 0 };
	struct error err = { 0 };

	if (!archive_is_packed(*bytes))
		return false;
	*ret = LOAD_OTHER;
	if (!asked && !says_zone(path) && !holds_zone(load, path, *bytes))
		return true;
	if (archive_unpack(load_shown(load, path), *bytes, load->side, &content,
		&err) != 0) {
		*ret = LOAD_FAILED;
		run_trouble(load->run, "%s", err.message);
		return true;
	}
	if (content.files == NULL) {
		*bytes = content.text;
		return false;
	}
	if (asked)
		*ret = load_archive(load, path, content.files);
	else
		note_archive(load, path);
	files_free(content.files);
	return true;
}
