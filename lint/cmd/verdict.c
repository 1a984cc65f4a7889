/* Tells how the exit status came about. */
#include "verdict.h"

#include <string.h>

#include "../base/print.h"
#include "../report/report.h"

#define SHOWN 20 /* findings that fail, or are allowed */

/* Who said an option: the command line, the environment, the configuration? */
static const char *
said_by(const struct run *run, const char *option)
{
	const struct options *options = run->options;

	for (size_t i = options->given_count; i > 0; i--)
		if (strcmp(options->given[i - 1].name, option) == 0)
			return options->given[i - 1].environment ?
			    "the environment" :
			    "the command line";
	return config_says(run->config, option) ? run->policy.from : "built in";
}

static void
tell_finding(const char *label, const struct finding *finding)
{
	fprintf(stderr, "  %s: %s[%s] ", label,
	    severity_text(finding->severity), finding->rule_id);
	print_safe_string(
	    stderr, *finding->name != '\0' ? finding->name : finding->message);
	if (finding->place.file != NULL) {
		fputs(" at ", stderr);
		print_safe_string(stderr, finding->place.file);
		fprintf(stderr, ":%u", finding->place.line);
	}
	if (finding->allowed != NULL) {
		fputs(", by ", stderr);
		print_safe_string(stderr, finding->allowed);
	}
	putc('\n', stderr);
}

static void
tell_findings(const struct findings *findings, const char *label,
    enum zp_severity fail_on, bool allowed)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		if (allowed ? finding->allowed == NULL :
			      !finding_fails(finding, fail_on))
			continue;
		if (count++ < SHOWN)
			tell_finding(label, finding);
	}
	if (count > SHOWN)
		fprintf(stderr, "  %s: %zu more\n", label, count - SHOWN);
}

void
verdict_explain(
    const struct run *run, const struct findings *findings, int status)
{
	enum zp_severity fail_on = run_fail_on(run);
	size_t milder = 0;

	for (size_t i = 0; i < findings->count; i++)
		milder += findings->at[i].allowed == NULL &&
		    !finding_fails(&findings->at[i], fail_on);
	fprintf(stderr, "verdict: exit status %d\n  policy: ", status);
	print_safe_string(stderr,
	    run->policy.from != NULL ? run->policy.from :
				       "no configuration: the built-in rules");
	fprintf(stderr, "\n  fail-on: %s (",
	    fail_on == ZP_OFF ? "never" : severity_text(fail_on));
	print_safe_string(stderr, said_by(run, "fail-on"));
	fputs(")\n", stderr);
	tell_findings(findings, "fails", fail_on, false);
	tell_findings(findings, "allowed", fail_on, true);
	if (milder > 0)
		fprintf(stderr, "  milder than that: %zu\n", milder);
	if (run->troubles > 0)
		fprintf(
		    stderr, "  not read, or not wholly: %zu\n", run->troubles);
	if (run->policy.emergency)
		fputs("  emergency: everything goes through\n", stderr);
}
