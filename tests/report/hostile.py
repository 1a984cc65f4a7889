"""Reads one report of the hostile zones as its readers do, and looks for what
got through: hostile.py FORMAT FILE."""
import csv
import html.parser
import io
import json
import re
import sys
import unicodedata
import xml.etree.ElementTree as tree

name, path = sys.argv[1:]
data = open(path, "rb").read()
text = data.decode("utf-8")  # which fails on bad UTF-8
assert len(text) > 1000, "the zones say too little"

# No terminal is told anything: no control, no character that hides or turns.
for character in text.replace("\r\n", "\n") if name == "csv" else text:
    if character != "\n":
        assert unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp"), \
            hex(ord(character))

# No build server is told anything but what the format is for.
allowed = re.compile(
    r"::(error|warning|notice) (file=[^:]*,)?(line=\d+,endLine=\d+,col=\d+,)?"
    r"title=[^:]*::[^\n]*") if name == "github" else None
for line in text.splitlines():
    if line.lstrip().startswith("::"):
        assert re.match("::[0-9]", line.lstrip()) or \
            allowed and allowed.fullmatch(line), line
    assert not re.search(r"##(\[|[A-Za-z])", line), line


def values(thing):
    """Every string of a JSON value."""
    if isinstance(thing, dict):
        for value in thing.values():
            yield from values(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from values(value)
    elif isinstance(thing, str):
        yield thing


if name in ("json", "sarif", "gitlab", "rdjson", "ndjson", "rdjsonl"):
    documents = text.splitlines() if name in ("ndjson", "rdjsonl") else [text]
    found = [value for each in documents for value in values(json.loads(each))]
    assert any("script" in value for value in found)
    assert "</script" not in text and "<!--" not in text
if name in ("junit", "checkstyle"):
    root = tree.fromstring(text)
    assert not list(root.iter("script"))
    assert any("script" in value for node in root.iter()
               for value in list(node.attrib.values()) + [node.text or ""])
if name == "csv":
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) > 20 and all(len(row) == 14 for row in rows)
    for row in rows[1:]:
        assert "\n" not in "".join(row[:10] + row[13:]), row
        for cell in row:
            assert not cell or cell[0] not in "=+-@\t\r\n", cell
if name == "compact":
    for line in text.splitlines():
        assert re.search(r"(error|warning|notice)\[[a-z-]+\]: |note: ", line), line
if name == "markdown":
    from markdown_it import MarkdownIt

    class Tags(html.parser.HTMLParser):
        seen = set()

        def handle_starttag(self, tag, attributes):
            self.seen.add(tag)
            for key, _ in attributes:
                assert key in ("class", "style"), (tag, key)

    page = MarkdownIt("gfm-like", {"html": True, "linkify": False}) \
        .render(text)
    Tags().feed(page)
    assert Tags.seen <= {"h2", "h3", "h4", "p", "table", "thead", "tbody", "tr",
                         "th", "td", "br", "pre", "code", "ul", "li", "strong",
                         "blockquote"}, Tags.seen
    for bare in re.sub(r"(?s)```.*?```", "", text).splitlines():
        assert "://" not in bare and "@" not in bare, bare
