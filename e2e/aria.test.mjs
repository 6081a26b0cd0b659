// What a screen reader is told of every page, kept in snapshots/ and read by people when it changes.
// UPDATE=1 writes them anew.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Site, drawn } from "./lib.mjs";
import { PAGES, allowed, go, prepare } from "./pages.mjs";

const FOLDER = new URL("snapshots/", import.meta.url);
const UPDATE = process.env.UPDATE === "1";
/** Rows that are kept of the first tables of a page and of those that follow, items of a list, choices of a field. */
const MOST = { first: 12, later: 4, items: 12, choices: 4 };

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

/** Leaves the beginning of whatever is long, so that a snapshot can be read. */
const shorten = (page) =>
  page.evaluate((most) => {
    const cut = (list, most) => [...list.children].slice(most).forEach((at) => at.remove());
    const all = (selector) => [...document.querySelectorAll(selector)];
    all("main tbody").forEach((body, at) => cut(body, at < 2 ? most.first : most.later));
    all("main ul, main ol, main dl").forEach((list) => cut(list, most.items));
    all("main select").forEach((list) => [...list.options].slice(most.choices).forEach((at) => at.selected || at.remove()));
  }, MOST);

/** What differs from run to run is told by what it is; where links lead is tested elsewhere. */
const plain = (text) =>
  text
    .replace(/^ *- \/url: .*(\n|$)/gm, "")
    .replace(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replace(/(phiên bản(?: số)?) \d[\d.]*/gi, "$1 REVISION")
    .replace(/\b(?:[0-9a-f]{4} ){3}[0-9a-f]{4}\b/g, "DIGEST")
    .replace(/\b[0-9a-f]{12}…/g, "DIGEST")
    .replace(/\b[0-9a-f]{16,128}\b/g, "DIGEST");

for (const known of PAGES) {
  test(known.name, async () => {
    const text = await site.visit({ inside: known.inside, again: true, allow: allowed(known) }, async (page) => {
      await go(site, page, known);
      await drawn(page);
      await shorten(page);
      return `${plain(await page.locator("main").ariaSnapshot())}\n`;
    });
    const file = new URL(`${known.name}.yml`, FOLDER);
    if (UPDATE) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, text);
    }
    assert.ok(existsSync(file), `${known.name} has no snapshot: look at it with UPDATE=1 scripts/e2e aria`);
    assert.equal(text, readFileSync(file, "utf8"), "UPDATE=1 scripts/e2e aria writes it anew");
  });
}

test("no snapshot is left of a page that is gone", () => {
  const wanted = new Set(PAGES.map((page) => `${page.name}.yml`));
  const left = readdirSync(FOLDER).filter((file) => !wanted.has(file));
  if (UPDATE) left.forEach((file) => rmSync(new URL(file, FOLDER)));
  else assert.deepEqual(left, []);
});
