// On paper: black on white, no navigation, the head of a table on each of its sheets.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Site, folder, settled } from "./lib.mjs";

let site;
let dir;
before(async () => {
  dir = folder();
  site = await Site.open();
});
after(() => site?.close());

/** The sheets of a page as texts, line by line as they stand. */
async function sheets(page, name, options = {}) {
  const file = join(dir, `${name}.pdf`);
  writeFileSync(file, await page.pdf({ format: "A4", printBackground: true, ...options }));
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  return text.split("\f").filter((sheet) => sheet.trim() !== "");
}

/** Texts too pale for paper, and grounds too dark; asked as the printer is. */
const pale = (page) =>
  page.evaluate(() => {
    const level = (colour) => {
      const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
      return { light: (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255, alpha };
    };
    const wrong = [];
    const body = level(getComputedStyle(document.body).backgroundColor);
    if (body.alpha > 0 && body.light < 0.95) wrong.push("the ground is not white");
    for (const at of document.querySelectorAll("h1, h2, p, td, th, dd, dt, li")) {
      if (!at.checkVisibility() || at.textContent.trim() === "") continue;
      const ink = level(getComputedStyle(at).color);
      const ground = level(getComputedStyle(at).backgroundColor);
      if (ink.light > 0.45) wrong.push(`pale: ${at.localName} ${at.textContent.trim().slice(0, 40)}`);
      if (ground.alpha > 0.5 && ground.light < 0.6) wrong.push(`dark ground: ${at.localName} ${at.textContent.trim().slice(0, 40)}`);
    }
    return wrong.slice(0, 5);
  });

async function printed(known, work) {
  await site.visit({ inside: known.inside, scheme: "dark" }, async (page) => {
    await page.goto(known.path);
    await settled(page);
    const away = await page.evaluate(() =>
      [...document.querySelectorAll("header nav a, a.skip")].map((at) => at.textContent.trim()).filter((text) => text.length > 5));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const left = await page.evaluate(() =>
      [...document.querySelectorAll("nav, a.skip, form, button")].filter((at) => at.checkVisibility() && at.getClientRects().length > 0 && at.textContent.trim() !== "").map((at) => `${at.localName}.${at.className}`));
    assert.deepEqual(left.filter((at) => !/crumbs|over|nav\.sub/.test(at)), [], "navigation and forms are of no use on paper");
    assert.deepEqual(await pale(page), []);
    await page.emulateMedia({ media: null, colorScheme: "dark" });
    await work(await sheets(page, known.name, known.options), away);
  });
}

test("the ranking", async () => {
  await printed({ name: "xep-hang", path: "/xep-hang?parent=H55&level=commune&period=2026-10" }, (pages) => {
    assert.ok(pages.length > 1, "92 communes need more than one sheet");
    const rows = (sheet) => sheet.split("\n").filter((line) => /UBND (xã|phường) /.test(line)).length;
    for (const [at, sheet] of pages.entries()) {
      if (rows(sheet) > 0) assert.ok(/Hạng/.test(sheet) && /Đơn vị/.test(sheet), `sheet ${at + 1} has rows and no head`);
    }
    assert.ok(pages.map(rows).reduce((sum, count) => sum + count) >= 92, "every commune is printed");
  });
});

test("a unit", async () => {
  await printed({ name: "don-vi", path: "/don-vi/H55?nguon=ho-so&period=2026-10" }, (pages) => {
    assert.match(pages[0], /Thái Nguyên/);
    assert.match(pages.join("\n"), /phiên bản/i, "the sheet says what it shows");
  });
});

test("the leader's view is one sheet", async () => {
  await printed({ name: "lanh-dao", path: "/lanh-dao?agency=H55&period=2026-10", inside: true }, (pages) => {
    assert.equal(pages.length, 1, `${pages.length} sheets`);
    assert.match(pages[0], /Thái Nguyên/);
    assert.match(pages[0], /phiên bản/i, "the sheet says what it shows");
  });
});
