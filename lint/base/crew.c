/* A parent, its children, and what they write, in order. */
#include "crew.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "limits.h"

#define TICK_MS 200

/* Sanitizers map more than any limit on the address space allows. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MAY_LIMIT_MEMORY 0
#else
#define MAY_LIMIT_MEMORY 1
#endif

/* What came of one unit, until its turn. */
struct result {
	bool ready;
	enum work_end end;
	struct bytes out;
};

struct range {
	size_t next, end;
	bool careful; /* each unit is written as soon as it is done */
};

struct child {
	pid_t pid;    /* 0: none */
	int to, from; /* its commands and what it writes */
	struct range range;
	struct bytes read;      /* not yet a whole frame */
	bool late;              /* we killed it: over its time */
	_Atomic int64_t *since; /* when it began its unit, in ms; 0: idle */
};

struct parent {
	struct crew *crew;
	struct child *children;
	struct result *results; /* a ring: unit modulo window */
	size_t window, delivered, handed;
	size_t held; /* bytes in the results */
};

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

/* ------------------------------------------------------------- in a child */

static bool
write_all(int file, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t wrote = write(file, at, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		at += wrote;
		length -= (size_t)wrote;
	}
	return true;
}

static bool
read_all(int file, void *bytes, size_t length)
{
	char *at = bytes;

	while (length > 0) {
		ssize_t got = read(file, at, length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

#define FRAME_HEAD 12 /* the unit, the length */
#define WRITE_FROM 65536

static void
child_unit(struct crew *crew, const struct child *child, size_t unit,
    struct bytes *out)
{
	size_t start = out->count;
	uint32_t length = 0;
	struct bytes head = { 0 };

	pack_u64(out, unit);
	pack_u32(out, 0);
	atomic_store(child->since, now_ms());
	crew->work(crew->data, unit, out);
	atomic_store(child->since, 0);
	if (out->count - start - FRAME_HEAD > UINT32_MAX)
		_exit(WORK_STATUS_MEMORY);
	length = (uint32_t)(out->count - start - FRAME_HEAD);
	pack_u32(&head, length);
	memcpy(out->at + start + FRAME_HEAD - 4, head.at, 4);
	vector_done(&head);
}

/* Few large writes: each wakes the parent. */
static void
child_work(struct crew *crew, const struct child *child, struct range *range,
    struct bytes *out)
{
	for (; range->next < range->end; range->next++) {
		child_unit(crew, child, range->next, out);
		if (!range->careful && range->next + 1 < range->end &&
		    out->count < WRITE_FROM)
			continue;
		if (!write_all(child->from, out->at, out->count))
			_exit(1);
		out->count = 0;
		if (out->size > LIMIT_RESULT_KEPT * 4)
			vector_done(out);
	}
}

static void
child_limits(const struct crew *crew)
{
	struct rlimit limit = { crew->memory, crew->memory };
	struct rlimit core = { 0, 0 };

	if (MAY_LIMIT_MEMORY && crew->memory > 0)
		setrlimit(RLIMIT_AS, &limit);
	setrlimit(RLIMIT_CORE, &core);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static _Noreturn void
child_run(struct crew *crew, const struct child *child)
{
	struct range range;
	struct bytes out = { 0 };

	child_limits(crew);
	if (crew->begin != NULL)
		crew->begin(crew->data);
	while (read_all(child->to, &range, sizeof range))
		child_work(crew, child, &range, &out);
	_exit(0);
}

/* ------------------------------------------------------------- children */

/* A pipe ends when its last writer goes: no sibling may hold one. */
static void
close_others(struct parent *parent, const struct child *child)
{
	for (unsigned i = 0; i < parent->crew->jobs; i++) {
		const struct child *other = &parent->children[i];

		if (other == child || other->pid == 0)
			continue;
		close(other->to);
		close(other->from);
	}
}

static int
child_start(struct parent *parent, struct child *child, struct error *err)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };

	if (pipe(to) != 0 || pipe(from) != 0) {
		error_errno(err, "starting a worker");
		goto out;
	}
	child->pid = fork();
	if (child->pid < 0) {
		child->pid = 0;
		error_errno(err, "starting a worker");
		goto out;
	}
	child->late = false;
	child->read.count = 0;
	atomic_store(child->since, 0);
	if (child->pid == 0) {
		close_others(parent, child);
		close(to[1]);
		close(from[0]);
		child->to = to[0];
		child->from = from[1];
		child_run(parent->crew, child);
	}
	close(to[0]);
	close(from[1]);
	child->to = to[1];
	child->from = from[0];
	return 0;
out:
	for (int i = 0; i < 2; i++) {
		if (to[i] >= 0)
			close(to[i]);
		if (from[i] >= 0)
			close(from[i]);
	}
	return -1;
}

/* Its exit status as waitpid() tells it. What it was at is lost. */
static int
child_end(struct child *child)
{
	int status = 0;

	if (child->pid == 0)
		return 0;
	close(child->to);
	close(child->from);
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	return status;
}

static bool
child_is_busy(const struct child *child)
{
	return child->range.next < child->range.end;
}

static int
child_hand(struct parent *parent, struct child *child, struct error *err)
{
	if (child->pid == 0 && child_start(parent, child, err) != 0)
		return -1;
	/* A child that died just now is seen when its output ends. */
	write_all(child->to, &child->range, sizeof child->range);
	return 0;
}

/* ---------------------------------------------------------------- results */

static struct result *
result_of(struct parent *parent, size_t unit)
{
	return &parent->results[unit % parent->window];
}

static void
result_put(
    struct parent *parent, size_t unit, enum work_end end, struct text out)
{
	struct result *result = result_of(parent, unit);

	result->ready = true;
	result->end = end;
	result->out.count = 0;
	pack_raw(&result->out, out.ptr, out.len);
	parent->held += out.len;
}

static int
results_deliver(struct parent *parent, struct error *err)
{
	struct crew *crew = parent->crew;

	while (parent->delivered < crew->units) {
		struct result *result = result_of(parent, parent->delivered);
		struct text out = { result->out.at, result->out.count };

		if (!result->ready)
			return 0;
		if (crew->done(crew->data, parent->delivered, result->end, out,
			err) != 0)
			return -1;
		parent->held -= out.len;
		parent->delivered++;
		result->ready = false;
		if (result->out.size > LIMIT_RESULT_KEPT)
			vector_done(&result->out);
	}
	return 0;
}

/* Cuts whole frames off what a child wrote. */
static void
child_frames(struct parent *parent, struct child *child)
{
	struct text rest = { child->read.at, child->read.count };

	while (rest.len >= FRAME_HEAD) {
		struct unpack head = { .rest = rest };
		size_t unit = unpack_u64(&head);
		uint32_t length = unpack_u32(&head);

		if (head.rest.len < length || unit != child->range.next ||
		    !child_is_busy(child))
			break;
		result_put(parent, unit, WORK_DONE,
		    (struct text){ head.rest.ptr, length });
		child->range.next++;
		rest.ptr = head.rest.ptr + length;
		rest.len = head.rest.len - length;
	}
	if (rest.len > 0 && rest.len < child->read.count)
		memmove(child->read.at, rest.ptr, rest.len);
	child->read.count = rest.len;
	if (rest.len == 0 && child->read.size > LIMIT_RESULT_KEPT)
		vector_done(&child->read);
}

static enum work_end
end_of(const struct child *child, int status)
{
	if (child->late)
		return WORK_TIME;
	return WIFEXITED(status) && WEXITSTATUS(status) == WORK_STATUS_MEMORY ?
	    WORK_MEMORY :
	    WORK_CRASHED;
}

/*
 * What it had not written yet is done again by one that writes each unit at
 * once: when that one dies too, its first unit not done is to blame.
 */
static int
child_died(struct parent *parent, struct child *child, struct error *err)
{
	enum work_end end = end_of(child, child_end(child));

	if (!child_is_busy(child))
		return 0;
	if (child->range.careful) {
		result_put(
		    parent, child->range.next, end, (struct text){ NULL, 0 });
		child->range.next++;
	}
	child->range.careful = !child->range.careful;
	return child_is_busy(child) ? child_hand(parent, child, err) : 0;
}

static int
child_read(struct parent *parent, struct child *child, struct error *err)
{
	char bytes[65536];
	ssize_t got = read(child->from, bytes, sizeof bytes);

	if (got < 0 && errno == EINTR)
		return 0;
	if (got <= 0)
		return child_died(parent, child, err);
	pack_raw(&child->read, bytes, (size_t)got);
	child_frames(parent, child);
	return 0;
}

/* ------------------------------------------------------------- the parent */

static int
hand_out(struct parent *parent, struct error *err)
{
	struct crew *crew = parent->crew;

	for (unsigned i = 0; i < crew->jobs; i++) {
		struct child *child = &parent->children[i];
		size_t left = crew->units - parent->handed;
		size_t batch = left < crew->batch ? left : crew->batch;

		if (child_is_busy(child))
			continue;
		if (left == 0 ||
		    parent->handed + batch > parent->delivered + parent->window)
			return 0;
		child->range = (struct range){ parent->handed,
			parent->handed + batch, false };
		parent->handed += batch;
		if (child_hand(parent, child, err) != 0)
			return -1;
	}
	return 0;
}

static void
kill_late(struct parent *parent)
{
	int64_t now = now_ms();
	int64_t time = (int64_t)parent->crew->timeout * 1000;

	for (unsigned i = 0; time > 0 && i < parent->crew->jobs; i++) {
		struct child *child = &parent->children[i];
		int64_t since = atomic_load(child->since);

		if (child->pid == 0 || since == 0 || now - since <= time)
			continue;
		child->late = true;
		kill(child->pid, SIGKILL);
	}
}

/* Whose unit is next goes on, even when others have to wait for memory. */
static bool
may_read(const struct parent *parent, const struct child *child)
{
	return parent->held < LIMIT_RESULTS_HELD ||
	    child->range.next == parent->delivered;
}

static int
wait_once(struct parent *parent, struct pollfd *polls, struct error *err)
{
	struct crew *crew = parent->crew;
	int ready = 0;

	for (unsigned i = 0; i < crew->jobs; i++) {
		struct child *child = &parent->children[i];
		bool wanted = child->pid != 0 && child_is_busy(child) &&
		    may_read(parent, child);

		polls[i] =
		    (struct pollfd){ wanted ? child->from : -1, POLLIN, 0 };
	}
	ready = poll(polls, crew->jobs, TICK_MS);
	if (ready < 0 && errno != EINTR)
		return error_errno(err, "waiting for workers");
	for (unsigned i = 0; ready > 0 && i < crew->jobs; i++)
		if (polls[i].revents != 0 &&
		    child_read(parent, &parent->children[i], err) != 0)
			return -1;
	return 0;
}

static int
parent_run(struct parent *parent, struct pollfd *polls, struct error *err)
{
	struct crew *crew = parent->crew;
	int64_t ticked = 0;

	while (parent->delivered < crew->units) {
		if (crew->stop != NULL && *crew->stop != 0)
			return 1;
		if (hand_out(parent, err) != 0 ||
		    wait_once(parent, polls, err) != 0 ||
		    results_deliver(parent, err) != 0)
			return -1;
		kill_late(parent);
		if (crew->tick != NULL && now_ms() - ticked >= TICK_MS) {
			ticked = now_ms();
			crew->tick(crew->data, parent->delivered);
		}
	}
	return 0;
}

static void
parent_done(struct parent *parent)
{
	for (unsigned i = 0; i < parent->crew->jobs; i++) {
		child_end(&parent->children[i]);
		vector_done(&parent->children[i].read);
	}
	for (size_t i = 0; i < parent->window; i++)
		vector_done(&parent->results[i].out);
	free(parent->results);
	free(parent->children);
}

int
crew_run(struct crew *crew, struct error *err)
{
	struct parent parent = { .crew = crew };
	struct pollfd *polls = NULL;
	void (*pipe_before)(int) = signal(SIGPIPE, SIG_IGN);
	_Atomic int64_t *since = mmap(NULL, crew->jobs * sizeof *since,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = 0;

	if (since == MAP_FAILED) {
		signal(SIGPIPE, pipe_before);
		return error_errno(err, "starting workers");
	}
	parent.window = crew->jobs * crew->batch * 4;
	parent.results = memory_grow(
	    NULL, parent.window, sizeof *parent.results);
	memset(parent.results, 0, parent.window * sizeof *parent.results);
	parent.children = memory_grow(
	    NULL, crew->jobs, sizeof *parent.children);
	memset(parent.children, 0, crew->jobs * sizeof *parent.children);
	for (unsigned i = 0; i < crew->jobs; i++)
		parent.children[i].since = &since[i];
	polls = memory_grow(NULL, crew->jobs, sizeof *polls);
	status = parent_run(&parent, polls, err);
	parent_done(&parent);
	free(polls);
	munmap(since, crew->jobs * sizeof *since);
	signal(SIGPIPE, pipe_before);
	return status;
}
