// What a first look costs, page by page: node budgets.mjs [NAME …]. Bytes are those on the wire, compressed as the
// browser asks; the processor is slowed down four times.
import { Site } from "./lib.mjs";
import { PAGES, go, prepare } from "./pages.mjs";
import { FIRST, weigh } from "./weight.mjs";

const wanted = process.argv.slice(2);
const site = await Site.open();
const rows = [];
try {
  await prepare(site);
  for (const known of PAGES.filter((page) => wanted.length === 0 || wanted.some((name) => page.name.startsWith(name)))) {
    rows.push(await site.visit({ inside: known.inside, allow: [/./] }, async (page) => {
      const weight = await weigh(page, () => go(site, page, known), { slower: 4 });
      return { page: known.name, "KB without charts": +(weight.plain / 1000).toFixed(1), charts: weight.charts, requests: weight.requests, "FCP ms": Math.round(weight.painted), "server ms": Math.round(weight.waited) };
    }));
  }
} finally {
  await site.close();
}
console.table(rows);
console.log(`first page: ${FIRST / 1000} KB at most; asserted by pages.test.mjs`);
