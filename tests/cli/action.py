"""Runs the steps of action.yml as far as a machine without the forge can:
action.py ACTION CONTEXT.json, where the context holds "github", "inputs" and
"runner". Prints what the steps print; ends as the first that fails."""
import json
import os
import re
import subprocess
import sys

import yaml

action = yaml.safe_load(open(sys.argv[1]))
context = json.load(open(sys.argv[2]))
inputs = {name: each.get("default", "")
          for name, each in action["inputs"].items()}
unknown = set(context["inputs"]) - set(inputs)
assert not unknown, unknown
context["inputs"] = {**inputs, **context["inputs"]}


def look_up(name):
    """github.event.x as the forge has it: the empty string where it is not."""
    value = context
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value


def evaluate(expression):
    """The few operators that the file uses, on strings."""
    python = re.sub(
        r"'[^']*'|[a-z][\w-]*(\.[\w-]+)*",
        lambda found: found[0] if found[0].startswith("'")
        else "look_up(%r)" % found[0], expression)
    python = python.replace("||", " or ").replace("&&", " and ")
    return str(eval(python) or "")


def expand(text):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: evaluate(found[1].strip()),
                  str(text))


path = os.environ["PATH"]
status = 0
for step in action["runs"]["steps"]:
    if "run" not in step:
        assert step["uses"].startswith("github/codeql-action/upload-sarif@")
        continue
    # What a stranger writes must not become part of a script.
    assert "${{" not in step["run"], step["name"]
    assert step["shell"] == "bash"
    environment = {**os.environ, "PATH": path, **{
        name: expand(value) for name, value in step.get("env", {}).items()}}
    # As the runner starts its shell.
    status = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env=environment).returncode
    if status:
        break
    with open(os.environ["GITHUB_PATH"]) as added:
        path = ":".join([line.strip() for line in added] + [path])
sys.exit(status)
