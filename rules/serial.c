/* The SOA serial: the only thing that makes secondaries fetch a change. */
#include "zoneproof.h"

#include <string.h>
#include <time.h>

static bool
soa_serial(struct zp_ctx *ctx, const struct zp_zone *zone,
    struct zp_record *ret_soa, uint32_t *ret)
{
	const struct zp_rrset *soa = zone == NULL ?
	    NULL :
	    zp_zone_find(ctx, zone, zp_zone_name(zone), ZP_SOA);
	struct zp_soa parts;

	if (soa == NULL || soa->opaque)
		return false;
	*ret_soa = zp_rrset_at(soa, 0);
	if (!zp_soa_of(*ret_soa, &parts))
		return false;
	*ret = parts.serial;
	return true;
}

/* 2026112401 and the like: a date and a count of two digits. */
static bool
is_date(uint32_t serial)
{
	uint32_t day = serial / 100 % 100, month = serial / 10000 % 100,
		 year = serial / 1000000;

	return year >= 1990 && year <= 2099 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

static bool
is_epoch(uint32_t serial)
{
	return serial >= 1000000000 && serial < 1989000000;
}

static uint32_t
next_serial(struct zp_ctx *ctx, uint32_t serial)
{
	time_t now = (time_t)zp_now(ctx);
	struct tm day;
	uint32_t today = 0;

	if (!is_date(serial) || gmtime_r(&now, &day) == NULL)
		return serial + 1;
	today = (uint32_t)(day.tm_year + 1900) * 1000000 +
	    (uint32_t)(day.tm_mon + 1) * 10000 + (uint32_t)day.tm_mday * 100 +
	    1;
	return today > serial ? today : serial + 1;
}

static bool
is_managed(struct zp_ctx *ctx, const struct zp_change *change)
{
	return strcmp(zp_zone_setting(ctx, change->after, "serial"),
		   "managed") == 0;
}

/* ------------------------------------------------------- serial-unchanged */

#define HABIT_OF 10
#define HABIT    9

static void
serial_unchanged(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct zp_record soa;
	uint32_t before = 0, after = 0;
	struct zp_history history;
	struct zp_finding *finding = NULL;

	if (change->count == 0 ||
	    !soa_serial(ctx, change->before, &soa, &before) ||
	    !soa_serial(ctx, change->after, &soa, &after) || before != after ||
	    is_managed(ctx, change))
		return;
	history = zp_serial_history(ctx, change);
	if (history.bumped_on_branch)
		return;
	finding = zp_report(ctx, soa,
	    "%s changes, but secondaries will not fetch it: same serial",
	    zp_name_text(ctx, zp_zone_name(change->after)));
	zp_field(finding, 2);
	if (strcmp(zp_zone_setting(ctx, change->after, "serial"), "manual") ==
	    0) {
		zp_severity(finding, ZP_ERROR);
		zp_note(finding,
		    "the configuration says that serials are "
		    "raised by hand");
	} else if (history.changes >= HABIT_OF && history.bumped >= HABIT) {
		zp_severity(finding, ZP_ERROR);
		zp_note(finding,
		    "%u of the last %u changes of this zone raised it",
		    history.bumped, history.changes);
	}
	zp_note(finding, "%zu RRset%s differ%s", change->count,
	    change->count == 1 ? "" : "s", change->count == 1 ? "s" : "");
	zp_fix(finding,
	    "raise it to %u; if the name server does that by itself, say "
	    "`serial: managed` for this zone in .zoneproof.yaml",
	    next_serial(ctx, before));
}

ZP_RULE(serial_unchanged) = {
	.id = "serial-unchanged",
	.summary = "a zone's data changed and its serial did not",
	.explain =
	    "Secondary servers compare serials and fetch a zone only when it "
	    "rose (RFC 1035, 3.3.13; RFC 1982). With the old serial the "
	    "primary answers with the new data and the others with the old, "
	    "until somebody raises it.\n\n"
	    "An error where the configuration says `serial: manual`, or where "
	    "nine of the zone's last ten changes in git raised it. Quiet with "
	    "`serial: managed`, for a serial that is a placeholder, and when "
	    "an earlier commit of the same branch raised it already.",
	.severity = ZP_WARNING,
	.on_change = serial_unchanged,
};

/* ------------------------------------------------------- serial-backwards */

static void
serial_backwards(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct zp_record soa;
	uint32_t before = 0, after = 0;
	struct zp_finding *finding = NULL;

	if (!soa_serial(ctx, change->before, &soa, &before) ||
	    !soa_serial(ctx, change->after, &soa, &after) || after >= before ||
	    (int32_t)(after - before) > 0 || is_managed(ctx, change))
		return;
	finding = zp_report(ctx, soa,
	    "secondaries keep the old %s: its serial falls from %u to %u",
	    zp_name_text(ctx, zp_zone_name(change->after)), before, after);
	zp_field(finding, 2);
	if (is_date(before) && is_epoch(after)) {
		zp_note(finding,
		    "from a date to seconds since 1970, which are "
		    "the smaller number");
		zp_fix(finding,
		    "go round in two steps (RFC 1982): first %u, wait until "
		    "every secondary has it, then %u",
		    before + 0x7fffffffu, after);
	} else
		zp_fix(finding, "raise it to %u", next_serial(ctx, before));
}

ZP_RULE(serial_backwards) = {
	.id = "serial-backwards",
	.summary = "a zone's serial falls",
	.explain =
	    "A secondary takes a lower serial for an older zone and does not "
	    "fetch it (RFC 1982): it serves the old data until the serial "
	    "passes the one it has, or until the zone expires there and it "
	    "stops answering.\n\n"
	    "Changing from dates to seconds since 1970 lowers the number; the "
	    "safe way goes half round the circle: add 2147483647, wait for "
	    "every secondary, then set the new one. A legal wrap past "
	    "4294967295 is no fall.",
	.severity = ZP_ERROR,
	.on_change = serial_backwards,
};

/* ------------------------------------------------------------ serial-jump */

static void
serial_jump(struct zp_ctx *ctx, const struct zp_change *change)
{
	struct zp_record soa;
	uint32_t before = 0, after = 0;
	struct zp_finding *finding = NULL;

	if (!soa_serial(ctx, change->before, &soa, &before) ||
	    !soa_serial(ctx, change->after, &soa, &after) || after <= before ||
	    after - before < 0x80000000u || is_managed(ctx, change))
		return;
	finding = zp_report(ctx, soa,
	    "secondaries keep the old %s: its serial jumps too far",
	    zp_name_text(ctx, zp_zone_name(change->after)));
	zp_field(finding, 2);
	zp_note(finding, "a rise of %u or more counts as a fall", 0x80000000u);
	zp_fix(finding,
	    "go in two steps: first %u, wait until every secondary "
	    "has it, then %u",
	    before + 0x7fffffffu, after);
}

ZP_RULE(serial_jump) = {
	.id = "serial-jump",
	.summary = "a serial rises so far that it counts as a fall",
	.explain =
	    "Serials go round in a circle (RFC 1982): a number that is 2^31 or "
	    "more ahead is taken for one behind, and secondaries do not fetch "
	    "the zone.\n\n"
	    "Go half round first, wait for every secondary, then go on.",
	.severity = ZP_WARNING,
	.on_change = serial_jump,
};
