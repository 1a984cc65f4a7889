#!/usr/bin/env python3
"""The rows of the bench: rows.py ZONEPROOF FOLDER-TO-WORK-IN

Each function below is a row: it builds its input, says what is compared, and
has it measured. RECORDS, ZONES and RUNS in the environment shrink or lengthen
it all. Peers that are not installed are left out, and said to be.
"""
import os
import shutil
import subprocess
import sys

from measure import RUNS, Command, Table, measure

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDS = int(os.environ.get("RECORDS", 1000000))
ZONES = int(os.environ.get("ZONES", 20000))
PEERS = ("validns", "kzonecheck", "named-checkzone", "named-checkconf",
    "nsd-checkzone", "ldns-read-zone", "ldns-compare-zones")
# A rule that costs nothing: what is measured is reading and indexing.
CHEAPEST = "no-ttl"
FOUND = (0, 1)


class Bench:
    def __init__(self, zoneproof, work):
        self.zoneproof = zoneproof
        self.work = work
        self.table = Table()

    def path(self, name):
        return os.path.join(self.work, name)

    def ours(self, *words):
        return [self.zoneproof] + list(words)

    def zone(self, kind, records=RECORDS):
        """A zone file of that kind; made when first asked for."""
        path = self.path("%s-%d.zone" % (kind, records))
        if not os.path.exists(path):
            with open(path, "w") as file:
                subprocess.run([sys.executable, HERE + "/zone.py",
                    str(records), kind], stdout=file, check=True)
        return path

    def estate(self, zones=ZONES):
        path = self.path("estate")
        if not os.path.exists(path):
            subprocess.run([sys.executable, HERE + "/estate.py", path,
                str(zones)], check=True)
        return path


def plain_read(*paths):
    return Command("cat: a plain read", ["cat"] + list(paths))


def checkers(path, twin=None, origin="example.com"):
    """The peers on a zone; twin is what validns can read of it."""
    note = "its twin without CAA" if twin else ""
    return [
        Command("validns", ["validns", "-z", origin, twin or path], note=note),
        Command("kzonecheck", ["kzonecheck", "-o", origin, path]),
        Command("named-checkzone -i none",
            ["named-checkzone", "-i", "none", origin, path]),
        Command("nsd-checkzone", ["nsd-checkzone", origin, path]),
        Command("ldns-read-zone", ["ldns-read-zone", path],
            note="prints what it read"),
    ]


def check_whole(bench, path, twin=None):
    size = os.path.getsize(path)
    results = bench.table.row(
        [Command("zoneproof check", bench.ours("check", path))] +
        checkers(path, twin) + [plain_read(path)], size, RECORDS)
    print("  beside the file, zoneproof keeps %.0f bytes a record" % (
        (results[0].peak - size) / RECORDS))


def check_mixed(bench):
    bench.table.title("check, all rules: a mixed zone of %d records" % RECORDS)
    check_whole(bench, bench.zone("mixed"), bench.zone("twin"))


def check_tld(bench):
    bench.table.title("check, all rules: a registry's zone of %d records" %
        RECORDS)
    check_whole(bench, bench.zone("tld"))


def reading(bench):
    bench.table.title("reading and indexing alone, on one core: check -j 1 "
        "--only %s" % CHEAPEST)
    for kind in "mixed", "tld":
        path = bench.zone(kind)
        bench.table.row([Command("zoneproof, %s zone" % kind, bench.ours(
            "check", "-j", "1", "--only", CHEAPEST, path)),
            plain_read(path)], os.path.getsize(path), RECORDS)


def compare(bench):
    bench.table.title("compare: two versions of the mixed zone, 0.5 % changed")
    old, new = bench.zone("mixed"), bench.zone("changed")
    bench.table.row([
        Command("zoneproof compare", bench.ours("compare", old, new), FOUND),
        Command("zoneproof check of one", bench.ours("check", new),
            share=0.5),
        Command("ldns-compare-zones", ["ldns-compare-zones", old, new]),
        plain_read(old, new),
    ], os.path.getsize(old) + os.path.getsize(new), 2 * RECORDS)


def threads(bench):
    bench.table.title("two threads against one: check, the mixed zone")
    path = bench.zone("mixed")
    commands = [Command("zoneproof -j %d" % jobs, bench.ours(
        "check", "-j", str(jobs), "-f", "ndjson", path)) for jobs in (2, 1)]
    bench.table.row(commands, records=RECORDS)
    said = {subprocess.run(command.argv, stdout=subprocess.PIPE,
        check=False).stdout for command in commands}
    print("  %s bytes out" % ("the same" if len(said) == 1 else "NOT the same"))


def many_files(bench):
    bench.table.title("%d zone files of 15 records, one process, one core" %
        ZONES)
    estate, files = bench.estate(), []
    for folder, _, names in os.walk(estate):
        files += [os.path.join(folder, name) for name in names]
    conf = bench.path("named.conf")
    with open(conf, "w") as file:
        file.write("options { check-integrity no; };\n")
        for path in files:
            file.write('zone "%s" { type primary; file "%s"; };\n' % (
                os.path.basename(path)[:-len(".zone")], path))
    bench.table.row([
        Command("zoneproof check -j 1",
            bench.ours("check", "-j", "1", estate), FOUND),
        Command("the same, --only %s" % CHEAPEST, bench.ours(
            "check", "-j", "1", "--only", CHEAPEST, estate), FOUND),
        Command("named-checkconf -z", ["named-checkconf", "-z", conf]),
        Command("cat: a plain read",
            ["find", estate, "-type", "f", "-exec", "cat", "{}", "+"]),
    ], sum(map(os.path.getsize, files)), 15 * ZONES, files=len(files))


def small_file(bench):
    bench.table.title("one file of 20 records, the whole process")
    path, twin = bench.zone("mixed", 20), bench.zone("twin", 20)
    bench.table.row([Command("zoneproof check", bench.ours("check", path))] +
        checkers(path, twin), runs=10 * RUNS)


def git(repository, *words):
    subprocess.run(["git", "-C", repository, "-c", "user.name=Editor",
        "-c", "user.email=editor@example.com", "-c", "gc.auto=0"] +
        list(words), check=True)


def edit(path, *edits):
    with open(path) as file:
        text = file.read()
    for old, new in edits:
        text = text.replace(old, new)
    with open(path, "w") as file:
        file.write(text)


def staged(bench):
    repository = bench.path("repository")
    os.environ.update(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1")
    shutil.copytree(bench.estate(), repository)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "zones")

    # None of these has the fault that estate.py puts into each fiftieth.
    changed = [os.path.join(repository, "%03d" % i,
        "customer%d.example.zone" % i) for i in (7, 8, 9)]
    for path in changed:
        edit(path, (" 1 7200", " 2 7200"), ("IN A 45.3.", "IN A 45.4."))
    git(repository, "add", "-A")
    bench.table.title("diff --staged: %d files, an address changed in 3" %
        ZONES)
    staged_row(bench, repository)

    edit(changed[0], ("shop IN A", "shopping IN A"))
    git(repository, "add", "-A")
    bench.table.title("the same, and a name is removed in one of them")
    staged_row(bench, repository)


def staged_row(bench, repository):
    bench.table.row([
        Command("zoneproof diff --staged",
            bench.ours("diff", "--staged", "-C", repository), FOUND),
        Command("git diff --cached",
            ["git", "-C", repository, "diff", "--cached"]),
    ], runs=4 * RUNS)


def growth(bench):
    bench.table.title("growth: check -j 1 of a mixed zone; what a zone of 20 "
        "records costs is taken off")
    sizes = [max(20, RECORDS * part // 100) for part in (1, 10, 100, 400)]
    commands = [Command(str(size), bench.ours("check", "-j", "1",
        bench.zone("mixed", size))) for size in [20] + sizes]
    start, *results = measure(commands)
    each = [((result.seconds - start.seconds) / size * 1e9,
        (result.peak - start.peak) / size)
        for result, size in zip(results, sizes)]
    for size, figures in zip(sizes, each):
        ratios = [now / usual for now, usual in zip(figures, each[2])]
        flat = all(1 / 1.2 <= ratio <= 1.2 for ratio in ratios)
        print("  %9d records: %6.0f ns (%.2f) and %5.0f bytes (%.2f) each%s" %
            (size, figures[0], ratios[0], figures[1], ratios[1],
            "" if flat else "  NOT flat within 20 %"), flush=True)


ROWS = (check_mixed, check_tld, reading, compare, threads, many_files,
    small_file, staged, growth)


def main():
    for peer in PEERS:
        if not shutil.which(peer):
            print("skip %s: it is not installed" % peer)
    bench = Bench(sys.argv[1], sys.argv[2])
    for row in ROWS:
        row(bench)


main()
