/*
 * Looks at HTML reports in a real browser: prints "ok NAME" or "not ok NAME"
 * with the reason, one a line. page.mjs PLAYWRIGHT CHROMIUM FOLDER; the folder
 * holds the reports and gets the screenshots.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , playwright, executablePath, folder] = process.argv;
const { chromium } = createRequire(import.meta.url)(playwright);

function check(name, good, why) {
	console.log((good ? "ok " : "not ok ") + "html: " + name);
	if (!good)
		console.log("    " + String(why).replaceAll("\n", "\n    "));
}

const browser = await chromium.launch({
	executablePath,
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(name, options) {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const said = [];
	page.on("console", (message) => said.push(message.type() + ": " + message.text()));
	page.on("pageerror", (error) => said.push("error: " + error.message));
	page.on("request", (request) => {
		if (!request.url().startsWith("file:"))
			said.push("asks the network: " + request.url());
	});
	await page.goto(pathToFileURL(folder + "/" + name + ".html").href);
	return { page, said, close: () => context.close() };
}

async function shoot(page, name) {
	await page.screenshot({ path: folder + "/" + name + ".png", fullPage: true });
}

/* Words that a search leaves; it waits until the list is as short. */
async function count(page, id) {
	await page.waitForTimeout(150);
	return page.textContent("#" + id);
}

async function the_change() {
	const { page, said, close } = await open("change");
	check("a change: nothing is logged", said.length === 0, said.join("\n"));
	check("a change: its title", (await page.title()) === "zoneproof compare", await page.title());
	const findings = await page.locator("#finding-rows details").count();
	check("a change: findings are listed", findings >= 2, findings);
	const first = page.locator("#finding-rows > details").first();
	await first.locator("summary").first().focus();
	await page.keyboard.press("Enter");
	await first.locator(".inside").first().waitFor({ timeout: 5000 });
	check("a change: a finding opens by keyboard",
		await first.locator(".inside").first().isVisible(), "it stays closed");
	check("a change: before and after stand side by side",
		(await first.locator("pre.minus").count()) === 1, await first.innerText());
	const marked = await page.locator("#finding-rows mark").count();
	check("a change: the source line is marked", marked > 0, marked);
	check("a change: the graph is drawn", (await page.locator("#graph svg path").count()) > 0,
		await page.innerHTML("#graph"));
	const links = await page.locator("#link-rows tr").allInnerTexts();
	check("a change: who depends on whom, in words",
		links.some((row) => row.includes("portal.shop.example") && row.includes("app.shop.example") &&
			row.includes("stays")), links.join("\n"));
	check("a change: RRsets before and after", (await page.locator("#change-rows section").count()) >= 2,
		await page.innerText("#change-rows"));
	await page.keyboard.press("Escape");
	await page.evaluate(() => document.activeElement.blur());
	await page.keyboard.press("/");
	const focused = await page.evaluate(() => document.activeElement.type);
	check("a change: / goes to a search", focused === "search", focused);
	await shoot(page, "change-light");
	await close();
}

async function looks() {
	for (const [name, options] of [
		["dark", { colorScheme: "dark" }],
		["narrow", { viewport: { width: 360, height: 700 } }],
	]) {
		const { page, said, close } = await open("change", options);
		check(name + ": nothing is logged", said.length === 0, said.join("\n"));
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		check(name + ": nothing stands over the edge", wide <= 0, wide + " pixels");
		if (name === "dark") {
			const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			check("dark: the paper is dark", paper === "rgb(15, 20, 25)", paper);
			await page.click("#theme");
			const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
			check("dark: a button makes it light", light === "rgb(255, 255, 255)", light);
			await page.click("#theme");
		}
		await page.locator("#finding-rows summary").first().click();
		await shoot(page, "change-" + name);
		await close();
	}
	const { page, close } = await open("change");
	await page.emulateMedia({ media: "print" });
	check("print: no tools are printed", !(await page.isVisible("#finding-search")), "they are");
	await page.pdf({ path: folder + "/change.pdf" });
	await close();
	const plain = await open("change", { javaScriptEnabled: false });
	const text = await plain.page.innerText("noscript");
	check("no scripts: findings can be read", text.includes("error: "), text);
	await plain.close();
}

/* Names of controls, headings in order, a language: what a reader needs. */
async function readers() {
	const { page, close } = await open("change");
	const nameless = await page.evaluate(() =>
		Array.from(document.querySelectorAll("button,input,select,a,svg")).filter((element) =>
			!(element.innerText || element.getAttribute("aria-label") || element.textContent.trim() ||
				(element.labels && element.labels.length > 0))).map((element) => element.outerHTML));
	check("readers: every control has a name", nameless.length === 0, nameless.join("\n"));
	const levels = await page.evaluate(() =>
		Array.from(document.querySelectorAll("h1,h2,h3")).map((head) => Number(head.tagName[1])));
	const leaps = levels.filter((level, i) => i > 0 && level > levels[i - 1] + 1);
	check("readers: headings leave out no level", levels[0] === 1 && leaps.length === 0, levels.join(" "));
	await page.keyboard.press("Tab");
	const first = await page.evaluate(() => document.activeElement.textContent);
	check("readers: the first stop skips to the findings", first === "To the findings", first);
	let stops = 0, inside = false;
	for (; stops < 60 && !inside; stops++) {
		await page.keyboard.press("Tab");
		inside = await page.evaluate(() => document.activeElement.closest("#finding-rows") !== null);
	}
	check("readers: findings are reached by Tab", inside, stops + " stops");
	await close();
}

async function hostile() {
	const { page, said, close } = await open("hostile");
	check("hostile: nothing is logged", said.length === 0, said.join("\n"));
	const run = await page.evaluate(() => window.hacked);
	check("hostile: nothing of it ran", run === undefined, run);
	const boxes = page.locator("#finding-rows > details > summary");
	for (let i = 0; i < (await boxes.count()); i++)
		await boxes.nth(i).click();
	await page.waitForTimeout(300);
	const strange = await page.evaluate(() =>
		Array.from(document.querySelectorAll("main img,main iframe,main a[href^=javascript],main script,main b"))
			.filter((element) => element.closest("#finding-rows,#change-rows,#link-rows,#posture-rows"))
			.map((element) => element.outerHTML));
	check("hostile: no element came of it", strange.length === 0, strange.join("\n"));
	const text = await page.innerText("main");
	check("hostile: it is there as text", text.includes("<img src=x onerror="), text.slice(0, 2000));
	check("hostile: what turns text around is spelled", !/[\u202a-\u202e]/.test(text) && text.includes("\\u202e"),
		"U+202E is in it, or lost");
	check("hostile: still nothing ran", (await page.evaluate(() => window.hacked)) === undefined, "it did");
	await shoot(page, "hostile");
	await close();
}

async function many() {
	const start = Date.now();
	const { page, said, close } = await open("many");
	const shown = await page.locator("#finding-rows > details").count();
	check("many: nothing is logged", said.length === 0, said.join("\n"));
	check("many: a page of them is shown", shown === 100, shown);
	check("many: all are counted", (await count(page, "finding-count")) === "10000 in all",
		await count(page, "finding-count"));
	check("many: it opens in less than ten seconds", Date.now() - start < 10000, Date.now() - start + " ms");
	await page.fill("#finding-search", "h9999.");
	check("many: search finds one", (await count(page, "finding-count")) === "1 of 10000",
		await count(page, "finding-count"));
	await page.fill("#finding-search", "");
	await count(page, "finding-count");
	await page.click("#finding-more");
	const more = await page.locator("#finding-rows > details").count();
	check("many: more are shown when asked", more === 200, more);
	await page.selectOption("#finding-group", "rule");
	const heads = await page.locator("#finding-rows h3").count();
	check("many: they are grouped by rule", heads >= 1, heads);
	await page.uncheck("#finding-kinds input[value=error]");
	check("many: errors can be left out", (await count(page, "finding-count")) === "0 of 10000",
		await count(page, "finding-count"));
	/* The longest a key press waited, as the browser saw it. */
	await page.check("#finding-kinds input[value=error]");
	const slowest = await page.evaluate(async () => {
		let longest = 0;
		const observer = new PerformanceObserver((list) => {
			for (const entry of list.getEntries())
				longest = Math.max(longest, entry.duration);
		});
		observer.observe({ type: "longtask" });
		const input = document.getElementById("finding-search");
		for (const letter of "h12") {
			input.value += letter;
			input.dispatchEvent(new Event("input"));
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
		observer.disconnect();
		return longest;
	});
	check("many: no key waits over a second", slowest < 1000, slowest + " ms");
	await close();
}

async function posture() {
	const { page, said, close } = await open("audit");
	check("audit: nothing is logged", said.length === 0, said.join("\n"));
	const rows = () => page.locator("#posture-rows tr th").allInnerTexts();
	const all = await rows();
	check("audit: domains are listed", all.length >= 3, all.join(" "));
	await page.click("#posture-table th:nth-child(2) button");
	const up = await rows();
	check("audit: sorted by name", up.join() === [...all].sort().join(), up.join(" "));
	await page.focus("#posture-table th:nth-child(2) button");
	await page.keyboard.press("Enter");
	const down = await rows();
	check("audit: and backwards, by keyboard", down.join() === [...up].reverse().join(), down.join(" "));
	const sort = await page.getAttribute("#posture-table th:nth-child(2)", "aria-sort");
	check("audit: a reader is told", sort === "descending", sort);
	await page.fill("#posture-search", all[0]);
	check("audit: search leaves one", (await count(page, "posture-count")).startsWith("1 of"),
		await count(page, "posture-count"));
	await page.fill("#posture-search", "");
	await page.selectOption("#posture-grade", "F");
	await page.waitForTimeout(150);
	const grades = await page.locator("#posture-rows td.grade").allInnerTexts();
	check("audit: one grade can be looked at", grades.every((grade) => grade === "F"), grades.join(" "));
	check("audit: charts say their numbers",
		(await page.locator("svg[aria-label^='Domains by grade']").count()) === 1, "no chart");
	await page.selectOption("#posture-grade", "");
	await shoot(page, "audit");
	await close();
}

/* Against an earlier audit: what is new, unchanged and gone. */
async function trend() {
	const { page, said, close } = await open("since");
	check("since: nothing is logged", said.length === 0, said.join("\n"));
	const cards = (await page.locator(".cards li").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
	for (const word of ["new", "unchanged", "gone"]) {
		const card = cards.find((text) => text.endsWith(" " + word)) || "none";
		await page.selectOption("#finding-trend", word);
		const left = await count(page, "finding-count");
		check("since: its card counts what is " + word + " in the list",
			Number.parseInt(card) > 0 && left.startsWith(Number.parseInt(card) + " of"), card + "; " + left);
		const badges = await page.locator("#finding-rows .since").allTextContents();
		check("since: each says that it is " + word, badges.length > 0 &&
			badges.every((text) => text === word), badges.join(" "));
	}
	await page.selectOption("#finding-trend", "");
	const all = await page.locator("#finding-rows .since").allTextContents();
	check("since: what is gone comes last", all.lastIndexOf("new") < all.indexOf("gone") &&
		all[all.length - 1] === "gone", all.join(" "));
	const domains = await page.locator("#posture-rows tr").evaluateAll((rows) => rows.map((row) =>
		row.querySelector("th").textContent + ": " + row.children[2].textContent));
	for (const [domain, words] of [["d4.example", "better, was "], ["d5.example", "worse, was "],
		["d3.example", "same"], ["d6.example", "new"]])
		check("since: a domain's grade is held against the earlier one: " + words,
			domains.some((row) => row.startsWith(domain + ": " + words)), domains.join("\n"));
	for (const words of ["1 with a better grade", "1 with a worse grade"])
		check("since: a card says " + words, cards.includes(words), cards.join("\n"));
	await page.click("#posture-table thead th:nth-child(3) button");
	await page.click("#posture-table thead th:nth-child(3) button");
	const top = await page.locator("#posture-rows tr th").first().textContent();
	check("since: what got worse comes first when sorted so", top === "d5.example", top);
	await shoot(page, "since-wide");
	await page.setViewportSize({ width: 360, height: 700 });
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	check("since: nothing stands over the edge", wide <= 0, wide + " pixels");
	await shoot(page, "since");
	await close();
}

const tests = { the_change, looks, readers, hostile, many, posture, trend };
for (const name in tests) {
	try {
		await tests[name]();
	} catch (error) {
		check(name + " runs to its end", false, error.stack);
	}
}
await browser.close();
