// From the national score down: three clicks to a procedure, five to a dossier; and every step is an address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site, drawn, settled } from "./lib.mjs";

const TOP = "/?agency=VN&period=2026-09&nguon=ho-so";

let site;
before(async () => (site = await Site.open()));
after(() => site?.close());

const where = (page) => new URL(page.url());

/** Clicks the first link of the content that leads there, as one that sees it does. */
async function click(page, selector) {
  const link = page.locator(`main ${selector}`).locator("visible=true").first();
  await link.waitFor();
  await link.scrollIntoViewIfNeeded();
  const before = page.url();
  await Promise.all([page.waitForURL((url) => url.href !== before), link.click()]);
  await drawn(page);
}

/** What makes a view: where one is, and what one reads. */
const view = async (page) => ({ at: page.url(), heading: await page.locator("h1").innerText(), text: (await page.locator("main").innerText()).slice(0, 2000) });

test("three clicks from the national score to a procedure", async () => {
  await site.visit({}, async (page) => {
    await page.goto(TOP);
    await drawn(page);
    await click(page, 'a[href*="/don-vi/H55"], main a[href*="agency=H55"]');
    await click(page, 'a[href^="/chi-so/2.1"]');
    await click(page, 'a[href^="/tthc"]');
    assert.equal(where(page).pathname, "/tthc");
    assert.equal(where(page).searchParams.get("period"), "2026-09", "the period is kept");
    assert.ok((await page.locator("main tbody tr").count()) > 3, "procedures");
    assert.equal(await page.locator('main a[href^="/ho-so/"]').count(), 0, "a stranger sees no dossier");
  });
});

test("five clicks, signed in, from the national score to a dossier", async () => {
  await site.visit({ inside: true }, async (page) => {
    await page.goto(TOP);
    await drawn(page);
    await click(page, 'a[href*="/don-vi/H55"], main a[href*="agency=H55"]');
    await click(page, 'a[href^="/chi-so/2.1"]');
    await click(page, 'a[href^="/tthc"]');
    await click(page, 'a[href^="/ho-so?"]');
    await click(page, 'a[href^="/ho-so/"]');
    assert.match(where(page).pathname, /^\/ho-so\/H55\./);
    assert.match(await page.locator("h1").innerText(), /H55\./);
  });
});

test("back leads to the same view, at the same place", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/xep-hang?parent=H55&level=commune&period=2026-09&group=TDGQ");
    await settled(page);
    const before = await view(page);
    await page.evaluate(() => window.scrollTo(0, 900));
    const place = await page.evaluate(() => scrollY);
    assert.ok(place > 500, "there is something to scroll");
    const seen = await page.evaluate(() => {
      const all = [...document.querySelectorAll("main tbody th a")];
      return all.find((at) => at.getBoundingClientRect().top > 250).getAttribute("href");
    });
    await Promise.all([page.waitForURL(/\/don-vi\//), page.locator(`main a[href="${seen}"]`).first().click()]);
    await page.goBack();
    await settled(page);
    assert.deepEqual(await view(page), before);
    await page.waitForFunction((place) => Math.abs(scrollY - place) < 50, place);
    await page.goForward();
    assert.match(where(page).pathname, /^\/don-vi\//);
  });
});

test("an address opens the same view for somebody else", async () => {
  const paths = [
    "/xep-hang?parent=H55&level=commune&period=2026-09&group=TDGQ",
    "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so&rulebook=766-2022",
    "/don-vi/H44?period=2026-08&lang=en",
  ];
  for (const path of paths) {
    const look = async (page) => {
      await page.goto(path);
      await drawn(page);
      return view(page);
    };
    assert.deepEqual(await site.visit({}, look), await site.visit({ scheme: "dark" }, look), path);
  }
});

test("what is picked stands in the address, and links keep it", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/don-vi/H55?nguon=ho-so&period=2026-10");
    const form = page.locator("main form.picker").first();
    await form.locator('select[name="period"]').selectOption("2026-08");
    await form.locator('select[name="rulebook"]').selectOption("766-2022");
    await Promise.all([page.waitForURL(/period=2026-08/), form.locator('button[type="submit"]').click()]);
    const asked = where(page).searchParams;
    assert.deepEqual([asked.get("period"), asked.get("rulebook"), asked.get("nguon")], ["2026-08", "766-2022", "ho-so"]);
    await click(page, 'a[href^="/chi-so/2.1"]');
    const kept = where(page).searchParams;
    assert.deepEqual([kept.get("period"), kept.get("rulebook"), kept.get("nguon")], ["2026-08", "766-2022", "ho-so"]);
    assert.match(await page.locator("body").innerText(), /766-2022/);
  });
});
