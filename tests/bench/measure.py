"""How the bench measures commands.

Commands of a row take turns, each second round backwards, so that a noisy
neighbour and a warm cache hit all of them alike. Times are medians. A run
before them warms the caches and tells the peak of memory; who fails then, or
does not end, is not measured and holds nobody up.
"""
import collections
import os
import shutil
import signal
import statistics
import subprocess
import time

RUNS = int(os.environ.get("RUNS", 5))
LONGEST = 120  # seconds of one run

# argv: the words of the command. accepts: its exit statuses that tell that it
# did its work. note: said beside its figures. share: how much it reads of what
# the row reads. times: how often it would have to run to do the row's work.
Command = collections.namedtuple("Command", "name argv accepts note share times",
    defaults=((0,), "", 1, 1))
# seconds: the median, of `times` runs; least: the shortest run. peak: bytes of
# memory. failed: why nothing was measured; "" when it was.
Measured = collections.namedtuple("Measured",
    "command seconds least peak failed", defaults=(0, 0, 0, ""))


class Late(Exception):
    pass


def late(_signal, _frame):
    raise Late


def waited(pid):
    """Its exit status; None for who was too slow, and is killed."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except Late:
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return None


def spawn(argv):
    """Runs argv in silence; its seconds and its exit status."""
    silence = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0)
        for fd in (0, 1, 2)]
    signal.signal(signal.SIGALRM, late)
    signal.alarm(LONGEST)
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=silence,
        setpgroup=0)
    status = waited(pid)
    seconds = time.perf_counter() - start
    signal.alarm(0)
    return seconds, status


def warm_up(command, work):
    """The peak of its memory, and why it is not to be measured or ""."""
    told = os.path.join(work, "peak")
    # A child of ours would be charged with our own memory: time(1) is small.
    status = spawn(["time", "-q", "-f", "%M", "-o", told] + command.argv)[1]
    if status is None:
        return 0, "did not end within %d s" % LONGEST
    if status not in command.accepts:
        return 0, "exit %d" % status
    with open(told) as file:
        return int(file.read().split()[-1]) * 1024, ""


def measure(commands, work, runs=RUNS):
    """Measures those commands whose program is installed, by their names."""
    commands = [c for c in commands if shutil.which(c.argv[0])]
    warm = {command.name: warm_up(command, work) for command in commands}
    fit = [command for command in commands if not warm[command.name][1]]
    spent = {command.name: [] for command in fit}
    for turn in range(runs):
        for command in fit[::-1] if turn % 2 else fit:
            spent[command.name].append(spawn(command.argv)[0])
    return {command.name: Measured(command,
        command.times * statistics.median(spent[command.name]),
        command.times * min(spent[command.name]), warm[command.name][0])
        if command in fit else
        Measured(command, failed=warm[command.name][1])
        for command in commands}
