"""What the bench prints: each row as it is measured, then whether the row
reached what it aims at; and the few figures of it that the README quotes.
"""
import collections

HEADER = ("what", "median ms", "least", "times ours", "MB/s", "of a read",
    "B/record")
LINE = "  %-34s %10s %10s %11s %8s %10s %9s  %s"

# text: the aim, as people say it. got: what was measured, as text. met: None
# when it could not be told.
Aim = collections.namedtuple("Aim", "text got met")


class Row:
    """The figures of one row, by the names of its commands."""

    def __init__(self, results):
        self.results = results
        self.ours = next(iter(results.values()))

    def has(self, name):
        return name in self.results and not self.results[name].failed

    def ratio(self, name):
        """How many times ours that one takes; None: it was not measured."""
        if self.ours.failed or not self.has(name):
            return None
        return self.results[name].seconds / self.ours.seconds

    def faster(self, name, times, peer=None):
        """The aim to be that many times faster than a command of the row."""
        ratio = self.ratio(name)
        return Aim("≥ %g × faster than %s" % (times, peer or name),
            "not measured" if ratio is None else "%.2f ×" % ratio,
            None if ratio is None else ratio >= times)

    def at_most(self, value, most, unit):
        """The aim to stay below a figure that the row brought."""
        text = "≤ %g %s" % (most, unit)
        if self.ours.failed or value is None:
            return Aim(text, "not measured", None)
        return Aim(text, "%.3g" % value, value <= most)


def milliseconds(seconds):
    return "%.*f" % (2 if seconds < 0.1 else 0, seconds * 1000)


class Table:
    def __init__(self):
        self.quoted = []
        self.failed = []
        print(LINE % (HEADER + ("",)))

    def title(self, text):
        print("\n" + text, flush=True)

    def row(self, results, size=0, records=0, files=0):
        """Prints what measure() brought; the first is whom to compare with.

        size: bytes that the row reads; where it is given, the last command is
        the plain read. records, files: how many are read.
        """
        row = Row(results)
        plain = list(results.values())[-1]
        for name, result in results.items():
            if result.failed:
                print("  %-34s NOT MEASURED: %s" % (name, result.failed))
                self.failed.append("%s: %s" % (name, result.failed))
                continue
            share, ratio = result.command.share, row.ratio(name)
            print(LINE % (name, milliseconds(result.seconds),
                milliseconds(result.least),
                "%.2f" % ratio if ratio else "",
                "%.0f" % (share * size / result.seconds / 1e6) if size else "",
                "%.3f" % (share * plain.seconds / result.seconds)
                    if size and not plain.failed else "",
                "%.0f" % (result.peak / records / share) if records else "",
                "; ".join(notes(result, files))), flush=True)
        return row

    def aims(self, what, row, aims, said="", peers=()):
        """Judges a row, and keeps what the README says of it.

        what: the work, for the README; "" leaves the row out. said: our own
        figures. peers: the commands whose ratio it shows.
        """
        for aim in aims:
            print("  %s: aim %s, got %s" % (VERDICTS[aim.met], aim.text,
                aim.got), flush=True)
        if what:
            self.quoted.append((what, said, ", ".join(
                "%s %s ×" % (name, short(row.ratio(name))) for name in peers
                if row.ratio(name) is not None), aims))

    def markdown(self, heading):
        """The table of the README."""
        lines = [heading, "", "| work | zoneproof | others take | aim |",
            "|---|---|---|---|"]
        for what, said, peers, aims in self.quoted:
            lines.append("| %s | %s | %s | %s |" % (what, said, peers or "–",
                "<br>".join(quoted(aim) for aim in aims)))
        return "\n".join(lines) + "\n"


def short(ratio):
    return "%.*f" % (2 if ratio < 1 else 1 if ratio < 10 else 0, ratio)


VERDICTS = {True: "met", False: "MISSED", None: "not judged"}


def quoted(aim):
    return "%s: %s%s" % (aim.text, aim.got, "" if aim.met else
        " (**missed**)" if aim.met is False else "")


def notes(result, files):
    if result.command.note:
        yield result.command.note
    if result.command.times != 1:
        yield "%g times what a part took" % result.command.times
    if files:
        yield "%.1f us a file" % (result.seconds / files * 1e6)
