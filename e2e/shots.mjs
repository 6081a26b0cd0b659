// Pictures of every page for people to look at, in target/shots: node shots.mjs [NAME …]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, Site, drawn, inLanguage } from "./lib.mjs";
import { PAGES, address, allowed, go, prepare } from "./pages.mjs";

const FOLDER = join(ROOT, "target/shots");
const HIGHEST = 6000;
const wanted = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
const site = await Site.open();
try {
  await prepare(site);
  const chosen = PAGES.filter((page) => wanted.length === 0 || wanted.some((name) => page.name.startsWith(name)));
  for (const known of chosen) {
    for (const [width, scheme] of [[1440, "light"], [1440, "dark"], [360, "light"], [360, "dark"]]) {
      const file = join(FOLDER, `${known.name}-${width}-${scheme}.png`);
      await site.visit({ inside: known.inside, allow: [...allowed(known), /./], width, scheme }, async (page) => {
        await go(site, page, known, inLanguage(await address(site, known), process.env.CHISO_LANG ?? "vi"));
        await drawn(page);
        const height = Math.min(HIGHEST, await page.evaluate(() => document.documentElement.scrollHeight));
        await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height } });
      }).catch((error) => console.error(`${known.name}: ${error.message.split("\n")[0]}`));
    }
    console.log(known.name);
  }
} finally {
  await site.close();
}
