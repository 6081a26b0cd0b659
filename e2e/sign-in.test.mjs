// In and out: strangers are led to the sign-in and back to where they wanted to go; it works with the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Site, signIn } from "./lib.mjs";

const WANTED = "/viec?agency=H55&period=2026-10";
/** A browser calls every answer from 400 on an error. */
const REFUSED = [/Failed to load resource.*4(01|03|04|29)/];

let site;
before(async () => (site = await Site.open()));
after(() => site?.close());

const where = (page) => new URL(page.url());
const account = (page) => page.locator('main input[autocomplete="username"]');
const password = (page) => page.locator('main input[type="password"]');
const button = (page) => page.locator('main form button[type="submit"]');

test("a stranger is asked who he is, and led to where he wanted to go", async () => {
  await site.visit({}, async (page) => {
    await page.goto(WANTED);
    assert.equal(where(page).pathname, "/dang-nhap");
    const { name, password: secret } = site.account();
    await account(page).fill(name);
    await password(page).fill(secret);
    await Promise.all([page.waitForURL((url) => url.pathname === "/viec"), button(page).click()]);
    assert.equal(`${where(page).pathname}${where(page).search}`, WANTED);
    const [cookie] = (await page.context().cookies()).filter((cookie) => cookie.name === "chiso");
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, "Lax", "/"]);
    assert.ok(cookie.value.length >= 32 && !cookie.value.includes(name), "the cookie says nothing");
    // Going back does not lead to the form again.
    await page.goto("/dang-nhap");
    assert.notEqual(where(page).pathname, "/dang-nhap");
  });
});

test("a wrong password is refused, and nothing of it is shown again", async () => {
  await site.visit({ allow: REFUSED }, async (page) => {
    await page.goto(WANTED);
    await account(page).fill(site.account().name);
    await password(page).fill("sai-mat-khau-7391");
    await button(page).click();
    const told = page.locator('[role="alert"]');
    await told.waitFor();
    assert.match(await told.innerText(), /không đúng/);
    assert.equal(await password(page).inputValue(), "");
    assert.ok(!(await page.content()).includes("sai-mat-khau-7391"));
    // Where he wanted to go is not forgotten.
    await account(page).fill(site.account().name);
    await password(page).fill(site.account().password);
    await Promise.all([page.waitForURL((url) => url.pathname === "/viec"), button(page).click()]);
    assert.equal(`${where(page).pathname}${where(page).search}`, WANTED);
  });
});

test("who signs out is a stranger again", async () => {
  await site.visit({}, async (page) => {
    await signIn(page, site.account());
    const before = await page.context().storageState();
    await page.goto(WANTED);
    assert.equal(where(page).pathname, "/viec");
    await page.locator('header form[action^="/dang-xuat"] button').locator("visible=true").click();
    await page.waitForURL((url) => url.pathname !== "/viec");
    await page.goto(WANTED);
    assert.equal(where(page).pathname, "/dang-nhap");
    // The cookie as it was is worth nothing either: the session has ended, not only the cookie.
    await page.context().addCookies(before.cookies);
    await page.goto(WANTED);
    assert.equal(where(page).pathname, "/dang-nhap");
  });
});

test("with the keyboard alone", async () => {
  await site.visit({}, async (page) => {
    await page.goto(WANTED);
    const { name, password: secret } = site.account();
    for (let pressed = 0; !(await account(page).evaluate((at) => at === document.activeElement)); pressed += 1) {
      assert.ok(pressed < 60, "Tab does not come to the account");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.type(name);
    await page.keyboard.press("Tab");
    await page.keyboard.type(secret);
    await Promise.all([page.waitForURL((url) => url.pathname === "/viec"), page.keyboard.press("Enter")]);
  });
});

test("nobody is led to another site", async () => {
  for (const elsewhere of ["//example.org/", "/\\example.org", "https://example.org/", "/%2f/example.org", "javascript:alert(1)"]) {
    await site.visit({ allow: REFUSED }, async (page) => {
      await page.goto(`/dang-nhap?tiep=${encodeURIComponent(elsewhere)}`);
      await account(page).fill(site.account().name);
      await password(page).fill(site.account().password);
      await Promise.all([page.waitForURL((url) => url.pathname !== "/dang-nhap"), button(page).click()]);
      assert.equal(where(page).origin, site.origin, elsewhere);
    });
  }
});
