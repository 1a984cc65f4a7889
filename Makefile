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
PKGS     = ldns libpcre2-8 libgit2 yaml-0.1 yajl libcrypto libxxhash libidn2
CFLAGS  += -pthread $(CSTD) $(WARN) $(OPT) $(HARDEN) -fvisibility=hidden -Ilint \
	   $(SANITIZE) $(PKG_CFLAGS)
# Plugins call what zoneproof.h declares: --export-dynamic.
LDFLAGS += -pie -Wl,-z,relro,-z,now,--as-needed,--export-dynamic $(SANITIZE)
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) cmocka 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
CMOCKA     := $(shell pkg-config --libs cmocka 2>/dev/null)

SRC   := $(filter-out lint/main.c,$(wildcard lint/*.c lint/*/*.c)) \
	 $(wildcard rules/*.c)
PAGE   = lint/report/html/page.css lint/report/html/page.js
MADE   = $(BUILD)/made/page.c $(addprefix $(BUILD)/made/,registry.c tables.c hooks.c terraform.c)
OBJ    = $(SRC:%.c=$(BUILD)/%.o) $(MADE:.c=.o)
UNIT  := $(wildcard tests/unit/test_*.c)
TEST   = $(UNIT:tests/unit/%.c=$(BUILD)/tests/%)
VERSION = $(shell sed -n 's/^.define ZONEPROOF_VERSION "\(.*\)"/\1/p' \
	    lint/cmd/options.h)
COMPLETIONS = bash-completion/completions/zoneproof \
	      fish/vendor_completions.d/zoneproof.fish
HOOKS := $(filter-out %.awk %.md %/ci,$(wildcard git-hooks/*))

all: $(BUILD)/zoneproof

# Reports link to a rule's page where DOCS says where rules/README.md is.
$(BUILD)/lint/cmd/outputs.o: CFLAGS += $(if $(DOCS),-DZONEPROOF_DOCS='"$(DOCS)"')

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

$(BUILD)/made/terraform.c: lint/read/terraform.awk lint/read/terraform.txt
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@.new && mv $@.new $@

$(BUILD)/made/page.c: lint/report/html/embed.sh $(PAGE)
	@mkdir -p $(@D)
	$(Q)sh $^ > $@.new && mv $@.new $@

$(BUILD)/made/hooks.c: git-hooks/embed.awk $(HOOKS)
	@mkdir -p $(@D)
	$(Q)awk -f $^ > $@.new && mv $@.new $@

$(BUILD)/libzoneproof.a: $(OBJ)
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ)

# What a test needs to link the program once more, with a rule of its own.
$(BUILD)/flags: Makefile
	@mkdir -p $(@D)
	@echo '$(PKG_CFLAGS) $(SANITIZE)' >$@ && echo '$(PKG_LIBS)' >$(BUILD)/libs

$(BUILD)/zoneproof: $(BUILD)/lint/main.o $(BUILD)/libzoneproof.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libzoneproof.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -Wno-unused-function -MMD -MP -o $@ $< \
	    $(BUILD)/libzoneproof.a $(PKG_LIBS) $(CMOCKA)

test: deps
	$(Q)$(MAKE) --no-print-directory run-tests

# The HTML report in a real browser; its pictures are kept in build-browser/.
test-browser: deps
	$(Q)tests/deps.sh browser
	$(Q)$(MAKE) --no-print-directory run-tests T=browser

run-tests: $(BUILD)/zoneproof $(BUILD)/flags $(TEST)
	$(Q)BUILD=$(BUILD) tests/run.sh $(T)

# All mutants; run-tests makes those that differ in kind.
mutate: deps
	$(Q)MUTATE=1 $(MAKE) --no-print-directory run-tests T=mutate

demo: deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) samples/demo.sh

deps:
	$(Q)tests/deps.sh build

# Sanitizers stop at the first fault; arenas then hand out single pieces.
asan: deps
	$(Q)$(MAKE) --no-print-directory BUILD=$(BUILD)-asan \
	    OPT="-O1 -g -fno-omit-frame-pointer" HARDEN=-fPIE \
	    SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=all" \
	    run-tests

clang: deps
	$(Q)tests/deps.sh lint
	$(Q)$(MAKE) --no-print-directory CC=clang-14 BUILD=$(BUILD)-clang \
	    $(BUILD)-clang/zoneproof

tidy: deps
	$(Q)tests/deps.sh lint
	$(Q)$(MAKE) --no-print-directory $(MADE)
	$(Q)printf '%s\n' $(SRC) lint/main.c | xargs -P 4 -n 4 sh -c \
	    'clang-tidy-14 --quiet "$$@" -- $(CSTD) -Ilint $(PKG_CFLAGS) \
	    2>$(BUILD)/tidy.err' tidy

fmt:
	$(Q)tests/deps.sh lint
	$(Q)clang-format-14 -i $(SRC) lint/main.c lint/*.h lint/*/*.h

update: deps
	$(Q)$(MAKE) --no-print-directory all docs
	$(Q)UPDATE=1 $(MAKE) --no-print-directory run-tests

docs: all
	$(Q)rules/readme.sh $(BUILD)/zoneproof >$(BUILD)/rules.md
	$(Q)mv $(BUILD)/rules.md rules/README.md

rule:
	$(Q)rules/new.sh "$(ID)"

fuzz: deps
	$(Q)tests/deps.sh fuzz
	$(Q)SECONDS_EACH=$(or $(FUZZ_SECONDS),60) tests/fuzz/run.sh

bench: deps
	$(Q)tests/deps.sh bench
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) tests/bench/run.sh

# What the README says of speed is what the last bench measured.
bench-readme:
	$(Q)tests/bench/readme.sh $(BUILD)/bench.md README.md >$(BUILD)/readme.md
	$(Q)cat $(BUILD)/readme.md >README.md

test-slurm: deps
	$(Q)tests/deps.sh slurm
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) tests/slurm/run.sh >$(BUILD)/slurm.log; \
	    cat $(BUILD)/slurm.log; \
	    grep -q '^ok' $(BUILD)/slurm.log && ! grep -q '^not ok' $(BUILD)/slurm.log

# A clone of what is committed, built and tested somewhere else.
fresh: deps
	$(Q)rm -rf $(BUILD)-fresh && git clone -q . $(BUILD)-fresh
	$(Q)env -u MAKEFLAGS $(MAKE) -C $(BUILD)-fresh BUILD=build test
	$(Q)rm -rf $(BUILD)-fresh

install: $(BUILD)/zoneproof
	install -D -m 755 $(BUILD)/zoneproof $(DESTDIR)$(PREFIX)/bin/zoneproof
	install -D -m 644 lint/zoneproof.h \
	    $(DESTDIR)$(PREFIX)/include/zoneproof.h
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/pkgconfig
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
	    lint/zoneproof.pc.in \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/zoneproof.pc
	@mkdir -p $(addprefix $(DESTDIR)$(PREFIX)/share/,$(dir $(COMPLETIONS)))
	$(BUILD)/zoneproof completion bash \
	    >$(DESTDIR)$(PREFIX)/share/$(word 1,$(COMPLETIONS))
	$(BUILD)/zoneproof completion fish \
	    >$(DESTDIR)$(PREFIX)/share/$(word 2,$(COMPLETIONS))
	@mkdir -p $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/man/man7
	lint/manual.sh $(BUILD)/zoneproof 1 \
	    >$(DESTDIR)$(PREFIX)/share/man/man1/zoneproof.1
	lint/manual.sh $(BUILD)/zoneproof 7 \
	    >$(DESTDIR)$(PREFIX)/share/man/man7/zoneproof-rules.7
	install -D -m 644 LICENSE \
	    $(DESTDIR)$(PREFIX)/share/doc/zoneproof/LICENSE

help:
	@echo "make            builds build/zoneproof"
	@echo "make demo       shows it in a throw-away git repository"
	@echo "make test       runs all tests (T=word: those of that name)"
	@echo "make mutate     breaks healthy zones in every way there is a name for"
	@echo "make test-browser  looks at the HTML report in Chromium"
	@echo "make asan       the same under address and undefined sanitizers"
	@echo "make clang      builds with clang 14;  make tidy: clang-tidy"
	@echo "make fuzz       fuzzes each parser (FUZZ_SECONDS=60 each)"
	@echo "make test-slurm runs an audit on a cluster of two nodes"
	@echo "make bench      measures against the syntax checkers and git, into"
	@echo "                build/bench.txt (RECORDS, ZONES, RUNS, ROW shrink it);"
	@echo "                make bench-readme puts its table into the README"
	@echo "make fresh      tests a clean clone of what is committed"
	@echo "make update     rewrites golden files and rules/README.md"
	@echo "make rule ID=x  begins a rule and its two fixtures"
	@echo "make fmt, make docs, make install (PREFIX, DESTDIR), make clean"
	@echo "DOCS=URL        where rules/README.md is published: reports link to it"

clean:
	rm -rf build build-*

-include $(OBJ:.o=.d) $(BUILD)/lint/main.d $(TEST:%=%.d)
.PHONY: all test test-browser run-tests mutate demo deps asan clang tidy fmt update docs rule fuzz \
    bench bench-readme test-slurm fresh install help clean
