// Every page with the keyboard alone: Tab comes past everything that can be used, once, in view, marked, and
// out at the end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site, drawn, trim } from "./lib.mjs";
import { PAGES, allowed, go, prepare } from "./pages.mjs";

/** No page has as many places to stop at, once its long tables are short. */
const MOST = 600;

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

/** Numbers everything that a keyboard must reach; gives the descriptions by number. */
const number = (page) =>
  page.evaluate(() => {
    const usable = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]";
    const groups = new Set();
    const reachable = (at) => {
      if (at.tabIndex < 0 || at.disabled || !at.checkVisibility({ visibilityProperty: true })) return false;
      const { width, height } = at.getBoundingClientRect();
      if (width === 0 || height === 0) return false;
      // Of radio buttons that belong together, Tab reaches one; the arrow keys reach the others.
      if (at.type !== "radio" || at.checked) return true;
      const group = [...document.querySelectorAll(`input[type=radio][name="${at.name}"]`)];
      const first = !group.some((other) => other.checked) && !groups.has(at.name);
      groups.add(at.name);
      return first;
    };
    const found = [...document.querySelectorAll(usable)].filter(reachable);
    return found.map((at, place) => {
      at.dataset.e2e = String(place);
      const name = at.getAttribute("aria-label") ?? at.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
      return `${at.localName}${at.id && `#${at.id}`} “${name}”`;
    });
  });

/** What has the focus: its number, whether one sees that, and whether one sees it at all. */
const focused = (page) =>
  page.evaluate(async () => {
    // What the page does about a new focus it does after the browser.
    await new Promise((done) => setTimeout(done, 0));
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return null;
    const style = getComputedStyle(at);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    // A field may be marked by its border and shadow instead.
    const marked = at.matches(":focus-visible") && (ring || style.boxShadow !== "none");
    const boxes = [...at.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const seen = boxes.some((box) => {
      const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
      const ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
      return xs.some((x) => ys.some((y) => {
        const top = document.elementFromPoint(x, y);
        return top && (at.contains(top) || top.contains(at) && top.closest("label") !== null);
      }));
    });
    // Day, month and year of a date are stops of their own.
    const parts = at.matches("input[type=date], input[type=time], input[type=month], input[type=datetime-local]");
    return { parts, place: at.dataset.e2e, text: `${at.localName}${at.id && `#${at.id}`} ${at.textContent.trim().slice(0, 40)}`, marked, seen };
  });

/** Presses Tab from the top until the focus leaves the page. */
async function walk(page, known) {
  const reached = new Set();
  let before = {};
  let first;
  for (let pressed = 0; pressed < MOST; pressed += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === null) return reached;
    // Back at the top: some browsers go round without a stop.
    if (first !== undefined && now.place === first && before.place !== first) return reached;
    first ??= now.place;
    const inside = now.parts && now.place === before.place;
    // The parts of a field are marked by the browser itself.
    assert.ok(now.marked || inside, `the focus is not visible on ${now.text}`);
    assert.ok(now.seen, `the focused element is covered or out of view: ${now.text}`);
    assert.ok(now.place !== undefined || now.text !== before.text, `the keyboard is caught in ${now.text}`);
    assert.ok(inside || !reached.has(now.place), `Tab comes back to ${known[now.place]} before the end`);
    if (now.place !== undefined) reached.add(now.place);
    before = now;
  }
  assert.fail(`after ${MOST} stops the page has no end`);
}

/** Where a phone shows something else than less width: its menu, and what stays at the edge of the window. */
const PHONE = ["tong-quan", "xep-hang", "don-vi-cong-bo", "tthc", "dang-nhap", "lanh-dao", "kich-ban", "mot-ho-so"];

for (const known of PAGES) {
  for (const width of PHONE.includes(known.name) ? [1440, 360] : [1440]) {
    test(`${known.name}, ${width} px`, async () => {
      await site.visit({ inside: known.inside, again: true, allow: allowed(known), width }, async (page) => {
        await go(site, page, known);
        await drawn(page);
        await trim(page, 6);
        const names = await number(page);
        const reached = await walk(page, names);
        const missed = names.filter((_, place) => !reached.has(String(place)));
        assert.deepEqual(missed, [], "visible, but Tab does not come there");
      });
    });
  }
}

test("the first Tab offers a way past the navigation", async () => {
  await site.visit({}, async (page) => {
    await page.goto("/");
    await page.keyboard.press("Tab");
    const skip = page.locator(":focus");
    assert.match(await skip.getAttribute("href"), /^#/);
    assert.ok(await skip.isVisible());
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null), "inside the content");
  });
});
