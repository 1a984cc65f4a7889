#!/usr/bin/env python3
"""The rows of the bench: rows.py ZONEPROOF FOLDER-TO-WORK-IN MARKDOWN

Each function in ROWS is a row: it builds its input, says what is compared, has
it measured, and says what it aims at. RECORDS, ZONES and RUNS in the
environment shrink or lengthen it all; ROW runs those alone whose name holds
it. Peers that are not installed are left out, and said to be; a row that fails
is said to have failed, and the others follow.
"""
import datetime
import os
import shutil
import subprocess
import sys
import time
import traceback

from measure import RUNS, Command, measure
from table import Aim, Row, Table

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDS = int(os.environ.get("RECORDS", 1000000))
ZONES = int(os.environ.get("ZONES", 20000))
PEERS = ("validns", "kzonecheck", "named-checkzone", "named-checkconf",
    "nsd-checkzone", "ldns-read-zone", "ldns-compare-zones")
# Those that a row's aims and the README speak of.
CHECKERS = ("validns", "kzonecheck", "named-checkzone -i none",
    "nsd-checkzone", "ldns-read-zone")
# A rule that costs nothing: what is measured is reading and indexing.
CHEAPEST = "no-ttl"
FOUND = (0, 1)
# The kernel tells peaks of memory that many bytes too low or too high.
PEAK_STEP = 512 * 1024
READ = "cat: a plain read"


class Bench:
    def __init__(self, zoneproof, work):
        self.zoneproof = zoneproof
        self.work = work
        self.table = Table()

    def path(self, name):
        return os.path.join(self.work, name)

    def ours(self, *words):
        return [self.zoneproof] + list(words)

    def measure(self, commands, runs=RUNS):
        return measure(commands, self.work, runs)

    def row(self, commands, runs=RUNS, **what):
        return self.table.row(self.measure(commands, runs), **what)

    def zone(self, kind, records=RECORDS):
        """A zone file of that kind; made when first asked for."""
        path = self.path("%s-%d.zone" % (kind, records))
        if not os.path.exists(path):
            with open(path, "w") as file:
                subprocess.run([sys.executable, HERE + "/zone.py",
                    str(records), kind], stdout=file, check=True)
        return path

    def estate(self, zones=ZONES):
        path = self.path("estate-%d" % zones)
        if not os.path.exists(path):
            subprocess.run([sys.executable, HERE + "/estate.py", path,
                str(zones)], check=True)
        return path


def counted(number):
    return "{:,}".format(number)


def plain_read(*paths):
    return Command(READ, ["cat"] + list(paths))


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


# ---------------------------------------------------------- one large zone

def check_whole(bench, what, faster, path, twin=None):
    size = os.path.getsize(path)
    bench.table.title("check, all rules: %s of %s records, %.0f MB" % (
        what, counted(RECORDS), size / 1e6))
    row = bench.row([Command("zoneproof check", bench.ours("check", path))] +
        checkers(path, twin) + [plain_read(path)], size=size, records=RECORDS)
    beside = (row.ours.peak - size) / RECORDS
    bench.table.aims("`check`, all rules, %s of %s records" % (
            what, counted(RECORDS)), row,
        [row.faster(name, times) for name, times in faster] +
        [row.at_most(beside, 110, "bytes a record beside the file")],
        "%.2f s, %.0f MB/s" % (row.ours.seconds,
            size / 1e6 / (row.ours.seconds or 1)), CHECKERS)


def check_mixed(bench):
    check_whole(bench, "a mixed zone", (("validns", 3), ("kzonecheck", 4),
        ("named-checkzone -i none", 9)), bench.zone("mixed"),
        bench.zone("twin"))


def check_tld(bench):
    check_whole(bench, "a registry's zone", (("validns", 5), ("kzonecheck", 5),
        ("named-checkzone -i none", 11)), bench.zone("tld"))


def zscanner(bench):
    """The reader of Knot as a program; where it cannot be built, none is."""
    program = bench.path("zscanner")
    built = subprocess.run([os.environ.get("CC", "cc").split()[-1], "-O2",
        "-D_GNU_SOURCE", "-o", program, HERE + "/zscanner.c", "-lzscanner"],
        stderr=subprocess.DEVNULL, check=False)
    if built.returncode != 0:
        print("  skip libzscanner: it is not installed")
    return program


def reading(bench):
    bench.table.title("reading and indexing alone, on one core: check -j 1 "
        "--only %s" % CHEAPEST)
    scanner = zscanner(bench)
    for kind in "mixed", "tld":
        path = bench.zone(kind)
        size = os.path.getsize(path)
        row = bench.row([
            Command("zoneproof, %s zone" % kind, bench.ours(
                "check", "-j", "1", "--only", CHEAPEST, path)),
            Command("libzscanner into an arena",
                [scanner, "example.com.", path], note="sorts nothing"),
            Command("all rules", bench.ours("check", "-j", "1", path)),
            plain_read(path)], size=size, records=RECORDS)
        bench.table.aims("reading and sorting alone, one core, %s" % kind, row,
            [row.faster("libzscanner into an arena", 1),
                row.at_most(row.ratio("all rules"), 2, "× with all rules")],
            "%.2f s, %.0f MB/s" % (row.ours.seconds,
                size / 1e6 / (row.ours.seconds or 1)))


def compare(bench):
    bench.table.title("compare: two versions of the mixed zone, 0.5 % changed")
    old, new = bench.zone("mixed"), bench.zone("changed")
    size = os.path.getsize(old) + os.path.getsize(new)
    row = bench.row([
        Command("zoneproof compare", bench.ours("compare", old, new), FOUND),
        Command("zoneproof check of one", bench.ours("check", new),
            share=0.5),
        Command("ldns-compare-zones", ["ldns-compare-zones", old, new]),
        plain_read(old, new),
    ], size=size, records=2 * RECORDS)
    one = row.ratio("zoneproof check of one")
    bench.table.aims("`compare` of two versions, 0.5 % changed", row, [
        row.faster("ldns-compare-zones", 20),
        row.at_most(1 / one if one else None, 2.2, "× one check"),
    ], "%.2f s" % row.ours.seconds, ("ldns-compare-zones",))

    bench.table.title("the same file twice")
    twin = bench.path("same.zone")
    shutil.copyfile(old, twin)
    row = bench.row([
        Command("zoneproof compare", bench.ours("compare", old, twin)),
        Command("zoneproof, reading one", bench.ours("check", "--only",
            CHEAPEST, old), share=0.5),
        plain_read(old, twin)], size=size, records=2 * RECORDS)
    os.remove(twin)


def threads(bench):
    bench.table.title("two threads against one: check, the mixed zone")
    path = bench.zone("mixed")
    commands = [Command("zoneproof -j %d" % jobs, bench.ours(
        "check", "-j", str(jobs), "-f", "ndjson", path)) for jobs in (2, 1)]
    row = bench.row(commands, records=RECORDS)
    said = {subprocess.run(command.argv, stdout=subprocess.PIPE,
        check=False).stdout for command in commands}
    bench.table.aims("two threads against one", row, [
        row.faster("zoneproof -j 1", 1.6, "one"),
        Aim("the same bytes", "they are" if len(said) == 1 else
            "they differ", len(said) == 1)])


def growth(bench):
    bench.table.title("growth: check -j 1 of a mixed zone; what a zone of 20 "
        "records costs is taken off")
    sizes = [max(20, RECORDS * part // 100) for part in (1, 10, 100, 400)]
    found = {}
    for part, runs in ([20] + sizes[:2], 8 * RUNS), (sizes[2:], RUNS):
        found.update(bench.measure([Command(size, bench.ours("check", "-j",
            "1", bench.zone("mixed", size))) for size in part], runs))
    if any(result.failed for result in found.values()):
        raise RuntimeError("a check of it failed")
    start = found[20]
    each = {size: ((found[size].seconds - start.seconds) / size,
        (found[size].peak - start.peak) / size) for size in sizes}
    usual = each[sizes[2]]
    flat = [True, True]
    for size in sizes:
        spent, kept = each[size]
        slack = PEAK_STEP / size
        flat[0] &= 1 / 1.2 <= spent / usual[0] <= 1.2
        flat[1] &= usual[1] / 1.2 - slack <= kept <= usual[1] * 1.2 + slack
        print("  %10s records: %6.0f ns (%.2f) and %5.0f bytes (%.2f) each, "
            "± %.0f as the kernel counts" % (counted(size), spent * 1e9,
            spent / usual[0], kept, kept / usual[1], slack), flush=True)
    bench.table.aims("growth, %s to %s records" % (counted(sizes[0]),
        counted(sizes[-1])), Row(found), [Aim("%s a record flat within 20 %%" % what,
            " · ".join("%.0f" % (each[size][i] * scale) for size in sizes) +
            " " + unit, flat[i]) for i, (what, scale, unit) in
        enumerate((("time", 1e9, "ns"), ("memory", 1, "bytes, ± %.0f for the "
            "first as the kernel counts" % (PEAK_STEP / sizes[0]))))])


# -------------------------------------------------------- many small zones

def many_files(bench):
    estate, files = bench.estate(), []
    for folder, _, names in os.walk(estate):
        files += [os.path.join(folder, name) for name in names]
    conf = bench.path("named.conf")
    with open(conf, "w") as file:
        file.write("options { check-integrity no; };\n")
        for path in files:
            file.write('zone "%s" { type primary; file "%s"; };\n' % (
                os.path.basename(path)[:-len(".zone")], path))
    bench.table.title("%s zone files of 17 records, one process, one core" %
        counted(ZONES))
    row = bench.row([
        Command("zoneproof check -j 1",
            bench.ours("check", "-j", "1", estate), FOUND),
        Command("the same, --only %s" % CHEAPEST, bench.ours(
            "check", "-j", "1", "--only", CHEAPEST, estate), FOUND),
        Command("named-checkconf -z", ["named-checkconf", "-z", conf]),
        Command(READ,
            ["find", estate, "-type", "f", "-exec", "cat", "{}", "+"]),
    ], size=sum(map(os.path.getsize, files)), records=17 * ZONES,
        files=len(files))
    each = row.ours.seconds / len(files) * 1e6
    bench.table.aims("%s zone files of 17 records, one core" %
        counted(ZONES), row, [
            row.at_most(each, 15, "µs a file"),
            row.faster("named-checkconf -z", 4),
        ], "%.2f s" % row.ours.seconds, ("named-checkconf -z",))


def audit(bench):
    estate, part = bench.estate(), max(10, ZONES // 20)
    few, jobs = bench.estate(part), os.cpu_count()
    pairs = bench.path("pairs")
    with open(pairs, "w") as file:
        for folder, _, names in os.walk(few):
            for name in names:
                file.write("%s %s\n" % (name[:-len(".zone")],
                    os.path.join(folder, name)))

    def ours(name, folder, *words):
        return Command(name, bench.ours("audit", "-f", "ndjson:/dev/null",
            folder, *words), FOUND)

    def theirs(name, *argv):
        return Command(name, ["xargs", "-a", pairs, "-P", str(jobs), "-n",
            "2"] + list(argv), times=ZONES / part)

    bench.table.title("audit of %s zones, as many processes as cores; who "
        "starts a program for each zone does a part" % counted(ZONES))
    each = [theirs("named-checkzone", "named-checkzone", "-i", "none"),
        theirs("kzonecheck", "kzonecheck", "-o")]
    row = bench.row([ours("zoneproof audit", estate),
        ours("zoneproof audit -j 1", estate, "-j", "1")] +
        [command for command in each if shutil.which(command.name)])
    print("  zones a second: %.0f" % (ZONES / (row.ours.seconds or 1)))
    bench.table.aims("`audit` of %s zones" % counted(ZONES), row, [],
        "%.2f s, %s zones a second" % (row.ours.seconds,
            counted(round(ZONES / (row.ours.seconds or 1)))),
        ("named-checkzone", "kzonecheck"))
    row = bench.row([ours("%s zones" % counted(count), folder)
        for count, folder in ((ZONES, estate), (part, few))])
    print("  memory: %s" % ", ".join("%.1f MB for %s" % (
        result.peak / 1e6, name) for name, result in row.results.items()))


def audit_large(bench):
    bench.table.title("audit of a registry's zone of %s records" %
        counted(RECORDS))
    path = bench.zone("tld")
    bench.row([Command("zoneproof audit", bench.ours("audit", path)),
        Command("its bare reading", bench.ours("check", "--only", CHEAPEST,
            path)), plain_read(path)], size=os.path.getsize(path),
        records=RECORDS)


def small_file(bench):
    bench.table.title("one file of 20 records, the whole process")
    path, twin = bench.zone("mixed", 20), bench.zone("twin", 20)
    row = bench.row([Command("zoneproof check", bench.ours("check", path))] +
        checkers(path, twin), runs=10 * RUNS)
    bench.table.aims("one small file, the whole process", row, [
        row.at_most(row.ours.seconds * 1000, 5, "ms"),
        row.faster("kzonecheck", 1)], "%.1f ms" % (row.ours.seconds * 1000),
        CHECKERS)


# -------------------------------------------------------------------- git

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
    bench.table.title("diff --staged: %s files, an address changed in 3" %
        counted(ZONES))
    staged_row(bench, repository, "`diff --staged`, 3 of %s files changed" %
        counted(ZONES), 30)

    edit(changed[0], ("shop IN A", "shopping IN A"))
    git(repository, "add", "-A")
    bench.table.title("the same, and a name is removed in one of them")
    staged_row(bench, repository, "the same, a name removed")


def staged_row(bench, repository, what, most=None):
    row = bench.row([
        Command("zoneproof diff --staged",
            bench.ours("diff", "--staged", "-C", repository), FOUND),
        Command("git diff --cached",
            ["git", "-C", repository, "diff", "--cached"]),
    ], runs=4 * RUNS)
    bench.table.aims(what, row,
        [row.at_most(row.ours.seconds * 1000, most, "ms")] if most else [],
        "%.0f ms" % (row.ours.seconds * 1000), ("git diff --cached",))


ROWS = (check_mixed, check_tld, reading, compare, threads, growth, many_files,
    small_file, staged, audit, audit_large)


def rows_run(bench):
    """Runs the rows; false when one of them failed."""
    whole = True
    for row in ROWS:
        if os.environ.get("ROW", "") not in row.__name__:
            continue
        try:
            row(bench)
        except Exception:
            whole = False
            print("  FAILED: this row did not end", flush=True)
            traceback.print_exc()
    return whole


def main():
    for peer in PEERS:
        if not shutil.which(peer):
            print("skip %s: it is not installed" % peer)
    zoneproof, work, markdown = sys.argv[1:]
    start = time.monotonic()
    bench = Bench(zoneproof, work)
    whole = rows_run(bench)
    print("\n%d s; medians of %d runs or more" % (time.monotonic() - start,
        RUNS))
    for failed in bench.table.failed:
        print("NOT MEASURED: %s" % failed)
    with open(markdown, "w") as file:
        file.write(bench.table.markdown("`make bench` on %d processors, %s, "
            "medians of %d runs:" % (os.cpu_count(),
                datetime.date.today(), RUNS)))
    ours = [failed for failed in bench.table.failed if "zoneproof" in failed]
    return 0 if whole and not ours else 1


sys.exit(main())
