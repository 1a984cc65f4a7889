"""How the bench measures a command, and how it prints what it measured.

Commands of a row take turns, each second round backwards, so that a noisy
neighbour and a warm cache hit all of them alike. Times are medians. What is
printed is never judged: nothing here is a test.
"""
import collections
import os
import shutil
import statistics
import subprocess
import time

RUNS = int(os.environ.get("RUNS", 5))
HEADER = ("what", "median ms", "times ours", "MB/s", "of a read", "B/record")
LINE = "  %-34s %10s %11s %8s %10s %9s  %s"

# argv: the words of the command. accepts: its exit statuses that tell that it
# did its work. note: said beside its figures. share: how much it reads of what
# the row reads.
Command = collections.namedtuple("Command", "name argv accepts note share",
    defaults=((0,), "", 1))
# seconds: the median. peak: bytes of memory. status: of the last run.
Measured = collections.namedtuple("Measured", "command seconds peak status")


def spawn(argv):
    """Runs argv in silence; its seconds and its exit status."""
    silence = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0)
        for fd in (0, 1, 2)]
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=silence)
    status = os.waitpid(pid, 0)[1]
    return time.perf_counter() - start, os.waitstatus_to_exitcode(status)


def peak_memory(argv):
    # A child of ours would be charged with our own memory: time(1) is small.
    told = subprocess.run(["time", "-q", "-f", "%M", "-o", "/dev/stderr"] +
        ["sh", "-c", 'exec "$@" >/dev/null 2>&1 </dev/null', "sh"] + argv,
        stderr=subprocess.PIPE, check=False).stderr
    return int(told.split()[-1]) * 1024


def measure(commands, runs=RUNS):
    """Measures those commands whose program is installed."""
    commands = [c for c in commands if shutil.which(c.argv[0])]
    times = {command.name: [] for command in commands}
    status = {}
    for command in commands:
        spawn(command.argv)
    for turn in range(runs):
        for command in commands[::-1] if turn % 2 else commands:
            seconds, status[command.name] = spawn(command.argv)
            times[command.name].append(seconds)
    return [Measured(c, statistics.median(times[c.name]), peak_memory(c.argv),
        status[c.name]) for c in commands]


class Table:
    """The one table: on standard output, line by line as it is measured."""

    def __init__(self):
        print(LINE % (HEADER + ("",)))

    def title(self, text):
        print("\n" + text, flush=True)

    def row(self, commands, size=0, records=0, files=0, runs=RUNS):
        """Measures and prints; the first command is the one to compare with.

        size: bytes that each command reads; where it is given, the last
        command is the plain read. records, files: how many are read.
        """
        results = measure(commands, runs)
        for result in results:
            share = result.command.share
            print(LINE % (result.command.name,
                "%.1f" % (result.seconds * 1000),
                "%.2f" % (result.seconds / results[0].seconds),
                "%.0f" % (share * size / result.seconds / 1e6) if size else "",
                "%.3f" % (share * results[-1].seconds / result.seconds)
                    if size else "",
                "%.0f" % (result.peak / records / share) if records else "",
                "; ".join(notes(result, files))), flush=True)
        return results


def notes(result, files):
    if result.status not in result.command.accepts:
        yield "exit %d, not measured fairly" % result.status
    if result.command.note:
        yield result.command.note
    if files:
        yield "%.1f us a file" % (result.seconds / files * 1e6)
