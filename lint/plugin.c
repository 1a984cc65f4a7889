/* Loads plugins, shakes hands with them, and takes their rules in. */
#include "plugin.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/vector.h"

struct rule_list {
	VECTOR_OF(const struct zp_rule *);
};

/* The first words of struct zp_plugin are the same in every version. */
static int
shake_hands(const struct zp_plugin *plugin, const char *file, struct error *err)
{
	if (plugin->abi != ZP_ABI)
		return error_usage(err,
		    "%s: built for zoneproof's ABI %u, this one has %u: build "
		    "it anew",
		    file, plugin->abi, (unsigned)ZP_ABI);
	if (plugin->rule_size != sizeof(struct zp_rule))
		return error_usage(err,
		    "%s: its rules have %u bytes, ours %zu: build it anew",
		    file, plugin->rule_size, sizeof(struct zp_rule));
	if (plugin->name == NULL || *plugin->name == '\0' ||
	    plugin->rules == NULL)
		return error_usage(
		    err, "%s: a plugin without a name or rules", file);
	return 0;
}

static const struct zp_plugin *
plugin_open(struct arena *run, const char *file, struct error *err)
{
	/* A bare word would be searched for where libraries are. */
	const char *path =
	    strchr(file, '/') != NULL ? file : arena_format(run, "./%s", file);
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	const struct zp_plugin *plugin = NULL;

	if (object == NULL) {
		error_usage(err, "--plugin %s: %s", file, dlerror());
		return NULL;
	}
	plugin = dlsym(object, "zp_plugin");
	if (plugin == NULL) {
		error_usage(err,
		    "%s: no plugin of zoneproof: it has no ZP_PLUGIN", file);
		return NULL;
	}
	return shake_hands(plugin, file, err) == 0 ? plugin : NULL;
}

static unsigned
callbacks_of(const struct zp_rule *rule)
{
	return (unsigned)(rule->on_rrset != NULL) +
	    (unsigned)(rule->on_zone != NULL) +
	    (unsigned)(rule->on_delta != NULL) +
	    (unsigned)(rule->on_change != NULL);
}

/* "acme/no-test-names": the plugin's name, a slash, the rule's own. */
static bool
is_id_of(const char *id, const char *plugin)
{
	size_t length = strlen(plugin);
	const char *own = id + length + 1;

	return strncmp(id, plugin, length) == 0 && id[length] == '/' &&
	    *own != '\0' &&
	    strspn(own, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(own);
}

static int
rule_check(const struct zp_rule *rule, const struct zp_plugin *plugin,
    const char *file, struct error *err)
{
	if (rule->id == NULL || !is_id_of(rule->id, plugin->name))
		return error_usage(err,
		    "%s: a rule's id must be \"%s/\" and small letters: %s",
		    file, plugin->name, rule->id == NULL ? "none" : rule->id);
	if (rule->summary == NULL || rule->explain == NULL)
		return error_usage(err, "%s: %s has no %s", file, rule->id,
		    rule->summary == NULL ? "summary" : "explanation");
	if (rule->severity > ZP_ERROR)
		return error_usage(
		    err, "%s: %s has no severity that we know", file, rule->id);
	if (callbacks_of(rule) != 1)
		return error_usage(err, "%s: %s has %u callbacks, not one",
		    file, rule->id, callbacks_of(rule));
	return 0;
}

static int
plugin_take(struct arena *run, struct rule_list *rules, const char *file,
    struct error *err)
{
	const struct zp_plugin *plugin = plugin_open(run, file, err);

	if (plugin == NULL)
		return -1;
	for (size_t i = 0; plugin->rules[i] != NULL; i++) {
		const struct zp_rule *rule = plugin->rules[i];

		if (i == LIMIT_PLUGIN_RULES)
			return error_usage(
			    err, "%s: over %d rules", file, LIMIT_PLUGIN_RULES);
		if (rule_check(rule, plugin, file, err) != 0)
			return -1;
		for (size_t j = 0; j < rules->count; j++)
			if (strcmp(rules->at[j]->id, rule->id) == 0)
				return error_usage(err,
				    "%s: there is a rule %s already", file,
				    rule->id);
		*vector_push(rules) = rule;
	}
	return 0;
}

static int
id_order(const void *left, const void *right)
{
	return strcmp((*(const struct zp_rule *const *)left)->id,
	    (*(const struct zp_rule *const *)right)->id);
}

const struct zp_rule *const *
plugin_rules(struct arena *run, const struct zp_rule *const *built_in,
    const char *const *files, struct error *err)
{
	struct rule_list rules = { 0 };
	const struct zp_rule **ret = NULL;

	if (files == NULL)
		return built_in;
	for (; *built_in != NULL; built_in++)
		*vector_push(&rules) = *built_in;
	for (; *files != NULL; files++)
		if (plugin_take(run, &rules, *files, err) != 0)
			goto out;
	ret = arena_array(run, rules.count + 1, sizeof *ret);
	if (rules.count > 0)
		memcpy(ret, rules.at, rules.count * sizeof *ret);
	qsort(ret, rules.count, sizeof *ret, id_order);
out:
	vector_done(&rules);
	return ret;
}
