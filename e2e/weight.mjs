// The weight of a page as it comes over the wire.
import { settled } from "./lib.mjs";

/** What the first page of a visitor may weigh, without what draws charts. */
export const FIRST = 150_000;

/** What draws charts, and is fetched only where there are some. */
const CHARTS = /\/static\/[^?]*(echarts|charts)/;

/** Opens a page as if nothing were kept of earlier ones, and gives its bytes, requests and first paint. */
export async function weigh(page, open, { slower = 1 } = {}) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slower });
  const asked = new Map();
  const came = new Map();
  cdp.on("Network.requestWillBeSent", ({ requestId, request }) => asked.set(requestId, request.url));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => came.set(requestId, encodedDataLength));
  await open();
  await settled(page);
  const sum = (wanted) => [...came].filter(([id]) => CHARTS.test(asked.get(id)) === wanted).reduce((sum, [, bytes]) => sum + bytes, 0);
  const { painted, waited } = await page.evaluate(() => {
    const [document] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { painted: paint?.startTime ?? NaN, waited: document.responseStart - document.requestStart };
  });
  await cdp.detach();
  const charts = [...asked.values()].some((url) => CHARTS.test(url));
  return { plain: sum(false), charts, requests: asked.size, painted, waited };
}
