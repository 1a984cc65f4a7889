/* The zone a file holds, as far as its path says it. */
#ifndef CMD_ZONENAME_H
#define CMD_ZONENAME_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/text.h"

/*
 * The zone that `db.example.com`, `example.com.zone`, `named.example.com`,
 * `example.com`, `db.192.0.2` (reverse), `fdef:ffc0:3dd7.zone` (reverse) or
 * `example.com/master.zone` is named for. `ret` has NAME_WIRE bytes. False
 * where the path names no zone; a single label counts when `short_too`.
 */
bool zone_name_of_path(const char *path, bool short_too, uint8_t *ret);

/*
 * The same of YAML: `example.com.yaml`, and what stands in a folder
 * `example.com.`. `ret_zone` is without a final dot; `ret_folder` is the folder
 * that the zone's files are in, "" for the root.
 */
bool yaml_zone_of_path(
    const char *path, struct text *ret_folder, struct text *ret_zone);

/* Does the file's name alone say that it holds a zone ("….zone", "db.…")? */
bool path_says_zone(const char *path);

/* Is it written in a language whose lines say nothing alone (YAML, JSON, …)? */
bool path_says_markup(const char *path);

/* A name server's configuration: it names zones and is none. */
bool path_is_server_conf(const char *path);

/* Is it a fragment for others to include ("….inc")? */
bool path_says_fragment(const char *path);

#endif
