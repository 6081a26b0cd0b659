// A page of the present follows what happens: within a second, in place, across a restart, for a day.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DEMO, Server, Site, folder, settled } from "./lib.mjs";
import { dossier, send } from "./send.mjs";

const UNIT = "H55.X01879";
const OPEN = `/don-vi/${UNIT}?nguon=ho-so&period=2026-10`;
const SECOND = 1000;
/** What says that the connection is gone. */
const LOST = ".lost-words";

let site;
let sent = 0;
before(async () => {
  site = await Site.open([...DEMO, "--data", folder()]);
});
after(() => site?.close());

/** Something happens: two dossiers more, one of them done. Gives the moment just before. */
async function happens(at = site) {
  sent += 2;
  const number = (count) => `${UNIT}-261001-${String(5000 + count)}`;
  const before = Date.now();
  await send(at, [dossier(number(sent - 1), { ended: true }), dossier(number(sent))]);
  return before;
}

/** Notes when the page shows another revision than now, by the clock of the machine. */
const watch = (page) =>
  page.evaluate(() => {
    const shown = () => document.querySelector("[data-revision]").dataset.revision;
    const before = shown();
    window.changedAt = new Promise((done) => {
      const look = () => {
        if (!document.querySelector("[data-revision]") || shown() === before) return;
        seen.disconnect();
        done(performance.timeOrigin + performance.now());
      };
      const seen = new MutationObserver(look);
      seen.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-revision"] });
    });
  });

const revision = (page) => page.evaluate(() => Number(document.querySelector("[data-revision]").dataset.revision));

/** The feed is open: what happens from now on is told. */
async function listening(page, path) {
  const feed = page.waitForResponse((answer) => answer.url().includes("/api/v1/live"));
  await page.goto(path);
  assert.equal((await feed).status(), 200);
  await settled(page);
}

/** Dossiers done and counted, as the unit's page shows them: numerator and denominator of 2.1. */
const counts = async (page) => (await page.locator("tr", { hasText: /^\s*2\.1/ }).first().innerText()).match(/\d+ \/ \d+/)?.[0];

test("an event is on the open page within a second", async (t) => {
  await site.visit({ inside: true }, async (page) => {
    await listening(page, OPEN);
    const took = [];
    for (let round = 0; round < 5; round += 1) {
      const before = await counts(page);
      assert.ok(before, "the page shows counts");
      await watch(page);
      const happened = await happens();
      took.push(Math.round((await page.evaluate(() => window.changedAt)) - happened));
      assert.notEqual(await counts(page), before, "the counts moved");
      // A page that was just brought up to date may rest before it is again.
      await page.waitForTimeout(SECOND + 200);
    }
    t.diagnostic(`from the call to the page: ${took.join(", ")} ms`);
    assert.ok(Math.max(...took) < SECOND, `${took.join(", ")} ms`);
  });
});

test("the page changes in place: focus, scroll, open parts and typed text stay", async () => {
  await site.visit({ inside: true, height: 500 }, async (page) => {
    await listening(page, `/don-vi/H55?nguon=ho-so&period=2026-10`);
    const field = page.locator('header input[name="q"]').first();
    if ((await field.count()) > 0) await field.fill("đang gõ");
    const state = await page.evaluate(() => {
      const parts = [...document.querySelectorAll("main details")];
      parts.forEach((part) => (part.open = !part.open));
      const link = [...document.querySelectorAll("main table a")].at(-5);
      link.focus();
      window.scrollBy(0, -120);
      const wide = [...document.querySelectorAll("main .scroll")].findIndex((box) => box.scrollWidth > box.clientWidth + 20);
      if (wide >= 0) document.querySelectorAll("main .scroll")[wide].scrollLeft = 15;
      window.kept = { link, main: document.querySelector("main"), wide };
      return { open: parts.map((part) => part.open), y: scrollY, text: link.textContent, wide };
    });
    assert.ok(state.y > 200, "the page is scrolled");
    await watch(page);
    await happens();
    await page.evaluate(() => window.changedAt);
    await settled(page);
    const now = await page.evaluate(() => ({
      open: [...document.querySelectorAll("main details")].map((part) => part.open),
      y: scrollY,
      text: document.activeElement.textContent,
      same: document.activeElement === window.kept.link && document.querySelector("main") === window.kept.main,
      left: window.kept.wide < 0 ? 15 : document.querySelectorAll("main .scroll")[window.kept.wide].scrollLeft,
    }));
    assert.deepEqual(now.open, state.open, "open parts");
    assert.ok(Math.abs(now.y - state.y) < 3, `scrolled from ${state.y} to ${now.y}`);
    assert.equal(now.text, state.text, "focus");
    assert.ok(now.same, "the very same elements, not copies of them");
    assert.equal(now.left, 15, "a table scrolled sideways");
    if ((await field.count()) > 0) assert.equal(await field.inputValue(), "đang gõ");
  });
});

test("after a restart the page goes on and shows what happened meanwhile", async () => {
  const gone = [/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|net::ERR_FAILED|Failed to fetch/];
  const data = folder();
  const own = await Site.open([...DEMO, "--data", data]);
  try {
    await own.visit({ allow: gone }, async (page) => {
      await listening(page, OPEN);
      const before = await revision(page);
      await own.server.stop("SIGKILL");
      await page.locator(LOST).waitFor({ state: "visible" });
      own.server = await Server.start([...DEMO, "--data", data], { listen: own.server.host });
      await happens(own);
      await page.waitForFunction((before) => Number(document.querySelector("[data-revision]")?.dataset.revision) > before, before, { timeout: 30_000 });
      await page.locator(LOST).waitFor({ state: "detached" });
      // It listens again, too: the next event comes without anybody doing anything.
      const again = await revision(page);
      await happens(own);
      await page.waitForFunction((again) => Number(document.querySelector("[data-revision]").dataset.revision) > again, again);
    });
  } finally {
    await own.close();
  }
});

/** What the browser holds, once everything that can go is gone. */
async function held(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
}

test("a page left open for 300 updates holds no more than after 30", async (t) => {
  await site.visit({ inside: true }, async (page) => {
    // Its clock is ours: it rests between two updates, and nobody waits.
    await page.clock.install();
    await listening(page, `/?agency=${UNIT}&nguon=ho-so&period=2026-10`);
    await page.clock.runFor(2000);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const update = async () => {
      const before = await revision(page);
      await happens();
      // How often its clock is moved on depends on the machine: the page rests longer after an answer that, by
      // its clock, took long.
      const late = Date.now() + 20 * SECOND;
      while ((await revision(page)) === before) {
        assert.ok(Date.now() < late, "the page does not follow");
        await page.clock.runFor(500);
      }
    };
    for (let count = 0; count < 30; count += 1) await update();
    const early = await held(cdp);
    for (let count = 0; count < 270; count += 1) await update();
    const late = await held(cdp);
    const mega = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    t.diagnostic(`nodes ${early.nodes} → ${late.nodes}, listeners ${early.listeners} → ${late.listeners}, heap ${mega(early.heap)} → ${mega(late.heap)}`);
    assert.ok(late.nodes <= early.nodes * 1.05 + 50, `nodes: ${early.nodes} → ${late.nodes}`);
    assert.ok(late.listeners <= early.listeners + 10, `listeners: ${early.listeners} → ${late.listeners}`);
    assert.ok(late.heap <= early.heap * 1.2 + 1e6, `heap: ${mega(early.heap)} → ${mega(late.heap)}`);
  });
});
