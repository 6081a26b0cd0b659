// A first look is light: nothing is fetched that the page does not need.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site } from "./lib.mjs";
import { PAGES, address, allowed, prepare } from "./pages.mjs";
import { FIRST, weigh } from "./weight.mjs";

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

for (const known of PAGES) {
  test(known.name, async (t) => {
    const path = await address(site, known);
    await site.visit({ inside: known.inside, allow: allowed(known) }, async (page) => {
      const { plain, charts, requests } = await weigh(page, path);
      t.diagnostic(`${(plain / 1000).toFixed(1)} KB in ${requests} requests`);
      assert.ok(plain < FIRST, `${plain} bytes without charts`);
      const figures = await page.locator("figure[data-chart]").count();
      assert.ok(charts === 0 || figures > 0, "what draws charts is fetched where there is none");
    });
  });
}
