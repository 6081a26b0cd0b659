// Charts: drawn from their tables when they come near, read with the keyboard, saved as pictures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Site, drawn, settled } from "./lib.mjs";

const KINDS = ["bars", "calendar", "heat", "map", "radar", "slope", "trend", "waterfall"];
const FIGURES = "figure[data-chart]";

let site;
before(async () => (site = await Site.open()));
after(() => site?.close());

/** Names and numbers of a chart's table, as people read them. */
const twin = (figure) =>
  figure.evaluate((at) => {
    const words = (node) => node.textContent.trim().replace(/\s+/g, " ");
    return [...at.querySelector("table.twin").tBodies[0].rows].map((row) => ({
      name: words(row.cells[0].querySelector("bdi")),
      cells: [...row.cells].slice(1).filter((cell) => cell.classList.contains("n")).map((cell) => ({
        text: words(cell.querySelector("a, span")),
        known: cell.dataset.v !== undefined,
      })),
    }));
  });

test("every kind is shown on the page of components, and drawn when it is near", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/kieu");
    const kinds = await page.locator(FIGURES).evaluateAll((all) => [...new Set(all.map((at) => at.dataset.chart))].sort());
    assert.deepEqual(kinds, KINDS);
    await drawn(page);
    for (const figure of await page.locator(FIGURES).all()) {
      const painted = await figure.locator("canvas").first().evaluate((canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count += 1;
        return count;
      });
      assert.ok(painted > 300, `${await figure.getAttribute("id")}: ${painted} points are painted`);
      assert.ok(!(await figure.locator("details").evaluate((at) => at.open)), "the table steps back");
      assert.ok((await figure.locator(".summary").innerText()).length > 20, "one sentence says what it shows");
    }
  });
});

test("keys come past every point, and each says what the table says", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/kieu");
    await drawn(page);
    for (const figure of await page.locator(FIGURES).all()) {
      const id = await figure.getAttribute("id");
      const rows = await twin(figure);
      const plot = figure.locator(".plot");
      await plot.focus();
      const told = new Set();
      await page.keyboard.press("Home");
      for (let pressed = 0; pressed < 400; pressed += 1) {
        const text = await figure.locator('[aria-live="polite"]').innerText({ timeout: 1000 }).catch(() => "");
        const now = text || (await figure.locator('[aria-live="polite"]').textContent());
        if (told.has(now)) break;
        told.add(now);
        await page.keyboard.press("ArrowRight");
      }
      assert.ok(told.size > 0, `${id}: nothing is told`);
      for (const text of told) {
        const row = rows.find(({ name }) => text.replace(/\s+/g, " ").startsWith(name));
        assert.ok(row, `${id}: “${text}” is no row of the table`);
        assert.ok(row.cells.some((cell) => text.includes(cell.text)), `${id}: “${text}” has no number of its row`);
      }
      const known = rows.filter((row) => row.cells.some((cell) => cell.known));
      const reached = known.filter((row) => [...told].some((text) => text.replace(/\s+/g, " ").startsWith(row.name)));
      assert.equal(reached.length, known.length, `${id}: rows with numbers that no key comes to`);
      await page.keyboard.press("Escape");
      assert.ok(await plot.evaluate((at) => at !== document.activeElement), `${id}: Escape leaves`);
    }
  });
});

test("Enter goes where the row of the table goes", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/?agency=H55&period=2026-10&nguon=ho-so");
    await drawn(page);
    const figure = page.locator(`${FIGURES}:has(table.twin tbody a)`).first();
    const first = await figure.locator("table.twin tbody a").first().getAttribute("href");
    await figure.locator(".plot").focus();
    await page.keyboard.press("Home");
    await Promise.all([page.waitForURL((url) => url.href !== `${site.origin}/?agency=H55&period=2026-10&nguon=ho-so`), page.keyboard.press("Enter")]);
    assert.equal(new URL(page.url()).pathname, new URL(first, site.origin).pathname);
  });
});

test("a chart follows the colours of the page", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/kieu");
    await drawn(page);
    const picture = () => page.locator(`${FIGURES} canvas`).first().evaluate((canvas) => canvas.toDataURL());
    const light = await picture();
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    assert.notEqual(await picture(), light);
    await page.emulateMedia({ colorScheme: "light" });
    await settled(page);
    assert.equal(await picture(), light);
  });
});

// Chromium lets a page save about ten files in a row; so each form has a page of its own.
for (const [at, form] of ["png", "svg"].entries()) {
  test(`every chart is saved as ${form.toUpperCase()}`, async () => {
    await site.visit({}, async (page) => {
      await page.goto("/kieu");
      await drawn(page);
      for (const figure of await page.locator(FIGURES).all()) {
        const id = await figure.getAttribute("id");
        const [download] = await Promise.all([page.waitForEvent("download"), figure.locator(".images button").nth(at).click()]);
        assert.match(download.suggestedFilename(), new RegExp(`\\.${form}$`));
        const bytes = readFileSync(await download.path());
        if (form === "png") {
          assert.equal(bytes.subarray(1, 4).toString(), "PNG", id);
          assert.ok(bytes.length > 3000, `${id}: ${bytes.length} bytes`);
          continue;
        }
        const text = bytes.toString();
        assert.match(text, /^<svg[\s\S]*<\/svg>\s*$/, id);
        const title = (await figure.locator("figcaption :is(h2, h3)").innerText()).split(" ")[0];
        assert.ok(text.includes(title), `${id}: the picture has its title`);
        assert.ok(!/<script|<foreignObject|href="http/.test(text), `${id}: a picture that runs or loads something`);
      }
    });
  });
}

test("what draws is not fetched before a chart is near", async () => {
  await site.visit({ height: 300 }, async (page) => {
    const fetched = [];
    page.on("request", (request) => /echarts/.test(request.url()) && fetched.push(request.url()));
    await page.goto("/cong-thuc");
    await settled(page);
    assert.deepEqual(fetched, []);
  });
});
