/* The plugin "acme": which rules it brings. */
#include <zoneproof.h>

extern const struct zp_rule zp_rule_foreign_mx;

ZP_PLUGIN("acme", &zp_rule_foreign_mx);
