// Every page of chiso, with the views of it that differ. `route`: as in crates/web/src/routes.rs; a test fails
// if a route there has no page here. `inside`: only for those who are signed in. `from` and `link`: the
// address stands on another page, because it holds a number that only the data know. `data`: it speaks of what stands in
// files, by the names used there.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./lib.mjs";

const MONTH = "period=2026-10";
const LIVE = `agency=H55&${MONTH}`;

export const PAGES = [
  { name: "tong-quan", route: "/", path: `/?agency=H44&period=2026-08` },
  { name: "tong-quan-ca-nuoc", route: "/", path: `/?agency=VN&${MONTH}&nguon=ho-so` },
  { name: "tong-quan-ho-so", route: "/", path: `/?${LIVE}&nguon=ho-so` },
  { name: "xep-hang", route: "/xep-hang", path: `/xep-hang?parent=H55&${MONTH}` },
  { name: "xep-hang-cong-bo", route: "/xep-hang", path: "/xep-hang?parent=H44&period=2026-08" },
  { name: "so-sanh-cong-bang", route: "/so-sanh-cong-bang", path: `/so-sanh-cong-bang?parent=H55&${MONTH}` },
  { name: "don-vi", route: "/don-vi/{code}", path: `/don-vi/H55?${MONTH}&nguon=ho-so` },
  { name: "don-vi-cong-bo", route: "/don-vi/{code}", path: "/don-vi/H44?period=2026-08" },
  { name: "don-vi-ngung", route: "/don-vi/{code}", path: "/don-vi/H03?period=2023-08" },
  { name: "chi-so", route: "/chi-so/{code}", path: `/chi-so/2.1?${LIVE}&nguon=ho-so` },
  { name: "chi-so-nhom", route: "/chi-so/{code}", path: "/chi-so/CKMB?agency=H44&period=2026-08" },
  { name: "cong-thuc", route: "/cong-thuc", path: "/cong-thuc" },
  { name: "cong-thuc-so-sanh", route: "/cong-thuc", path: "/cong-thuc?voi=766-2022" },
  { name: "tiep-nhan", route: "/tiep-nhan", path: "/tiep-nhan", inside: true },
  { name: "soat-bao-cao", route: "/soat-bao-cao", path: "/soat-bao-cao", inside: true },
  { name: "tthc", route: "/tthc", path: `/tthc?${LIVE}` },
  { name: "tthc-chi-tieu", route: "/tthc", path: "/tthc?agency=H55&period=2026-09&indicator=2.1" },
  { name: "bien-dong", route: "/bien-dong", path: `/bien-dong?${LIVE}`, inside: true },
  { name: "so-sanh", route: "/so-sanh", path: "/so-sanh?agency=H55&truoc=2023@2023-07-31&sau=2023@2023-08-31" },
  { name: "bao-cao", route: "/bao-cao", path: "/bao-cao?agency=H44" },
  { name: "ky-da-chot", route: "/ky-da-chot", path: "/ky-da-chot" },
  { name: "ky-da-chot-mot", route: "/ky-da-chot/{number}", path: "/ky-da-chot/1" },
  { name: "du-lieu-mo", route: "/du-lieu-mo", path: "/du-lieu-mo", data: true },
  { name: "tim", route: "/tim", path: "/tim?q=thai+nguyen" },
  { name: "tim-khong-thay", route: "/tim", path: "/tim?q=zzzzqq" },
  { name: "nhung-diem", route: "/nhung/diem/{code}", path: "/nhung/diem/H44?period=2026-08" },
  { name: "nhung-xep-hang", route: "/nhung/xep-hang/{code}", path: "/nhung/xep-hang/H44?period=2026-08" },
  { name: "kieu", route: "/kieu", path: "/kieu" },
  { name: "dang-nhap", route: "/dang-nhap", path: "/dang-nhap" },
  { name: "khong-thay", route: "", path: "/khong-co-trang-nay", status: 404 },

  { name: "lanh-dao", route: "/lanh-dao", path: `/lanh-dao?${LIVE}`, inside: true },
  { name: "viec", route: "/viec", path: `/viec?${LIVE}`, inside: true },
  { name: "kich-ban", route: "/kich-ban", path: `/kich-ban?${LIVE}`, inside: true },
  { name: "ho-so", route: "/ho-so", path: `/ho-so?${LIVE}&indicator=2.1&side=denominator`, inside: true },
  { name: "mot-ho-so", route: "/ho-so/{code}", from: "ho-so", link: 'main a[href^="/ho-so/"]', inside: true },
  { name: "doi-soat", route: "/doi-soat", path: `/doi-soat?${LIVE}`, inside: true },
  { name: "chat-luong", route: "/chat-luong", path: `/chat-luong?${LIVE}`, inside: true },
  { name: "chi-dao", route: "/chi-dao", path: `/chi-dao?${LIVE}`, inside: true },
  { name: "chi-dao-nhap", route: "/chi-dao/nhap", path: "/chi-dao/nhap?agency=H55&code=2.1&from=2026-09&to=2026-10", inside: true },
  { name: "chi-dao-mot", route: "/chi-dao/{number}", from: "chi-dao", link: 'main a[href^="/chi-dao/"]:not([href*="nhap"])', inside: true },
  { name: "ky-da-chot-kiem-tra", route: "/ky-da-chot/kiem-tra", path: "/ky-da-chot/kiem-tra?agency=H55&period=2026-08&nguon=ho-so", inside: true },
  { name: "ky-da-chot-thay-doi", route: "/ky-da-chot/{number}/thay-doi", path: "/ky-da-chot/1/thay-doi", inside: true },
  { name: "canh-bao", route: "/canh-bao", path: `/canh-bao?${LIVE}`, inside: true },
];

/** Routes that answer with a file or with data, not with a page. */
const FILES = [/^\/api\//, /^\/static\//, /^\/healthz$/, /\.xml$/, /^\/du-lieu\//, /\{file\}$/, /\.zip$/, /\{\*name\}$/];

/** The pages that routes.rs answers a GET with. */
export function routes() {
  const web = join(ROOT, "crates/web/src");
  const text = readFileSync(join(web, "routes.rs"), "utf8");
  const found = [...text.matchAll(/\.route\(\s*([^,]+?)\s*,\s*get\(([\w:]+)/g)];
  const all = found.map(([, at, handler]) => (at.startsWith('"') ? at.slice(1, -1) : constant(web, at, handler)));
  return [...new Set(all)].filter((route) => !FILES.some((pattern) => pattern.test(route)));
}

/** The text of a constant, which stands in its module or in the one of the handler. */
function constant(web, name, handler) {
  const [module] = name.includes("::") ? name.split("::") : handler.split("::");
  const files = [`pages/${module}.rs`, `pages/${handler.split("::")[0]}.rs`, `${module}.rs`, `${module}/mod.rs`];
  const text = files.map((file) => join(web, file)).filter(existsSync).map((file) => readFileSync(file, "utf8")).join("\n");
  const value = new RegExp(`const ${name.split("::").pop()}: &str =\\s*"([^"]+)"`).exec(text)?.[1];
  assert.ok(value, `${name} of routes.rs is in none of ${files.join(", ")}`);
  return value;
}

/** Does in the data what some pages need to show something: a directive is issued, a period is closed. */
export async function prepare(site) {
  const draft = PAGES.find((page) => page.name === "chi-dao-nhap");
  await site.visit({ inside: true }, async (page) => {
    await page.goto(draft.path);
    await page.locator('main input[name="number"]').fill("15/CT-UBND");
    await Promise.all([page.waitForURL(/\/chi-dao(\?|\/(?!nhap)|$)/), page.locator("#ban-hanh button").click()]);
    await page.goto("/ky-da-chot/kiem-tra?agency=H55&period=2026-07&nguon=ho-so");
    await page.locator('#chot input[name="by"]').fill("Văn phòng UBND tỉnh");
    for (const waiver of await page.locator('#chot input[name^="waive-"]').all()) await waiver.fill("Đã đối chiếu với đơn vị");
    await Promise.all([page.waitForURL(/\/ky-da-chot\/\d+/), page.locator("#chot button").click()]);
  });
}

/** The address of a page, found out where it stands on another one. */
export async function address(site, page) {
  if (page.path) return page.path;
  const from = PAGES.find((other) => other.name === page.from);
  page.path = await site.visit({ inside: true }, async (opened) => {
    await opened.goto(from.path);
    return opened.locator(page.link).first().getAttribute("href");
  });
  return page.path;
}

/** Opens a page and waits until it is there. */
export async function go(site, opened, page, path) {
  const answer = await opened.goto(path ?? (await address(site, page)));
  assert.equal(answer.status(), page.status ?? 200, `${page.name}: ${opened.url()}`);
}

/** Faults that belong to a page: a browser calls every 404 an error. */
export const allowed = (page) => (page.status ? [/Failed to load resource.*404/] : []);
