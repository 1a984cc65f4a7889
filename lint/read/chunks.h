/*
 * A large file read in chunks at once. See chunks.c.
 */
#ifndef READ_CHUNKS_H
#define READ_CHUNKS_H

#include "reader.h"

/*
 * Reads as much of what lies before the scanner in chunks as turns out to be
 * what one thread would have read; leaves reader and scanner where the last
 * chunk that counts ends, and that chunk's sink as the reader's. 0, or -1 to
 * stop. Does nothing where zonefile->part is NULL or the file is small.
 */
int chunks_read(struct reader *reader, struct scanner *scanner);

#endif
