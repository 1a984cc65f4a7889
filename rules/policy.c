/*
 * What zoneproof has to say of its own policy. These rules look at no record:
 * the program reports under their ids what it finds in comments, trailers,
 * waivers and configurations once all other rules have spoken.
 */
#include "zoneproof.h"

ZP_RULE(allow_expired) = {
	.id = "allow-expired",
	.summary = "an allow whose last day has passed",
	.explain =
	    "An allow with `until=DATE` holds to the end of that day (UTC). "
	    "From then on it allows nothing, and what it allowed is reported "
	    "again: that is what the date is for.\n\n"
	    "Waivers end the same way, and so does an allow in a commit's "
	    "message. The configuration may raise this rule to an error.\n\n"
	    "Mend what was allowed and take the allow out, or decide once "
	    "more and give it a later day.\n\n"
	    "Quiet on the day itself, and for allows without a date.",
	.severity = ZP_WARNING,
};

ZP_RULE(allow_unused) = {
	.id = "allow-unused",
	.summary = "an allow that allows nothing",
	.explain =
	    "There is nothing for it to allow: the fault was mended, the name "
	    "or the rule is misspelled, or the configuration lets nobody "
	    "allow the rule (`ignorable: false`). An allow left behind hides "
	    "the next fault of its kind.\n\n"
	    "Take it out, or spell it right: `; zoneproof: allow RULE[,RULE] "
	    "[NAME] [until=DATE] -- reason`.\n\n"
	    "An allow of a state rule is judged where states are checked, one "
	    "of a change rule by the change that brings it: a tombstone that "
	    "has done its work is quiet. So is an allow of a rule that is "
	    "off.",
	.severity = ZP_NOTICE,
};

ZP_RULE(allow_without_reason) = {
	.id = "allow-without-reason",
	.summary = "an allow that does not say why",
	.explain =
	    "An allow is a decision, and whoever meets it next must know why "
	    "it was taken. Without a reason it allows nothing, whatever the "
	    "configuration says.\n\n"
	    "Write the reason behind two dashes: `; zoneproof: allow "
	    "mx-removed @ -- mail moved to example.net, ticket 4711`.\n\n"
	    "Quiet where a reason is given, however short.",
	.severity = ZP_WARNING,
};

ZP_RULE(policy_changed) = {
	.id = "policy-changed",
	.summary = "a change loosens zoneproof's own configuration",
	.explain =
	    "The change edits the configuration, the waivers or the baseline, "
	    "so that later changes are judged less strictly than this one: "
	    "where pull requests and pushes are judged, the state before "
	    "decides. The finding lists what is switched off. An allow comment "
	    "that the change brings and does not need itself counts as well, "
	    "where what it speaks of is there: it waits for a later change.\n\n"
	    "Have it reviewed by those who keep the policy, best in a change "
	    "of its own.\n\n"
	    "An error where the new file cannot be read: then nothing can be "
	    "judged any more. A notice where nothing gets laxer. Quiet where "
	    "only comments or the order of keys change.",
	.severity = ZP_WARNING,
};
