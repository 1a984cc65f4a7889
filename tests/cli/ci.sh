# The check of a pull request: each build server's way of saying with what the
# change is compared, the action's own steps, GitLab's template, and clones that
# lack what it takes.
. tests/lib.sh
for variable in $(env | sed -n 's/^\(\(GITHUB\|CI\|BITBUCKET\|SYSTEM\|CHANGE\|DRONE\|TRAVIS\|CIRRUS\|ZONEPROOF\)[A-Z_]*\)=.*/\1/p'); do
	unset "$variable"
done
PATH=$root/$BUILD:$PATH

mail="@ IN MX 0 example-com.mail.protection.outlook.com."
spf='@ IN TXT "v=spf1 mx include:spf.protection.outlook.com -all"'
less='@ IN TXT "v=spf1 mx -all"'

# The forge's repository: main has gone on while the branch was made.
git_init "$scratch/forge"
cd "$scratch/forge" || exit
zone example.com 1 "$mail" "$spf" >example.com.zone
git add -A && git commit -q -m one
git checkout -q -b topic
zone example.com 2 "$mail" "$less" >example.com.zone
git commit -q -a -m "Tidy SPF"
git checkout -q main
echo "readme" >README
git add -A && git commit -q -m "Something else"
git checkout -q -b pull/1/merge
git merge -q --no-edit topic >/dev/null 2>&1
git checkout -q main
git clone -q -b pull/1/merge . "$scratch/clone"
base=$(git merge-base main topic)
cd "$scratch/clone" || exit

# One server a line: its variables.
while read -r line; do
	name=${line%% *}
	runs 1 "ci: --base auto: $name" env ${line#* } zoneproof diff --base auto
	says "ci: $name: the branch alone is told" "Microsoft 365 may no longer send"
done <<END
github GITHUB_ACTIONS=true GITHUB_BASE_REF=main
gitlab GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA=$base
gitlab-branch GITLAB_CI=true CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
gitlab-push GITLAB_CI=true CI_COMMIT_BEFORE_SHA=$base
bitbucket BITBUCKET_BUILD_NUMBER=7 BITBUCKET_PR_DESTINATION_COMMIT=$(echo "$base" | cut -c1-12)
bitbucket-branch BITBUCKET_BUILD_NUMBER=7 BITBUCKET_PR_DESTINATION_BRANCH=main
azure TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main
jenkins JENKINS_URL=http://x CHANGE_TARGET=main
buildkite BUILDKITE=true BUILDKITE_PULL_REQUEST_BASE_BRANCH=main
drone DRONE=true DRONE_PULL_REQUEST=1 DRONE_TARGET_BRANCH=main
woodpecker CI_SYSTEM_HOST=x CI_COMMIT_TARGET_BRANCH=main
travis TRAVIS=true TRAVIS_PULL_REQUEST=1 TRAVIS_BRANCH=main
appveyor APPVEYOR=True APPVEYOR_PULL_REQUEST_NUMBER=1 APPVEYOR_REPO_BRANCH=main
cirrus CIRRUS_CI=true CIRRUS_PR=1 CIRRUS_BASE_SHA=$base
prow PROW_JOB_ID=x PULL_NUMBER=1 PULL_BASE_SHA=$base
any ZONEPROOF_BASE=origin/main
END
runs 1 "ci: ours comes first" env ZONEPROOF_BASE=origin/main GITHUB_ACTIONS=true \
    GITHUB_BASE_REF=none zoneproof diff --base auto
runs 2 "ci: no build server" zoneproof diff --base auto
says "ci: it says what to do" "ZONEPROOF_BASE" "$scratch/err"
runs 2 "ci: no pull request" env GITHUB_ACTIONS=true GITHUB_BASE_REF= zoneproof diff --base auto
says "ci: it is named" "GitHub Actions runs this for no pull request" "$scratch/err"
runs 2 "ci: a push is no pull request" env TRAVIS=true TRAVIS_PULL_REQUEST=false \
    TRAVIS_BRANCH=main zoneproof diff --base auto
runs 2 "ci: a new branch has no state before" env GITLAB_CI=true \
    CI_COMMIT_BEFORE_SHA=0000000000000000000000000000000000000000 zoneproof diff --base auto
runs 3 "ci: a branch that the clone has not" env JENKINS_URL=http://x CHANGE_TARGET=release \
    zoneproof diff --base auto
says "ci: is named with the setting" "fetch the target branch" "$scratch/err"
runs 3 "ci: a branch that would be a command" env GITHUB_ACTIONS=true \
    'GITHUB_BASE_REF=main@{0}' zoneproof diff --base auto

# A clone without history is no clean result; each server has its own setting.
# (libgit2 1.5 loses a list of its own where a commit's parent is not there.)
export ASAN_OPTIONS=detect_leaks=0
git clone -q --depth 1 --no-single-branch -b pull/1/merge "file://$scratch/forge" "$scratch/shallow"
cd "$scratch/shallow" || exit
while IFS='|' read -r variables setting; do
	runs 3 "ci: shallow: $setting" env $variables zoneproof diff --base auto
	says "ci: shallow: it says so" "$setting" "$scratch/err"
done <<END
GITHUB_ACTIONS=true GITHUB_BASE_REF=main|fetch-depth: 0
GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA=$base|GIT_DEPTH: 0
TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=main|fetchDepth: 0
BITBUCKET_BUILD_NUMBER=7 BITBUCKET_PR_DESTINATION_BRANCH=main|depth: full
END
runs 3 "ci: shallow: a base that is named" env GITHUB_ACTIONS=true zoneproof diff --base origin/main
says "ci: shallow: has the same answer" "fetch-depth: 0" "$scratch/err"
runs 3 "ci: shallow: elsewhere" zoneproof diff --base origin/main
says "ci: shallow: git's own way" "git fetch --unshallow" "$scratch/err"

unset ASAN_OPTIONS

# The recipe for any server.
cd "$scratch/clone" || exit
runs 1 "ci: check.sh" env ZONEPROOF_BASE=origin/main sh "$root/git-hooks/ci/check.sh" -f compact
says "ci: check.sh passes its arguments on" "error[spf-sender-dropped]:"
runs 2 "ci: check.sh without zoneproof" env PATH=/usr/bin:/bin sh "$root/git-hooks/ci/check.sh"
says "ci: check.sh says what it lacks" "ZONEPROOF_SOURCE" "$scratch/err"

if ! python=$(python_with yaml); then
	skip "ci: the action and GitLab's template" "no python3 with yaml here"
	exit
fi

# action STATUS NAME EVENT INPUTS: both JSON; in the folder we stand in
action() {
	want=$1 _name=$2
	printf '{"github":{"action_path":"%s","event_name":"%s","event":%s},"inputs":%s}' \
	    "${source:-$root}" "${5:-pull_request}" "$3" "$4" >"$scratch/context"
	: >"$scratch/summary"
	: >"$scratch/path"
	runs "$want" "$_name" env GITHUB_ACTIONS=true GITHUB_BASE_REF="${6-main}" \
	    RUNNER_TEMP="$scratch" GITHUB_PATH="$scratch/path" \
	    GITHUB_STEP_SUMMARY="$scratch/summary" \
	    "$python" "$root/tests/cli/action.py" "$root/action.yml" "$scratch/context"
}
repository='"repository":{"default_branch":"main"}'
action 1 "action: a bad pull request" "{$repository}" '{}'
says "action: an annotation" "::error file=example.com.zone,line=7,"
says "action: the summary has mail's table" "### What changes for mail" "$scratch/summary"
says "action: with who may no longer send" \
    "| example.com | MX same · SPF −1 sender | Microsoft 365 may no longer send as example.com |" \
    "$scratch/summary"
action 0 "action: fail-on" "{$repository}" '{"fail-on":"never"}'
action 1 "action: sarif" "{$repository}" '{"sarif":"out.sarif"}'
"$python" -c 'import json; assert json.load(open("out.sarif"))["runs"][0]["results"]' \
    2>"$scratch/why" && ok "action: sarif is written" ||
    not_ok "action: sarif is written" "$scratch/why"
rm -f out.sarif
action 0 "action: args" "{$repository}" '{"args":"--rule spf-sender-dropped=off --color never"}'
action 2 "action: args are no patterns" "{$repository}" '{"args":"*"}'
action 1 "action: a base of one's own" "{$repository}" '{"base":"origin/topic~1"}'
action 1 "action: a push" "{$repository,\"before\":\"$base\"}" '{}' push ''
action 1 "action: a push of a new branch" \
    "{$repository,\"before\":\"0000000000000000000000000000000000000000\"}" '{}' push ''
action 1 "action: a merge queue" "{$repository,\"merge_group\":{\"base_sha\":\"$base\"}}" \
    '{}' merge_group ''
action 2 "action: input that would be a command" "{$repository}" \
    '{"base":"$(touch pwned)","args":"; touch pwned"}'
[ ! -e pwned ] && ok "action: and it is none" || not_ok "action: and it is none"

# Where zoneproof is not installed the action builds it from its own source.
mkdir "$scratch/source"
printf 'deps:\n\t@echo deps\nall:\n\t@mkdir -p build && ln -s %s build/zoneproof\n' \
    "$zoneproof" >"$scratch/source/Makefile"
with=$PATH
source=$scratch/source PATH=/usr/bin:/bin
if python=$(python_with yaml); then
	action 1 "action: builds what it runs" "{$repository}" '{}'
	rm -r "$scratch/source/build"
	echo 'all: nothing-like-it' >"$scratch/source/Makefile"
	action 4 "action: a build that fails" "{$repository}" '{}'
	says "action: shows why" "No rule to make target"
else
	skip "action: builds what it runs" "the system's python3 has no yaml"
fi
PATH=$with source=$root
python=$(python_with yaml)
cd "$scratch/shallow" || exit
export ASAN_OPTIONS=detect_leaks=0
action 3 "action: a shallow clone" "{$repository}" '{}'
unset ASAN_OPTIONS
says "action: says what to set" "fetch-depth: 0" "$scratch/err"

# GitLab's template, its lines run as the runner does.
cd "$scratch/clone" || exit
"$python" - "$root/git-hooks/ci/gitlab.yml" >"$scratch/job" 2>"$scratch/why" <<'END' &&
import sys, yaml
job = yaml.safe_load(open(sys.argv[1]))["zoneproof"]
assert job["variables"]["GIT_DEPTH"] == "0"
assert job["artifacts"]["when"] == "always"
reports = job["artifacts"]["reports"]
script = "\n".join(job["before_script"] + job["script"])
assert "gitlab:" + reports["codequality"] in script
assert "junit:" + reports["junit"] in script
print("set -e\n" + script)
END
    ok "gitlab: the template holds together" ||
    not_ok "gitlab: the template holds together" "$scratch/why"
runs 1 "gitlab: a bad merge request" env GITLAB_CI=true \
    CI_MERGE_REQUEST_DIFF_BASE_SHA="$base" sh "$scratch/job"
"$python" -c 'import json; assert json.load(open("zoneproof.codequality.json"))[0]["severity"] == "critical"' \
    2>"$scratch/why" && ok "gitlab: the code quality report" ||
    not_ok "gitlab: the code quality report" "$scratch/why"
"$python" -c 'import xml.etree.ElementTree as t; assert t.parse("zoneproof.junit.xml").getroot().get("failures") == "1"' \
    2>"$scratch/why" && ok "gitlab: the report of tests" ||
    not_ok "gitlab: the report of tests" "$scratch/why"

# The pre-commit framework, with this very repository's hooks.
if ! command -v pre-commit >/dev/null; then
	skip "pre-commit: the framework" "not here (tests/deps.sh test)"
	exit
fi
export PRE_COMMIT_HOME="$scratch/pre-commit" PATH="$root/$BUILD:/usr/bin:$PATH"
git_init "$scratch/hooks"
cp "$root/.pre-commit-hooks.yaml" "$scratch/hooks/"
(cd "$scratch/hooks" && git add -A && git commit -q -m hooks && git tag v1)
git_init "$scratch/framework"
cd "$scratch/framework" || exit
zone example.com 1 "$mail" "$spf" >example.com.zone
cat >.pre-commit-config.yaml <<END
repos:
  - repo: $scratch/hooks
    rev: v1
    hooks:
      - id: zoneproof
      - id: zoneproof-files
END
git add -A && git commit -q -m one
runs 0 "pre-commit: install" pre-commit install
zone example.com 2 "$mail" "$less" >example.com.zone
runs 1 "pre-commit: a bad commit" git commit -q -a -m bad
says "pre-commit: with the reason" "spf-sender-dropped" "$scratch/err"
git reset -q --hard
git rm -q example.com.zone
runs 1 "pre-commit: a commit that only deletes" git commit -q -m bad
says "pre-commit: is seen" "zone-removed" "$scratch/err"
git reset -q --hard
zone example.com 2 "$mail" "$spf" "www IN A 192.0.2.1" >example.com.zone
runs 0 "pre-commit: a good commit" git commit -q -a -m good
zone example.com 3 "$mail" "$spf" "www IN A 192.0.2.1" "www IN CNAME x.example.net." >example.com.zone
runs 1 "pre-commit: the files as they are" pre-commit run zoneproof-files --files example.com.zone
