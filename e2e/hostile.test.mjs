// Names that mean harm or are just too long: HTML, quotes, letters that run from right to left, 300 characters.
// They come in as agencies do, through a file, and go past every page.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { DEMO, Site, folder, overflow, run, settled } from "./lib.mjs";
import { dossier, send } from "./send.mjs";

const NAMES = {
  "H55.E2E-1": `<script>alert(1)</script><img src=x onerror=alert(2)> "Xã" 'Một' &amp; {{ tên }} {$n}`,
  "H55.E2E-2": "Xã שלום עולם 123 (العربية) – 7/8",
  "H55.E2E-3": "Xã có tên rất dài ".repeat(17).slice(0, 300).trim(),
  "H55.E2E-4": "K".repeat(300),
};
const CODES = Object.keys(NAMES);
const VIEWS = ["/xep-hang?parent=H55&level=commune", "/?agency=H55&nguon=ho-so", "/don-vi/H55?nguon=ho-so", "/chi-so/2.1?agency=H55&nguon=ho-so", "/so-sanh-cong-bang?parent=H55", "/tiep-nhan", "/tim?q=xa"];
const INSIDE = ["/viec?agency=H55", "/lanh-dao?agency=H55", "/bien-dong?agency=H55", "/ho-so?agency=H55&indicator=2.1&side=denominator", "/tthc?agency=H55", "/chat-luong?agency=H55", "/kich-ban?agency=H55", "/doi-soat?agency=H55"];

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

let site;
before(async () => {
  const data = folder();
  const file = join(data, "agencies.csv");
  const rows = CODES.map((code) => `${code},${quoted(NAMES[code])},commune,H55,2025-07-01,,,`);
  writeFileSync(file, ["code,name,level,parent,valid_from,valid_to,successors,portal_id", ...rows, ""].join("\n"));
  // The province itself comes with the demo: a demo that ends at once leaves its store.
  const first = await Site.open([...DEMO, "--data", data]);
  await first.close();
  await run(["--data", data, "intake", "agencies", file]);
  site = await Site.open([...DEMO, "--data", data]);
  site.known = first.account();
  const numbers = CODES.flatMap((code) => [1, 2, 3, 4, 5, 6].map((at) => dossier(`${code}-261001-000${at}`, { ended: at < 4 })));
  await send(site, numbers);
});
after(() => site?.close());

/** No name became a part of the page, and nothing it holds was run. */
async function harmless(page) {
  const made = await page.evaluate(() => ({
    scripts: [...document.scripts].filter((script) => !script.src.startsWith(location.origin)).length,
    pictures: document.querySelectorAll('img[src="x"], [onerror], [onclick]').length,
  }));
  assert.deepEqual(made, { scripts: 0, pictures: 0 });
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 800 });
    assert.ok((await overflow(page)) <= 0, `${width} px: the page scrolls sideways by ${await overflow(page)} px`);
  }
}

/** Letters from right to left must not turn what stands beside their name. */
async function contained(page) {
  const loose = await page.evaluate(() => {
    const marks = /[\u0590-\u06ff]/;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.nodeValue;
      const at = walker.currentNode.parentElement;
      // In a sentence a name stands between U+2068 and U+2069; elsewhere in an element of its own.
      const bare = text.replace(/\u2068[\s\S]*\u2069/g, "");
      if (marks.test(bare) && !at.closest("bdi, option, script, title")) found.push(`${at.localName}: ${bare.trim().slice(0, 60)}`);
    }
    return found;
  });
  assert.deepEqual(loose, [], "names that are not isolated");
}

for (const [inside, paths] of [[false, [...VIEWS, ...CODES.map((code) => `/don-vi/${encodeURIComponent(code)}?nguon=ho-so`)]], [true, INSIDE]]) {
  for (const path of paths) {
    for (const lang of ["vi", "en"]) {
      test(`${path}, ${lang}`, async () => {
        await site.visit({ inside, again: true }, async (page) => {
          const answer = await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          assert.equal(answer.status(), 200);
          await settled(page);
          await harmless(page);
          await contained(page);
        });
      });
    }
  }
}

test("marks that cannot be seen do not come in", async () => {
  const data = folder();
  const file = join(data, "agencies.csv");
  writeFileSync(file, "code,name,level,parent,valid_from,valid_to,successors,portal_id\nH55.E2E-5,Xã \u202eđảo,commune,H55,2025-07-01,,,\n");
  await assert.rejects(run(["--data", data, "intake", "agencies", file]), /name/);
});

test("the names are there as they are", async () => {
  await site.visit({}, async (page) => {
    for (const code of CODES) {
      await page.goto(`/don-vi/${encodeURIComponent(code)}?nguon=ho-so`);
      const shown = await page.locator("h1").innerText();
      assert.ok(shown.includes(NAMES[code].slice(0, 20)), `${code}: ${shown.slice(0, 80)}`);
    }
  });
});
