// Score card and ranking in the page of another site; nothing else of chiso can be framed.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Site } from "./lib.mjs";

let site;
let portal;
before(async () => {
  site = await Site.open();
  portal = createServer((asked, answer) => {
    const framed = new URL(asked.url, "http://portal").searchParams.get("khung");
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(asked.url.startsWith("/?") ? `<!doctype html><title>Cổng</title><iframe title="chiso" width="320" height="600" src="${site.origin}${framed}"></iframe>` : "");
  });
  await new Promise((done) => portal.listen(0, "127.0.0.1", done));
});
after(async () => {
  portal?.close();
  await site?.close();
});

/** Opens the other site with a page of chiso in a frame; gives the frame. */
async function framed(page, path) {
  await page.goto(`http://localhost:${portal.address().port}/?khung=${encodeURIComponent(path)}`);
  return page.frameLocator("iframe");
}

/** The other site is another site: that is what this is about. */
const OTHER = [/leaves the machine: http:\/\/localhost:/];

for (const path of ["/nhung/diem/H44?period=2026-08", "/nhung/xep-hang/H44?period=2026-08", "/nhung/diem/H44?period=2026-08&nen=toi&lang=en"]) {
  test(`${path} stands in the page of another site`, async () => {
    await site.visit({ allow: OTHER }, async (page) => {
      const frame = await framed(page, path);
      await frame.locator("h1").waitFor();
      assert.match(await frame.locator("body").innerText(), /Phú Thọ[\s\S]*766/);
      const { over, open } = await frame.locator("body").evaluate((body) => ({
        over: document.documentElement.scrollWidth - innerWidth,
        open: [...body.querySelectorAll("a")].filter((at) => !at.pathname.startsWith("/nhung/") && (at.target !== "_blank" || !at.rel.includes("noopener"))).length,
      }));
      assert.ok(over <= 0, `wider than its frame of 320 px by ${over}`);
      assert.equal(open, 0, "a link that opens inside the frame");
      assert.deepEqual(await page.context().cookies(), []);
    });
  });
}

test("whoever is signed in is a stranger in a frame", async () => {
  await site.visit({ allow: OTHER, inside: true }, async (page) => {
    const path = "/nhung/xep-hang/H55?period=2026-10";
    await page.goto(path);
    const inside = await page.locator("body").innerText();
    const stranger = await site.visit({}, async (other) => {
      await other.goto(path);
      return other.locator("body").innerText();
    });
    assert.equal(inside, stranger);
  });
});

test("no other page can be framed", async () => {
  for (const path of ["/", "/don-vi/H44?period=2026-08", "/dang-nhap"]) {
    await site.visit({ allow: [...OTHER, /frame-ancestors|Framing/] }, async (page) => {
      await framed(page, path);
      await page.waitForLoadState("networkidle");
      const frame = page.frames().find((frame) => frame !== page.mainFrame());
      assert.ok(!frame.url().startsWith(site.origin), `${path} is shown in a frame: ${frame.url()}`);
    });
  }
});
