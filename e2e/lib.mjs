// What every test stands on: the built binary on a port of its own, one Chromium, and pages that a guard
// watches. Nothing here knows what a page of chiso looks like, except how one signs in.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const HERE = fileURLToPath(new URL(".", import.meta.url));
export const ROOT = resolve(HERE, "..");
export const BINARY = process.env.CHISO_BIN ?? join(ROOT, "target/debug/chiso");

/** A simulated province in which time stands still: the same pages whenever the tests run. */
export const DEMO = ["demo", "--scale", "1000", "--speed", "0"];

/** A server that says nothing for so long does not start any more. */
const PATIENCE = 60_000;

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // Whatever asks for another machine gets no answer, whoever asks.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

function onPath(command) {
  const found = (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, command)).find(existsSync);
  assert.ok(found, `${command} is missing: run scripts/setup`);
  return found;
}

/** A folder that goes away with the process. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), "chiso-e2e-"));
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The environment without anybody's settings of chiso. */
function environment(extra) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("CHISO_"));
  return { ...Object.fromEntries(own), ...extra };
}

/** Runs the binary to its end; resolves to what it said. */
export function run(args) {
  const child = spawn(BINARY, args, { env: environment({}), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("exit", (code) => (code === 0 ? done(said) : failed(new Error(`chiso ${args.join(" ")}: ${said}`))));
  });
}

/** A running `chiso`. It is stopped by its process id, also when a test fails. */
export class Server {
  static async start(args = DEMO, { listen = "127.0.0.1:0", env = {} } = {}) {
    assert.ok(existsSync(BINARY), `${BINARY} is missing: cargo build -p chiso-cli`);
    const server = new Server();
    server.said = "";
    server.child = spawn(BINARY, [...args, "--listen", listen], {
      env: environment({ TMPDIR: folder(), ...env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    server.ended = new Promise((done) => server.child.on("exit", done));
    server.kill = () => server.child.kill("SIGKILL");
    process.on("exit", server.kill);
    server.child.stderr.on("data", (text) => (server.said += text));
    const address = await server.address();
    ({ origin: server.origin, host: server.host } = new URL(address));
    return server;
  }

  /** The address it prints once it is ready. */
  address() {
    return new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`no address was printed: ${this.said}`)), PATIENCE);
      let printed = "";
      this.child.stdout.on("data", (text) => {
        printed += text;
        if (!printed.includes("\n")) return;
        clearTimeout(late);
        done(printed.trim().split("\n")[0]);
      });
      this.child.on("error", failed);
      this.child.on("exit", () => failed(new Error(`chiso ended: ${this.said}`)));
    });
  }

  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    const late = setTimeout(this.kill, 10_000);
    await this.ended;
    clearTimeout(late);
    process.off("exit", this.kill);
  }
}

/** What a page must never do, told at the end of a visit; `page.allowed` are patterns of what belongs to it. */
function guard(page, origin) {
  page.faults = [];
  page.allowed = [];
  const fault = (text) => page.allowed.some((pattern) => pattern.test(text)) || page.faults.push(text);
  page.on("pageerror", (error) => fault(`page error: ${error.message}`));
  // A breach of the content security policy is told as an error of the console.
  page.on("console", (said) => said.type() === "error" && fault(`console: ${said.text()} (${said.location().url})`));
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && asked !== origin) fault(`leaves the machine: ${request.url()}`);
  });
  page.on("response", (response) => response.status() >= 500 && fault(`${response.status()}: ${response.url()}`));
  page.on("crash", () => fault("the page crashed"));
  page.on("dialog", (dialog) => {
    fault(`asks or tells in a box of the browser: ${dialog.message()}`);
    return dialog.dismiss();
  });
}

/** A server and a browser that looks at it. */
export class Site {
  static async open(args, options) {
    const site = new Site();
    site.server = await Server.start(args, options);
    site.browser = await chromium.launch({ executablePath: onPath("chromium"), args: FLAGS });
    return site;
  }

  get origin() {
    return this.server.origin;
  }

  async close() {
    await this.browser?.close();
    await this.server?.stop();
  }

  /**
   * Opens a page, does something with it, closes it, and fails if the page did what it must not.
   * `inside`: signed in. `allow`: patterns of faults that belong to what is tried. `again`: the visitor who was
   * here before, with what his browser keeps; that is quicker.
   */
  async visit({ allow = [], again = false, ...look }, work) {
    const page = again ? await this.regular(look) : await this.page(look);
    page.allowed = allow;
    let sound = false;
    try {
      const result = await work(page);
      assert.deepEqual(page.faults, [], "what the guard of the page saw");
      sound = true;
      return result;
    } finally {
      if (!again || !sound) await page.context().close();
    }
  }

  /** The page of the visitor who comes again; a new one if something went wrong with it. */
  async regular({ inside = false, js = true, width = 1440, height = 900, scheme = "light" }) {
    this.regulars ??= new Map();
    const visitor = `${inside} ${js}`;
    const known = this.regulars.get(visitor);
    const page = known && !known.isClosed() ? known : await this.page({ inside, js });
    this.regulars.set(visitor, page);
    page.faults.length = 0;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, media: null, reducedMotion: "reduce" });
    return page;
  }

  /** The page of a fresh visitor. */
  async page({ inside = false, scheme = "light", width = 1440, height = 900, js = true } = {}) {
    const context = await this.browser.newContext({
      baseURL: this.origin,
      viewport: { width, height },
      colorScheme: scheme,
      // What fades or glides is measured at its end.
      reducedMotion: "reduce",
      javaScriptEnabled: js,
      locale: "vi-VN",
      timezoneId: "Asia/Ho_Chi_Minh",
      storageState: inside ? await this.signedIn() : undefined,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    guard(page, this.origin);
    return page;
  }

  /** The cookie of somebody signed in. */
  signedIn() {
    this.cookie ??= (async () => {
      const context = await this.browser.newContext({ baseURL: this.origin });
      const page = await context.newPage();
      await signIn(page, this.account());
      const state = await context.storageState();
      await context.close();
      return state;
    })();
    return this.cookie;
  }

  /** Account and password, as the server told them when it first started. */
  account() {
    this.known ??= accountIn(this.server.said);
    return this.known;
  }
}

/** Reads account and password from what a demo says when it starts. */
export function accountIn(said) {
  const found = /(quan-tri)\D*?[,;:/ ]\s*(?:mật khẩu|password)\s*:?\s*(\S+)/iu.exec(said);
  assert.ok(found, `the server told no account: ${said}`);
  return { name: found[1], password: found[2] };
}

/** Signs in as a person does; ends on the page that was wanted. */
export async function signIn(page, { name, password }, path = "/dang-nhap") {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, path);
  await page.locator('main input[type="password"]').fill(password);
  await page.locator('main input[autocomplete="username"]').fill(name);
  await Promise.all([page.waitForURL((url) => url.pathname !== "/dang-nhap"), page.locator('main button[type="submit"]').click()]);
}

/** The same address in a language. */
export function inLanguage(path, lang) {
  if (lang === "vi") return path;
  const [address, anchor] = path.split("#");
  return `${address}${address.includes("?") ? "&" : "?"}lang=${lang}${anchor ? `#${anchor}` : ""}`;
}

/** What a page shows when nothing waits any more: fonts and charts included. */
export async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** Comes past every chart, so that it is drawn, and goes back to the top. */
export async function drawn(page) {
  for (const figure of await page.locator("figure[data-chart]").all()) {
    if (!(await figure.isVisible())) continue;
    await figure.scrollIntoViewIfNeeded();
    await figure.locator(".plot canvas").first().waitFor();
  }
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: "instant" }));
  await settled(page);
}

/** Pixels by which the page is wider than the window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Takes rows out of long tables that look like rows before them: built of the same elements with the same
 * classes. What is left shows every kind of row, and is read a lot quicker.
 */
export async function trim(page, most = 12) {
  await page.evaluate((most) => {
    const shape = (at) => `${at.localName}.${at.className}(${[...at.children].map(shape).join()})`;
    for (const body of document.querySelectorAll("tbody")) {
      const known = new Set();
      [...body.rows].forEach((row, at) => {
        const built = shape(row);
        if (at >= most && known.has(built)) row.remove();
        known.add(built);
      });
    }
  }, most);
}
