// Every page, in both languages, both schemes, wide and narrow: axe-core finds nothing, nothing scrolls
// sideways, and what tells a reader where he is is there. In Vietnamese it is opened as if for the first time,
// and weighed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { Site, drawn, inLanguage, overflow, settled, trim } from "./lib.mjs";
import { PAGES, address, allowed, go, prepare, routes } from "./pages.mjs";
import { FIRST, weigh } from "./weight.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What the width decides, besides the menus, which are looked at in one language. */
const LAYOUT = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];
/** What the colours decide; everything else is the same in the dark. */
const COLOURS = ["color-contrast", "link-in-text-block"];

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

test("every page of routes.rs is in the list", () => {
  const listed = new Set(PAGES.map((page) => page.route));
  const known = routes();
  assert.ok(known.length > 15, `only ${known.length} routes were read`);
  assert.deepEqual(known.filter((route) => !listed.has(route)), [], "routes without a page in e2e/pages.mjs");
  const gone = [...listed].filter((route) => route && !known.includes(route));
  assert.deepEqual(gone, [], "pages whose route is gone");
});

/** What axe-core finds, one line each. */
async function violations(page, runOnly) {
  return page.evaluate(async (runOnly) => {
    const found = await axe.run(document, { runOnly, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id} (${nodes.length}): ${node.target.join(" ")} – ${node.failureSummary.split("\n")[1]?.trim()}`),
    );
  }, runOnly);
}

/** Fails if the page is wider than a window of these widths. */
async function fits(page, widths) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const over = await overflow(page);
    assert.ok(over <= 0, `${width} px: the page scrolls sideways by ${over} px`);
  }
}

/** Asks axe-core in the light and in the dark. */
async function accessible(page, width, asked) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await settled(page);
  assert.deepEqual(await violations(page, asked), [], `${width} px, light`);
  await page.emulateMedia({ colorScheme: "dark" });
  await settled(page);
  assert.deepEqual(await violations(page, { type: "rule", values: COLOURS }), [], `${width} px, dark`);
}

/** A first look is light: nothing is fetched that the page does not need. */
async function light(t, page, open) {
  const { plain, charts, requests } = await weigh(page, open);
  t.diagnostic(`${(plain / 1000).toFixed(1)} KB in ${requests} requests`);
  assert.ok(plain > 20_000 && plain < FIRST, `${plain} bytes without charts`);
  const figures = await page.locator("figure[data-chart]").count();
  assert.ok(!charts || figures > 0, "what draws charts is fetched where there is none");
}

for (const known of PAGES) {
  for (const lang of ["vi", "en"]) {
    test(`${known.name}, ${lang}`, async (t) => {
      const path = inLanguage(await address(site, known), lang);
      const look = { inside: known.inside, again: true, allow: allowed(known), width: 360 };
      await site.visit(look, async (page) => {
        const open = () => go(site, page, known, path);
        await (lang === "vi" ? light(t, page, open) : open());
        await drawn(page);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
        assert.equal(await page.locator("h1").count(), 1, "one h1");
        assert.notEqual((await page.locator("h1").innerText()).trim(), "");
        await fits(page, [320, 360, 768, 1440]);
        await trim(page);
        await page.evaluate(AXE);
        const all = { type: "tag", values: TAGS };
        await accessible(page, 360, all);
        await accessible(page, 1440, lang === "vi" ? all : { type: "rule", values: LAYOUT });
      });
    });
  }
}
