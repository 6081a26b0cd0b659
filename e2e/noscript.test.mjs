// Without any script: every table is there, the tables behind charts are open, and forms lead where they should.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site } from "./lib.mjs";
import { PAGES, allowed, go, prepare } from "./pages.mjs";

let site;
let tried = 0;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

/** Picks another value in the first field that has one; gives its name and the value. */
async function another(form) {
  for (const field of await form.locator("select").all()) {
    const chosen = await field.inputValue();
    const values = await field.locator("option").evaluateAll((all) => all.map((option) => option.value));
    const other = values.find((value) => value !== "" && value !== chosen);
    if (other === undefined) continue;
    await field.selectOption(other);
    return [await field.getAttribute("name"), other];
  }
  return null;
}

/** The form of a page leads where its fields say. */
async function form(page, known) {
  const picker = page.locator('main form.picker[method="get"]').first();
  if ((await picker.count()) === 0) return;
  const picked = await another(picker);
  if (picked === null) return;
  await Promise.all([page.waitForNavigation(), picker.locator('button[type="submit"]').first().click()]);
  const asked = new URL(page.url());
  assert.equal(asked.searchParams.get(picked[0]), picked[1], page.url());
  assert.equal(asked.pathname, new URL(known.path, site.origin).pathname);
  tried += 1;
}

/** Charts and tables that are not there for somebody without scripts. */
const amiss = (page) =>
  page.evaluate(() => {
    const seen = (at) => at?.checkVisibility() && at.getBoundingClientRect().height > 0;
    const charts = [...document.querySelectorAll("figure[data-chart]")].flatMap((figure) => [
      seen(figure.querySelector("table")) || `a chart without its table: #${figure.id}`,
      !seen(figure.querySelector(".plot")) || `an empty chart is shown: #${figure.id}`,
    ]);
    // What is folded away by its author may stay so: the reader opens it without a script.
    const tables = [...document.querySelectorAll("main table")].flatMap((table) => [
      seen(table) || table.closest("details:not([open])") !== null || `a table that nobody sees: #${table.id}`,
      table.rows.length > 1 || `a table without a row: #${table.id}`,
    ]);
    return [...charts, ...tables].filter((found) => found !== true);
  });

for (const known of PAGES) {
  test(known.name, async () => {
    await site.visit({ inside: known.inside, again: true, js: false, allow: allowed(known) }, async (page) => {
      await go(site, page, known);
      assert.deepEqual(await amiss(page), []);
      if (!known.path || known.status !== undefined) return;
      page.allowed = [/Failed to load resource/];
      await form(page, known);
    });
  });
}

test("there were forms to try", () => assert.ok(tried > 10, `${tried} forms were tried`));
