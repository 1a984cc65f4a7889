# zoneproof. `make demo` shows it, `make test` proves it; `make help` lists the
# rest. Both of these set a fresh Debian 12 machine up by themselves.

CC      ?= cc
BUILD   ?= build
PREFIX  ?= /usr/local
OPT     ?= -O2 -g
PYTHON  ?= python3
Q        = $(if $(V),,@)

CSTD     = -std=c11 -D_GNU_SOURCE
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
HARDEN  ?= -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE
PKGS     = ldns libpcre2-8 libgit2 yaml-0.1 libcrypto libxxhash libidn2
CFLAGS  += $(CSTD) $(WARN) $(OPT) $(HARDEN) -fvisibility=hidden -Ilint \
	   $(SANITIZE) $(PKG_CFLAGS)
LDFLAGS += -pie -Wl,-z,relro,-z,now,--as-needed $(SANITIZE)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) cmocka 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
CMOCKA     := $(shell pkg-config --libs cmocka 2>/dev/null)

SRC   := $(filter-out lint/main.c,$(wildcard lint/*.c lint/*/*.c)) \
	 $(wildcard rules/*.c)
MADE   = $(BUILD)/made/registry.c $(BUILD)/made/tables.c $(BUILD)/made/hooks.c
OBJ    = $(SRC:%.c=$(BUILD)/%.o) $(MADE:.c=.o)
UNIT  := $(wildcard tests/unit/test_*.c)
TEST   = $(UNIT:tests/unit/%.c=$(BUILD)/tests/%)
HOOKS := $(filter-out %.awk,$(wildcard git-hooks/*))

all: $(BUILD)/zoneproof

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/made/%.o: $(BUILD)/made/%.c
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/made/registry.c: rules/registry.awk $(wildcard rules/*.c)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@.new && mv $@.new $@

$(BUILD)/made/tables.c: rules/tables.awk rules/providers.txt
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@.new && mv $@.new $@

$(BUILD)/made/hooks.c: git-hooks/embed.awk $(HOOKS)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@.new && mv $@.new $@

$(BUILD)/libzoneproof.a: $(OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ)

$(BUILD)/zoneproof: $(BUILD)/lint/main.o $(BUILD)/libzoneproof.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libzoneproof.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -MMD -MP -o $@ $< \
	    $(BUILD)/libzoneproof.a $(PKG_LIBS) $(CMOCKA)

test: deps
	$(Q)$(MAKE) --no-print-directory run-tests

run-tests: $(BUILD)/zoneproof $(TEST)
	$(Q)BUILD=$(BUILD) tests/run.sh

deps:
	$(Q)tests/deps.sh

clean:
	rm -rf build build-*

-include $(OBJ:.o=.d) $(BUILD)/lint/main.d $(TEST:%=%.d)
.PHONY: all test run-tests deps clean
