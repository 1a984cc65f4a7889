/* Ready-made configurations: what `preset: NAME` means. */
#ifndef POLICY_PRESET_H
#define POLICY_PRESET_H

/* The text of a preset; NULL when there is none of that name. */
const char *preset_text(const char *name);

#endif
