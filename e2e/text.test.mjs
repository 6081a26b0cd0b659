// What people read: one language a page, dates and names instead of codes, nothing of the machine behind it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ROOT, Site, inLanguage, settled } from "./lib.mjs";
import { PAGES, address, allowed, go, prepare } from "./pages.mjs";

const LANG = join(ROOT, "crates/scoring/lang");
const ftl = (lang) => readFileSync(join(LANG, `${lang}.ftl`), "utf8");
const KEYS = new Set([...ftl("vi").matchAll(/^([a-z][a-z0-9-]*-[a-z0-9-]+) =/gm)].map(([, key]) => key));

/** Words no Vietnamese text has. Those that both languages have (an, in, to, on, can) are not among them. */
const ENGLISH = `
  loading total rank ranking score scores points grade grades month quarter year years day days week date
  january february march april june july august september october november december
  null undefined nan none unknown true false error errors warning value values number numbers name names
  dossier dossiers procedure procedures indicator indicators agency agencies commune department province ministry
  nation petition petitions publication service services measure group groups rulebook period close closed
  overdue late early open done pending submit cancel filter sort search download upload dashboard report table
  chart status state the and of for with is are was from by at if no yes not all any since until before after
  numerator denominator revision capture live offline online-only settings sign login logout password user
`.trim().split(/\s+/);

/** Words of the Vietnamese interface; names of agencies and procedures, which are not translated, have none of them. */
const VIETNAMESE = [
  "hồ sơ", "xếp hạng", "xếp loại", "chỉ tiêu", "nhóm chỉ số", "bộ quy tắc", "tử số", "mẫu số", "điểm", "tháng", "quý",
  "quá hạn", "đúng hạn", "phiên bản", "chưa có", "không có", "số liệu", "tất cả", "đơn vị trực thuộc", "cập nhật lúc",
  "tải xuống", "lọc", "sắp xếp", "xem thêm", "kỳ trước", "chỉ đạo", "cảnh báo", "việc cần làm", "tiếp nhận", "nguyên nhân",
];

/** Who published a figure, and in which paper: names, whatever the language of the page. */
const SOURCES = readdirSync(join(ROOT, "data/reported")).filter((file) => file.endsWith(".csv")).flatMap((file) => {
  const text = readFileSync(join(ROOT, "data/reported", file), "utf8");
  return [...new Set([...text.matchAll(/"([^"\n]+)"/g)].map(([, source]) => source))];
});
/** Without these, and without the name of a column after its words, in brackets: it helps those who send the data. */
const spoken = (text) => SOURCES.reduce((text, source) => text.replaceAll(source, "…"), text).replace(/(\p{L}.*) \([a-z_]+\)/gu, "$1");

let site;
before(async () => {
  site = await Site.open();
  await prepare(site);
});
after(() => site?.close());

/**
 * The texts people see, block by block, with those of fields and pictures. Without what is quoted: code, and names
 * and words marked as of another language.
 */
const blocks = (page, lang) =>
  page.evaluate((lang) => {
    const main = document.body.cloneNode(true);
    const foreign = lang === "en" ? "bdi, [lang]:not([lang=en])" : "[lang]:not([lang=vi])";
    main.querySelectorAll(`code, pre, samp, kbd, script, style, ${foreign}`).forEach((at) => at.replaceWith(" … "));
    const own = ["li", "td", "th", "p", "h1", "h2", "h3", "h4", "dt", "dd", "option", "label", "button", "summary", "caption", "figcaption", "a", "text", "title"];
    const text = (at) => at.textContent.replace(/\s+/g, " ").trim();
    const leaves = [...main.querySelectorAll(own.join())].filter((at) => !at.querySelector(own.filter((tag) => tag !== "a").join()));
    const said = [...main.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].flatMap((at) =>
      ["aria-label", "title", "placeholder", "alt"].map((name) => at.getAttribute(name)).filter(Boolean));
    const rest = main.cloneNode(true);
    rest.querySelectorAll(own.join()).forEach((at) => at.remove());
    return [document.title, ...leaves.map(text), ...said, text(rest)].filter(Boolean);
  }, lang);

const found = (texts, pattern) =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([hit]) => `“${hit}” in: ${text.slice(0, 90)}`));

/** A word by itself: letters of every language are letters. */
const word = (words) => new RegExp(`(?<![\\p{L}\\p{N}_.@/-])(${words.join("|")})(?![\\p{L}\\p{N}_@/-])`, "giu");

const SAME = [
  ["a date as machines write it", /(?<!\.\.)\b\d{4}-\d\d-\d\d\b(?!\.\.)/g],
  ["a moment as machines write it", /\b\d{4}-\d\d-\d\dT\d\d:\d\d/g],
  ["a name of a program", /\b[a-z]{2,}_[a-z_]{2,}\b/g],
  ["a hole in a sentence", /\{ ?\$|\{\{|\}\}|%\{/g],
  ["a number no number came out of", /\b(NaN|Infinity|undefined|null)\b/g],
  ["a kind of value in Rust", /\b(Some|Ok|Err)\(/g],
];

/** Codes of procedures that stand alone: nobody knows them by heart. */
const bareCodes = (texts) =>
  texts.filter((text) => /\b\d\.\d{6}\b/.test(text)).filter((text) => {
    const words = text.replace(/\b\d\.\d{6}\S*/g, "").match(/\p{L}{2,}|…/gu) ?? [];
    return words.length < (words.includes("…") ? 1 : 2);
  });

for (const known of PAGES) {
  test(known.name, async () => {
    const path = await address(site, known);
    for (const lang of ["vi", "en"]) {
      await site.visit({ inside: known.inside, again: true, allow: allowed(known) }, async (page) => {
        await go(site, page, known, inLanguage(path, lang));
        await settled(page);
        const texts = (await blocks(page, lang)).map(spoken);
        assert.ok(texts.length > 5, "the page has words");
        for (const [what, pattern] of SAME.filter(([what]) => !(known.data && what.includes("program")))) assert.deepEqual(found(texts, pattern), [], `${lang}: ${what}`);
        const keys = texts.flatMap((text) => text.split(/[\s“”"(),;:]+/)).filter((part) => KEYS.has(part));
        assert.deepEqual(keys, [], `${lang}: a key in the place of words`);
        assert.deepEqual(bareCodes(texts), [], `${lang}: a code of a procedure without its name`);
        if (known.data && lang === "vi") return;
        const other = word(lang === "vi" ? ENGLISH : VIETNAMESE);
        assert.deepEqual([...new Set(found(texts, other))], [], `${lang}: words of the other language`);
      });
    }
  });
}

/** A test that finds nothing must be able to find something. */
test("the patterns find what they are for", () => {
  const wrong = ["Loading total 3", "ngày 2026-08-31", "phí 1.004222", "{ $agency }", "closed_at", "NaN %"];
  assert.equal(found(wrong, word(ENGLISH)).length, 4, "loading, total, agency, NaN");
  assert.deepEqual(bareCodes(wrong), ["phí 1.004222"]);
  for (const [what, pattern] of SAME.filter(([what]) => !what.includes("moment") && !what.includes("Rust"))) {
    assert.notEqual(found(wrong, pattern).length, 0, what);
  }
  assert.deepEqual(found(["An Giang in ấn to lớn, toàn trình"], word(ENGLISH)), []);
  assert.ok(KEYS.size > 300);
});
