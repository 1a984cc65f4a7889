"use strict";
/*
 * The report's tables: built from the data in the page, by text nodes alone,
 * so that nothing in it is ever markup. Lists grow by the page.
 */
(function () {
	const data = JSON.parse(document.getElementById("data").textContent);
	const PAGE = 100;
	const PRINTED = 2000;
	const severities = ["error", "warning", "notice"];
	const signs = { error: "✖", warning: "▲", notice: "●", allowed: "○" };

	/* Characters that would be invisible, or turn text around. */
	const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

	function safe(text) {
		return String(text).replace(hidden, function (character) {
			return "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
		});
	}

	/* make("a", { class: "b" }, child…): strings become text. */
	function make(name, attributes) {
		const element = document.createElement(name);
		for (const key in attributes) {
			if (attributes[key] !== undefined)
				element.setAttribute(key, attributes[key]);
		}
		for (let i = 2; i < arguments.length; i++) {
			const child = arguments[i];
			if (child === null || child === undefined)
				continue;
			element.append(typeof child === "object" ? child : safe(child));
		}
		return element;
	}

	function draw(name, attributes) {
		const element = document.createElementNS("http://www.w3.org/2000/svg", name);
		for (const key in attributes)
			element.setAttribute(key, attributes[key]);
		return element;
	}

	function without_dot(name) {
		return name.length > 1 && name.endsWith(".") ? name.slice(0, -1) : name;
	}

	/*
	 * A list that shows a page of what its filter lets through, and more when
	 * asked. `row` makes an element of an item.
	 */
	function growing(host, more, count, items, row) {
		const list = { shown: 0, matching: items, found: items.length };

		list.add = function (upto) {
			const fragment = document.createDocumentFragment();
			const end = Math.min(upto, list.matching.length);
			for (; list.shown < end; list.shown++)
				fragment.append(row(list.matching[list.shown], list.shown));
			host.append(fragment);
			const left = list.matching.length - list.shown;
			more.hidden = left <= 0;
			more.textContent = "Show " + Math.min(left, PAGE) + " more of " + left;
			count.textContent = list.found === items.length ?
				items.length + " in all" : list.found + " of " + items.length;
		};
		/* `heads` of what is to be shown are no items. */
		list.show = function (matching, heads) {
			list.matching = matching;
			list.found = matching.length - (heads || 0);
			list.shown = 0;
			host.replaceChildren();
			list.add(PAGE);
		};
		more.addEventListener("click", function () {
			const first = list.shown;
			list.add(list.shown + PAGE);
			const target = host.children[first];
			const focus = target && (target.querySelector("summary,a,button") || target);
			if (focus)
				focus.focus();
		});
		window.addEventListener("beforeprint", function () {
			list.add(PRINTED);
		});
		return list;
	}

	/* Typing filters, but not on every letter of a long list. */
	function when_typed(input, act) {
		let timer = 0;
		input.addEventListener("input", function () {
			clearTimeout(timer);
			timer = setTimeout(act, 80);
		});
	}

	function by_id(id) {
		return document.getElementById(id);
	}

	/* ------------------------------------------------------------ posture */

	function posture() {
		const body = by_id("posture-rows");
		if (body === null)
			return;
		const items = data.posture.map(function (row, index) {
			return { row: row, index: index, text: row.join(" ").toLowerCase() };
		});
		const search = by_id("posture-search");
		const grade = by_id("posture-grade");
		const heads = Array.from(document.querySelectorAll("#posture-table th"));
		const trend = heads.findIndex(function (head) {
			return head.textContent.trim() === "Trend";
		});
		let sorted = { column: -1, down: false };
		const list = growing(body, by_id("posture-more"), by_id("posture-count"), items,
			function (item) {
				const line = make("tr", {});
				item.row.forEach(function (value, column) {
					const cell = column === 1 ?
						make("th", { scope: "row" }, without_dot(value)) :
						make("td", {}, value);
					if (column === 0)
						cell.className = "grade grade-" + value;
					if (column === trend)
						cell.className = value.split(",")[0];
					line.append(cell);
				});
				return line;
			});

		function refresh() {
			const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
			let matching = items.filter(function (item) {
				return (grade.value === "" || item.row[0] === grade.value) &&
					words.every(function (word) { return item.text.includes(word); });
			});
			if (sorted.column >= 0) {
				matching = matching.slice().sort(function (a, b) {
					const left = a.row[sorted.column], right = b.row[sorted.column];
					const order = left < right ? -1 : left > right ? 1 : a.index - b.index;
					return sorted.down ? -order : order;
				});
			}
			list.show(matching);
		}
		heads.forEach(function (head, column) {
			head.querySelector("button").addEventListener("click", function () {
				sorted = { column: column, down: sorted.column === column && !sorted.down };
				heads.forEach(function (other, i) {
					other.setAttribute("aria-sort", i !== column ? "none" :
						sorted.down ? "descending" : "ascending");
				});
				refresh();
			});
		});
		when_typed(search, refresh);
		grade.addEventListener("change", refresh);
		refresh();
	}

	/* ----------------------------------------------------------- findings */

	function kind_of(finding) {
		return finding.allowed ? "allowed" : finding.severity;
	}

	function place_text(place) {
		if (!place || !place.file)
			return "";
		return place.file + (place.line ? ":" + place.line + ":" + place.column : "") +
			(place.before ? " (before)" : "");
	}

	/* The source line with its marked stretch; columns are UTF-16 here. */
	function source(place) {
		if (!place || !place.text)
			return null;
		const from = Math.max(place.column - 1, 0);
		const line = make("pre", {}, make("span", { class: "number" }, place.line + " │ "));
		line.append(safe(place.text.slice(0, from)));
		line.append(make("mark", {}, place.text.slice(from, from + place.mark)));
		line.append(safe(place.text.slice(from + place.mark)));
		return line;
	}

	function sides(minus, plus) {
		if (minus.length + plus.length === 0)
			return null;
		return make("div", { class: "sides" },
			make("div", {}, make("h4", {}, "Before"),
				make("pre", { class: "minus" }, minus.join("\n") || "(nothing)")),
			make("div", {}, make("h4", {}, "After"),
				make("pre", { class: "plus" }, plus.join("\n") || "(nothing)")));
	}

	function paragraphs(text) {
		const all = make("div", {});
		text.split("\n\n").forEach(function (part) {
			all.append(make("p", {}, part));
		});
		return all;
	}

	function explanation(finding) {
		const rule = data.rules[finding.rule];
		if (!rule)
			return null;
		return make("details", {}, make("summary", {}, "Why this rule: " + rule.summary),
			make("div", { class: "inside" }, paragraphs(rule.explain)));
	}

	function inside(finding) {
		const all = make("div", { class: "inside" });
		const rest = finding.message.split("\n").slice(1).join("\n");
		if (rest)
			all.append(make("p", {}, rest));
		all.append(source(finding.place) || "");
		all.append(sides(finding.minus, finding.plus) || "");
		const facts = make("dl", {});
		finding.evidence.forEach(function (each) {
			const where = place_text(each.place);
			facts.append(make("dt", {}, "why"),
				make("dd", {}, each.message + (where ? " (" + where + ")" : "")));
		});
		if (finding.allowed)
			facts.append(make("dt", {}, "allowed"), make("dd", {}, finding.allowed));
		facts.append(make("dt", {}, "zone"), make("dd", {}, without_dot(finding.zone)));
		facts.append(make("dt", {}, "fingerprint"), make("dd", {}, finding.fingerprint));
		all.append(facts);
		if (finding.fix)
			all.append(make("h4", {}, "What to do"), make("pre", {}, finding.fix));
		all.append(explanation(finding) || "");
		return all;
	}

	function finding_row(finding) {
		const kind = kind_of(finding);
		const row = make("details", { "data-fingerprint": finding.fingerprint },
			make("summary", {},
				make("span", { class: "sign " + kind }, signs[kind] + " " + kind),
				finding.since ? make("span", { class: "since " + finding.since }, finding.since) : "",
				" " + finding.message.split("\n")[0] + " ",
				make("code", { class: "faint" }, finding.rule),
				make("span", { class: "place" }, place_text(finding.place))));
		/* What is folded is made when it is opened. */
		row.addEventListener("toggle", function () {
			if (row.open && row.children.length === 1)
				row.append(inside(finding));
		});
		return row;
	}

	function group_row(item) {
		return typeof item === "string" ? make("h3", {}, item) : finding_row(item);
	}

	function with_heads(findings, key) {
		const groups = new Map();
		findings.forEach(function (finding) {
			const name = key(finding);
			if (!groups.has(name))
				groups.set(name, []);
			groups.get(name).push(finding);
		});
		const all = [];
		groups.forEach(function (members, name) {
			all.push(name + " (" + members.length + ")");
			members.forEach(function (member) { all.push(member); });
		});
		return { all: all, heads: groups.size };
	}

	function findings() {
		const host = by_id("finding-rows");
		if (host === null)
			return;
		const items = data.findings;
		items.forEach(function (finding) {
			finding.lookup = [finding.rule, finding.message, finding.zone, finding.name,
				finding.type, place_text(finding.place)].join(" ").toLowerCase();
		});
		const ranked = items.map(function (finding, index) {
			return { finding: finding, index: index };
		}).sort(function (a, b) {
			const rank = function (each) {
				return each.finding.since === "gone" ? 4 : each.finding.allowed ? 3 : severities.indexOf(each.finding.severity);
			};
			return rank(a) - rank(b) || a.index - b.index;
		}).map(function (each) { return each.finding; });
		const search = by_id("finding-search");
		const group = by_id("finding-group");
		const trend = by_id("finding-trend");
		const boxes = Array.from(document.querySelectorAll("#finding-kinds input"));
		const list = growing(host, by_id("finding-more"), by_id("finding-count"), items, group_row);
		const keys = {
			rule: function (finding) { return finding.rule; },
			zone: function (finding) { return without_dot(finding.zone); }
		};

		function refresh() {
			const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
			const kinds = new Set(boxes.filter(function (box) { return box.checked; })
				.map(function (box) { return box.value; }));
			const matching = ranked.filter(function (finding) {
				return kinds.has(kind_of(finding)) &&
					(trend === null || trend.value === "" || trend.value === finding.since) &&
					words.every(function (word) { return finding.lookup.includes(word); });
			});
			const key = keys[group.value];
			const grouped = key ? with_heads(matching, key) : { all: matching, heads: 0 };
			list.show(grouped.all, grouped.heads);
		}
		when_typed(search, refresh);
		group.addEventListener("change", refresh);
		if (trend !== null)
			trend.addEventListener("change", refresh);
		boxes.forEach(function (box) { box.addEventListener("change", refresh); });
		refresh();
	}

	/* ------------------------------------------------------------ changes */

	function changes() {
		const host = by_id("change-rows");
		if (host === null)
			return;
		const items = data.changes;
		items.forEach(function (change) {
			change.lookup = [change.zone, change.name, change.type]
				.concat(change.minus, change.plus).join(" ").toLowerCase();
		});
		const search = by_id("change-search");
		const list = growing(host, by_id("change-more"), by_id("change-count"), items,
			function (change) {
				return make("section", { class: "change" },
					make("h3", {}, without_dot(change.name) + " " + change.type + " ",
						make("span", { class: "faint" }, "in " + without_dot(change.zone))),
					sides(change.minus, change.plus));
			});
		when_typed(search, function () {
			const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
			list.show(items.filter(function (change) {
				return words.every(function (word) { return change.lookup.includes(word); });
			}));
		});
		list.show(items);
	}

	/*
	 * Who depends on whom: names that point on the left, what they point to
	 * on the right. The table under it says the same in words.
	 */
	function graph() {
		const host = by_id("graph");
		if (host === null || data.links.length === 0)
			return;
		const most = 40, step = 30, wide = 764, box = 300, edge = 2;
		const links = data.links.slice(0, most);
		const left = [], right = [];
		links.forEach(function (link) {
			if (!left.includes(link.from))
				left.push(link.from);
			if (!right.includes(link.to))
				right.push(link.to);
		});
		const high = Math.max(left.length, right.length) * step + 10;
		const picture = draw("svg", { viewBox: "0 0 " + wide + " " + high, role: "img",
			"aria-label": links.length + " dependencies, listed in the table below" });
		const y = function (list, name) { return list.indexOf(name) * step + 20; };
		links.forEach(function (link) {
			const from = y(left, link.from), to = y(right, link.to);
			const path = draw("path", { class: "edge " + link.state,
				d: "M" + (edge + box) + " " + from + " C" + (wide / 2) + " " + from + " " +
					(wide / 2) + " " + to + " " + (wide - edge - box) + " " + to });
			const title = draw("title", {});
			title.textContent = safe(link.from + " " + link.how + " " + link.to + ": " + link.state);
			path.append(title);
			picture.append(path);
		});
		const names = function (list, x) {
			list.forEach(function (name, i) {
				const changed = data.changed.includes(name);
				picture.append(draw("rect", { class: changed ? "node changed" : "node",
					x: x, y: i * step + 8, width: box, height: 24, rx: 4 }));
				const label = draw("text", { x: x + 8, y: i * step + 24 });
				const text = safe(without_dot(name));
				label.textContent = text.length > 42 ? text.slice(0, 41) + "…" : text;
				picture.append(label);
			});
		};
		names(left, edge);
		names(right, wide - edge - box);
		host.append(picture);
	}

	function link_table() {
		const host = by_id("link-rows");
		if (host === null)
			return;
		growing(host, by_id("link-more"), by_id("link-count"), data.links, function (link) {
			return make("tr", {}, make("td", {}, without_dot(link.from)), make("td", {}, link.how),
				make("td", {}, without_dot(link.to)), make("td", {}, link.state));
		}).show(data.links);
	}

	/* ----------------------------------------------------------- keyboard */

	function theme() {
		const button = by_id("theme");
		const dark = window.matchMedia("(prefers-color-scheme: dark)");
		button.hidden = false;
		button.addEventListener("click", function () {
			const root = document.documentElement;
			const now = root.getAttribute("data-theme") || (dark.matches ? "dark" : "light");
			root.setAttribute("data-theme", now === "dark" ? "light" : "dark");
		});
	}

	document.addEventListener("keydown", function (event) {
		const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
		const searches = Array.from(document.querySelectorAll("input[type=search]"));
		if (event.key === "/" && !typing && searches.length > 0) {
			const nearest = searches.find(function (input) {
				return input.getBoundingClientRect().top > -20;
			});
			(nearest || searches[searches.length - 1]).focus();
			event.preventDefault();
		} else if (event.key === "Escape" && typing && document.activeElement.value) {
			document.activeElement.value = "";
			document.activeElement.dispatchEvent(new Event("input"));
		}
	});

	posture();
	changes();
	graph();
	link_table();
	findings();
	theme();
	Array.from(document.querySelectorAll(".scripted")).forEach(function (element) {
		element.hidden = false;
	});
}());
