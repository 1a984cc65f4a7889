"""Reads the golden files of the formats as their users do, and holds each
against json's: readers.py WHAT [FILE]."""
import csv
import json
import re
import sys
import xml.etree.ElementTree as tree

what = sys.argv[1]
whole = json.load(open("expected.json"))
findings = whole["findings"]
assert len(findings) > 4, "too few to prove anything"
assert [each["allowed"] for each in findings].count(None) == len(findings) - 1


def lines_of(name):
    return [json.loads(line) for line in open("expected." + name)]


def headline(finding):
    return finding["message"].split("\n")[0]


def check_json():
    assert whole["version"] == 1 and whole["tool"]["name"] == "zoneproof"
    lines = lines_of("ndjson")
    assert lines[-1]["kind"] == "end" and lines[-1]["complete"] is True
    assert [each["fingerprint"] for each in lines[:-1]] == \
        [each["fingerprint"] for each in findings]
    for finding in findings:
        for key in ("rule", "severity", "message", "zone", "name", "type",
                    "side", "file", "line", "column", "fingerprint", "evidence",
                    "fix", "allowed", "allow_line"):
            assert key in finding, key
        assert finding["zone"].endswith(".")
        assert len(finding["fingerprint"]) == 32
    for key in ("error", "warning", "notice", "allowed", "zones", "records",
                "changed"):
        assert isinstance(whole["summary"][key], int), key


def utf16(line, column):
    """A byte column as UTF-16 units, both from 1."""
    before = line[:column - 1].decode("utf-8", "replace")
    return len(before.encode("utf-16-le")) // 2 + 1


def check_sarif():
    document = json.load(open("expected.sarif"))
    assert len(document["runs"]) == 1
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "notice": "note"}
    seen_wide = seen_gone = False
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["help"]["markdown"] and rule["shortDescription"]["text"]
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["ruleId"] == finding["rule"]
        assert result["level"] == levels[finding["severity"]]
        assert result["message"]["text"].startswith(finding["message"])
        prints = result["partialFingerprints"]
        assert prints["zoneproof/v1"] == finding["fingerprint"]
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        if finding["side"] == "before":
            # It stands on a line that is still there, and has GitHub's key.
            seen_gone = True
            assert prints["primaryLocationLineHash"] == finding["fingerprint"]
            assert place["artifactLocation"]["uri"] == "after.zone"
            old = result["relatedLocations"][0]["physicalLocation"]
            assert old["artifactLocation"]["uri"] == "before.zone"
            assert old["region"]["startLine"] == finding["line"]
        else:
            assert "primaryLocationLineHash" not in prints
            line = open(finding["file"], "rb").read() \
                .split(b"\n")[finding["line"] - 1]
            assert region["startLine"] == finding["line"]
            assert region["startColumn"] == utf16(line, finding["column"])
            seen_wide |= region["startColumn"] != finding["column"]
        assert (result["suppressions"] != []) == \
            (finding["allowed"] is not None)
    assert seen_wide and seen_gone


def check_diagnostics():
    gitlab = json.load(open("expected.gitlab"))
    rdjson = json.load(open("expected.rdjson"))["diagnostics"]
    rdjsonl = lines_of("rdjsonl")
    assert len(gitlab) == len(rdjson) == len(rdjsonl) == len(findings)
    for issue, diagnostic, line, finding in zip(
            gitlab, rdjson, rdjsonl, findings):
        assert issue["check_name"] == diagnostic["code"]["value"] == \
            finding["rule"]
        assert issue["fingerprint"] == finding["fingerprint"]
        assert issue["severity"] in ("info", "minor", "major", "critical",
                                     "blocker")
        assert issue["description"].endswith(headline(finding))
        if finding["allowed"] is not None:
            assert issue["severity"] == "info"
            assert diagnostic["severity"] == "INFO"
        assert not issue["location"]["path"].startswith("./")
        assert issue["location"]["lines"]["begin"] >= 1
        assert diagnostic["message"].startswith(finding["message"])
        assert line["source"]["name"] == "zoneproof"
        assert line["location"] == diagnostic["location"]
        if finding["side"] == "after":
            start = diagnostic["location"]["range"]["start"]
            assert start == {"line": finding["line"],
                             "column": finding["column"]}


def check_csv():
    rows = list(csv.DictReader(open("expected.csv", newline="")))
    assert len(rows) == len(findings)
    for row, finding in zip(rows, findings):
        for key in ("rule", "severity", "zone", "name", "type", "side", "file",
                    "message", "fingerprint"):
            assert row[key] == finding[key], key
        assert int(row["line"]) == finding["line"]
        assert row["fix"] == (finding["fix"] or "")
        assert row["allowed"] == (finding["allowed"] or "")


def check_xml():
    cases = {(each["zone"], each["rule"]) for each in findings}
    failing = {(each["zone"], each["rule"]) for each in findings
               if each["severity"] == "error" and each["allowed"] is None}
    root = tree.parse("expected.junit").getroot()
    got = {(case.get("classname"), case.get("name"))
           for case in root.iter("testcase")}
    assert got == cases | {("zoneproof", "everything was read")}, got ^ cases
    assert failing == {(case.get("classname"), case.get("name"))
                       for case in root.iter("testcase")
                       if case.find("failure") is not None}
    assert int(root.get("tests")) == len(got)
    assert int(root.get("failures")) == len(failing)
    errors = list(tree.parse("expected.checkstyle").getroot().iter("error"))
    assert len(errors) == len(findings)
    for error, finding in zip(errors, findings):
        assert error.get("source") == "zoneproof." + finding["rule"]
        assert error.get("message").startswith(finding["message"])
        assert (error.get("severity") == "info") == \
            (finding["severity"] == "notice" or finding["allowed"] is not None)


def check_github():
    def plain(value):
        for code, character in (("%0A", "\n"), ("%3A", ":"), ("%2C", ","),
                                ("%25", "%")):
            value = value.replace(code, character)
        return value

    got = []
    for line in open("expected.github"):
        command = re.fullmatch(r"::(\w+) ([^:]*)::(.*)\n", line)
        if command:
            properties = dict(pair.split("=", 1)
                              for pair in command[2].split(","))
            assert properties["file"] == "after.zone", properties
            got.append((command[1], plain(properties["title"]),
                        plain(command[3]).split("\n")[0]))
    def level_of(finding):
        return finding["severity"] if finding["allowed"] is None else "notice"

    want = [(level_of(each), "zoneproof: " + each["rule"], headline(each))
            for level in ("error", "warning", "notice") for each in findings
            if level_of(each) == level]
    assert got == want, (got, want)


def check_schema():
    import jsonschema
    schema = json.load(open(sys.argv[2]))
    kind = jsonschema.validators.validator_for(schema)
    errors = list(kind(schema).iter_errors(json.load(open("expected.sarif"))))
    assert not errors, errors[:3]


globals()["check_" + what]()
