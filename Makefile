# zoneproof: make, make test, make demo; see README.md.

CC      ?= cc
BUILD   ?= build
CSTD     = -std=c11 -D_GNU_SOURCE
WARN     = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
OPT     ?= -O2 -g
PKGS     = ldns libpcre2-8 libgit2 yaml-0.1 libcrypto libxxhash libidn2
CFLAGS  += $(CSTD) $(WARN) $(OPT) -fvisibility=hidden -Ilint $(shell pkg-config --cflags $(PKGS) cmocka)
LIBS     = $(shell pkg-config --libs $(PKGS))
Q        = $(if $(V),,@)

SRC  = $(filter-out lint/main.c,$(wildcard lint/*.c lint/*/*.c)) $(wildcard rules/*.c)
OBJ  = $(SRC:%.c=$(BUILD)/%.o)
TEST = $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

all: $(BUILD)/libzoneproof.a

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libzoneproof.a: $(OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ)

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libzoneproof.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libzoneproof.a $(LIBS) $(shell pkg-config --libs cmocka)

test: $(TEST)
	$(Q)for t in $(TEST); do CMOCKA_MESSAGE_OUTPUT=STDOUT $$t || exit 1; done

clean:
	rm -rf build build-*

-include $(OBJ:.o=.d) $(TEST:%=%.d)
.PHONY: all test clean
