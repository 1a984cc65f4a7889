/*
 * Every bound that input could otherwise push: one place, one name each.
 * Reaching one is a finding or an error with a position, never a silent cut.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* base: the first and the largest block of an arena, in bytes */
#define ARENA_BLOCK     ((size_t)16 * 1024)
#define ARENA_BLOCK_MAX ((size_t)16 * 1024 * 1024)
/* … and the largest one that is kept for the next round */
#define ARENA_KEPT ((size_t)256 * 1024)

/* one source file, in bytes: offsets into it are 32 bits wide */
#define LIMIT_SOURCE ((size_t)2 * 1024 * 1024 * 1024 - 1)

/* files, includes and generated records */
#define LIMIT_PATH              4096
#define LIMIT_LINK_DEPTH        16
#define LIMIT_FILES             4000000
#define LIMIT_FOLDER_DEPTH      64
#define LIMIT_INCLUDE_DEPTH     16
#define LIMIT_SOURCES_PER_ZONE  60000
#define LIMIT_GENERATE_RECORDS  1000000
#define LIMIT_FAULTS_PER_SOURCE 1000
#define LIMIT_PAREN_LINES       100000
#define LIMIT_PAREN_LINES_LOST  64     /* once many were never closed */
#define LIMIT_QUOTE_LINES       32     /* that a text left open may go on */
#define LIMIT_WORDS             200000 /* of one record */
#define LIMIT_PLACEHOLDER       16384  /* bytes of a template's statement */
#define LIMIT_UNKNOWN_TYPES     64     /* that one file is told of by name */
#define LIMIT_INCLUDED          ((size_t)4 * 1024 * 1024 * 1024)

/* the DNS's own (RFC 1035, 2.3.4) */
#define LIMIT_LABEL  63
#define LIMIT_NAME   255
#define LIMIT_STRING 255
#define LIMIT_RDATA  65535

/* bytes above a record that are searched for its $ORIGIN */
#define LIMIT_LOOK_BACK ((size_t)1024 * 1024)

/* mail: terms of one SPF record we look at, depth of its expansion */
#define LIMIT_SPF_TERMS   512
#define LIMIT_SPF_DEPTH   12
#define LIMIT_SPF_MEMBERS 4096
#define LIMIT_SPF_LOOKUPS 200 /* receivers stop after 10 */
#define LIMIT_TAGS        128

/* patches: bytes, files, hunks; how far a hunk may have moved, in lines */
#define LIMIT_PATCH       ((size_t)512 * 1024 * 1024)
#define LIMIT_PATCH_FILES 500000
#define LIMIT_PATCH_HUNKS 5000000
#define LIMIT_PATCH_SHIFT 10000
#define LIMIT_PATCH_STEPS 10000000 /* all shifts of one file's hunks */
#define LIMIT_PATCH_LINE  20000000 /* that a hunk alone may stand at */

/* a change as a person looks at it: RRsets, lines of one, links */
#define LIMIT_VIEW_CHANGES 5000
#define LIMIT_VIEW_LINES   20
#define LIMIT_VIEW_LINKS   2000

/* a source line in a report, in bytes */
#define LIMIT_LINE_SHOWN 2000

/* an HTML report's findings and domains; findings read without scripts */
#define LIMIT_HTML_FINDINGS   20000
#define LIMIT_HTML_DOMAINS    20000
#define LIMIT_HTML_UNSCRIPTED 500

/* names that files are searched for, to find who refers to them */
#define LIMIT_NEEDLES 64

/* what one plugin may bring */
#define LIMIT_PLUGIN_RULES 1000

/*
 * the graph: steps of a CNAME or DNAME chain; names of others that a new one is
 * held against, for among more of them every name has its like
 */
#define LIMIT_CHAIN    32
#define LIMIT_SUFFIXES 4096

/* git: commits and versions of a file that a question to history looks at */
#define LIMIT_HISTORY_COMMITS  2000
#define LIMIT_HISTORY_VERSIONS 12
/* a file larger than this, in bytes, is read again only if of like size */
#define LIMIT_HISTORY_PARSED ((size_t)4 * 1024 * 1024)

/* references that one push may move */
#define LIMIT_PUSHED 10000

/* reports: evidence lines of one finding, domains told of at the end */
#define LIMIT_EVIDENCE 64
#define LIMIT_DIGESTS  200
#define LIMIT_MARKDOWN 200 /* findings told in full: forges take 1 MiB */

/* records above and below a removed one that are asked whether they survived */
#define LIMIT_ANCHOR 64

/* posture: selectors and mail hosts of one domain that are looked at */
#define LIMIT_POSTURE_KEYS  64
#define LIMIT_POSTURE_HOSTS 64

/* workers: bytes of results that wait for their turn; of one that is kept */
#define LIMIT_RESULTS_HELD ((size_t)64 * 1024 * 1024)
#define LIMIT_RESULT_KEPT  ((size_t)64 * 1024)

/*
 * audit: files kept that refer to one name by one type; bytes and zones that a
 * process holds before it forgets them
 */
#define LIMIT_REFERRERS    4
#define LIMIT_READER_SIDE  ((size_t)8 * 1024 * 1024)
#define LIMIT_READER_ZONES 1024

/* reports of many zones: bytes of a record, of an old report's line; notes */
#define LIMIT_SPOOL_RECORD ((size_t)64 * 1024 * 1024)
#define LIMIT_SINCE_LINE   ((size_t)16 * 1024 * 1024)
#define LIMIT_NOTES        200

/* audit: processes at once; the least memory that a zone may have */
#define LIMIT_JOBS        1024
#define LIMIT_ZONE_MEMORY ((size_t)1024 * 1024 * 1024)

/*
 * findings that share a name, and all pairs, that are held against each other
 * for a common cause; what one does to a whole zone is not counted
 */
#define LIMIT_COVERED     5000
#define LIMIT_COVER_STEPS 100000000

/* packed files: members; how much larger than packed once it is not small */
#define LIMIT_UNPACKED_ENTRIES 2000000
#define LIMIT_UNPACKED_RATIO   200
#define LIMIT_UNPACKED_SMALL   ((size_t)64 * 1024 * 1024)
#define UNPACK_STEP            ((size_t)64 * 1024)

/* JSON: depth, values of one tree and keys of one object */
#define LIMIT_JSON_DEPTH 512
#define LIMIT_JSON_NODES 1000000

/* YAML: depth, and nodes of a document with all its aliases expanded */
#define LIMIT_YAML_DEPTH 64
#define LIMIT_YAML_NODES 4000000

/* Terraform: changed resources that no file says and get a place each */
#define LIMIT_PLAN_PLACES 20000
/* … and bytes of one .tf file that is looked at */
#define LIMIT_HCL ((size_t)16 * 1024 * 1024)

/* octoDNS: files of a set that are looked at for its configuration */
#define LIMIT_OCTODNS_CONFIGS 500

/* configuration: bytes, and files that extend one another, in all */
#define LIMIT_CONFIG       ((size_t)4 * 1024 * 1024)
#define LIMIT_CONFIG_FILES 32

/*
 * regular expressions: bytes of one; what one match may cost (so many steps
 * end `^(a+)+$` within 3 ms), its depth, its heap in KiB
 */
#define LIMIT_PATTERN       4096
#define LIMIT_PATTERN_STEPS 100000
#define LIMIT_PATTERN_DEPTH 1000
#define LIMIT_PATTERN_HEAP  1024

#endif
