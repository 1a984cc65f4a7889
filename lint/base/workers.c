/* Threads that take numbered tasks until there are none left. */
#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

struct shared_work {
	void (*task)(void *data, size_t number, unsigned worker);
	void *data;
	size_t tasks;
	atomic_size_t next;
};

struct worker {
	struct shared_work *work;
	unsigned number;
	pthread_t thread;
};

unsigned
workers_default(void)
{
	cpu_set_t mine;
	int count = 1;

	if (sched_getaffinity(0, sizeof mine, &mine) == 0)
		count = CPU_COUNT(&mine);
	if (count > WORKERS_MAX)
		count = WORKERS_MAX;
	return count < 1 ? 1 : (unsigned)count;
}

static void *
work_on(void *data)
{
	struct worker *worker = data;
	struct shared_work *work = worker->work;

	for (;;) {
		size_t number = atomic_fetch_add(&work->next, 1);

		if (number >= work->tasks)
			return NULL;
		work->task(work->data, number, worker->number);
	}
}

void
workers_run(unsigned threads, size_t tasks,
    void (*task)(void *data, size_t number, unsigned worker), void *data)
{
	struct shared_work work = {
		.task = task, .data = data, .tasks = tasks
	};
	struct worker workers[WORKERS_MAX] = { 0 };
	unsigned started = 1;

	if (threads > WORKERS_MAX)
		threads = WORKERS_MAX;
	if (threads > tasks)
		threads = (unsigned)tasks;
	for (; started < threads; started++) {
		struct worker *worker = &workers[started];

		worker->work = &work;
		worker->number = started;
		if (pthread_create(&worker->thread, NULL, work_on, worker) != 0)
			break;
	}
	workers[0].work = &work;
	work_on(&workers[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(workers[i].thread, NULL);
}
