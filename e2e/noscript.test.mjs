// Without any script: every table is there, the tables behind charts are open, and forms lead where they should.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site } from "./lib.mjs";
import { PAGES, allowed, go, prepare } from "./pages.mjs";

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

for (const known of PAGES) {
  test(known.name, async () => {
    await site.visit({ inside: known.inside, allow: allowed(known), js: false }, async (page) => {
      await go(site, page, known);
      for (const figure of await page.locator("figure[data-chart]").all()) {
        assert.ok(await figure.locator("table").first().isVisible(), "a chart without its table");
        assert.ok(!(await figure.locator(".plot").isVisible()), "an empty chart is shown");
      }
      // What is folded away by its author may stay so: the reader opens it without a script.
      const tables = await page.locator("main table").all();
      for (const table of tables) {
        const folded = (await table.locator("xpath=ancestor::details[not(@open)]").count()) > 0;
        assert.ok(folded || (await table.isVisible()), "a table that nobody sees");
        assert.ok((await table.locator("tr").count()) > 1, "a table without a row");
      }
    });
  });
}

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

for (const known of PAGES.filter((page) => page.path && page.status === undefined && page.route !== "/chi-dao/nhap")) {
  test(`the form of ${known.name}`, async () => {
    await site.visit({ inside: known.inside, js: false, allow: [/Failed to load resource/] }, async (page) => {
      await go(site, page, known);
      const form = page.locator('main form.picker[method="get"]').first();
      if ((await form.count()) === 0) return;
      const picked = await another(form);
      if (picked === null) return;
      await Promise.all([page.waitForNavigation(), form.locator('button[type="submit"]').first().click()]);
      const asked = new URL(page.url());
      assert.equal(asked.searchParams.get(picked[0]), picked[1], page.url());
      assert.equal(asked.pathname, new URL(known.path, site.origin).pathname);
    });
  });
}
