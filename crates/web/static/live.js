// Keeps a page of the present up to date: listens to the feed, fetches the page again when something moved and
// changes what differs in place, so that focus, scrolling, open parts and typed text stay. Without this script
// the page is complete, and old.
"use strict";
(() => {
  // Milliseconds between two fetches at least; the first change after a pause is fetched at once.
  const QUIET = 600;
  // A slow answer is followed by a longer pause, so that a busy server is not asked all the time.
  const PATIENCE = 4;
  // How old the page may be when only the revision moved and none of its numbers did.
  const IDLE = 15000;
  // A page this old is fetched again when somebody comes back to it.
  const OLD = 60000;
  // Between two announcements to a screen reader.
  const SAID = 30000;
  // How long a connection may be gone before the page says so; then tried again, ever more rarely.
  const GONE = 1500;
  const AGAIN = [1000, 2000, 5000, 15000];
  // Parts of the page that are changed in place.
  const PARTS = ["main", "#trang-thai", "footer.bottom"];
  // What shows a number: marked when its text changed.
  const NUMBERS = "td, .num, .rank, .big";

  let source = null;
  let shown = 0;
  let wanted = false;
  let busy = false;
  let last = Date.now();
  let took = 0;
  let said = 0;
  let timer = 0;
  let gone = 0;
  let tries = 0;

  const mark = () => document.getElementById("truc-tiep");
  const words = (node) => node.textContent.trim().replace(/\s+/g, " ");

  const say = (text) => {
    const status = document.getElementById("bao");
    if (!status || Date.now() - said < SAID) return;
    status.textContent = text;
    said = Date.now();
  };

  // Rows are told apart by what they are about, so that a row that moved takes its focus with it.
  const name = (root) => {
    for (const table of root.querySelectorAll("table")) {
      const seen = new Map();
      const place = table.id || table.closest("[id]")?.id || "";
      for (const row of table.tBodies[0]?.rows ?? []) {
        if (row.id) continue;
        const head = row.querySelector("th");
        const link = row.querySelector("th a");
        const key = link ? link.getAttribute("href").split("?")[0] : head ? words(head) : "";
        const count = (seen.get(key) ?? 0) + 1;
        seen.set(key, count);
        if (key) row.id = `${place}.${encodeURIComponent(key)}.${count}`;
      }
    }
  };

  // What somebody typed or chose stays.
  const touched = (node) => {
    if (node === document.activeElement && node.matches("input, select, textarea")) return true;
    if (node.matches("textarea")) return node.value !== node.defaultValue;
    if (node.matches("select")) return node.selectedIndex !== Math.max(0, [...node.options].findIndex((option) => option.defaultSelected));
    if (!node.matches("input")) return false;
    return node.value !== node.defaultValue || node.checked !== node.defaultChecked;
  };

  const callbacks = (moved) => ({
    beforeNodeMorphed: (old, next) => {
      if (old.nodeType !== Node.ELEMENT_NODE) return true;
      // Most rows of a long table are as they were: not looked into.
      if (old.tagName === "TR" && old.isEqualNode(next)) return false;
      // Pictures are drawn from their tables by their own script.
      if (old.matches(".plot") || old.dataset.made !== undefined || touched(old)) return false;
      if (old.matches(NUMBERS) && next.nodeType === Node.ELEMENT_NODE && words(old) !== words(next)) moved.add(old);
      return true;
    },
    beforeNodeRemoved: (node) => node.dataset?.made === undefined,
    beforeAttributeUpdated: (attribute, node) => !(attribute === "open" && node.tagName === "DETAILS"),
  });

  const highlight = (moved) => {
    // Only the innermost: a cell whose number is marked is not marked itself.
    const outer = new Set();
    for (const node of moved) for (let at = node.parentElement; at && !outer.has(at); at = at.parentElement) outer.add(at);
    const inner = [...moved].filter((node) => node.isConnected && !outer.has(node));
    for (const node of document.querySelectorAll(".moved")) node.classList.remove("moved");
    if (inner.length === 0) return;
    // Read once, so that the mark begins anew.
    void document.body.offsetWidth;
    for (const node of inner) node.classList.add("moved");
  };

  const replace = (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    if (!next.querySelector("main") || !next.getElementById("truc-tiep")) return;
    const moved = new Set();
    const [x, y] = [window.scrollX, window.scrollY];
    name(document);
    name(next);
    for (const part of PARTS) {
      const [old, fresh] = [document.querySelector(part), next.querySelector(part)];
      if (old && fresh) Idiomorph.morph(old, fresh, { morphStyle: "outerHTML", restoreFocus: true, callbacks: callbacks(moved) });
    }
    window.scrollTo({ left: x, top: y, behavior: "instant" });
    if (document.title !== next.title) document.title = next.title;
    highlight(moved);
    window.chiso?.charts?.refresh();
    shown = Number(mark().dataset.revision);
    if (moved.size > 0) say(words(mark()));
  };

  // One timer at most, however many events arrive.
  const later = (wait) => {
    if (timer !== 0) return;
    timer = setTimeout(() => {
      timer = 0;
      refresh();
    }, wait);
  };

  const refresh = async () => {
    if (busy || document.hidden || !wanted) return;
    const wait = last + Math.max(QUIET, PATIENCE * took) - Date.now();
    if (wait > 0) {
      later(wait);
      return;
    }
    busy = true;
    wanted = false;
    last = Date.now();
    let pause = QUIET;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.ok) replace(await answer.text());
      else [wanted, pause] = [true, IDLE];
    } catch {
      // The connection is gone: the snapshot after it came back fetches again.
      wanted = true;
    }
    took = Date.now() - last;
    busy = false;
    if (wanted) later(pause);
  };

  // Says that the numbers may be old, in words of the server, for as long as that is so.
  const lose = () => {
    gone = 0;
    const line = mark();
    if (!line || document.documentElement.classList.contains("lost")) return;
    document.documentElement.classList.add("lost");
    const told = document.createElement("strong");
    told.dataset.made = "";
    told.className = "lost-words";
    told.textContent = line.dataset.lost ?? "";
    line.append(" ", told);
    said = 0;
    say(told.textContent);
  };

  const found = () => {
    clearTimeout(gone);
    gone = 0;
    tries = 0;
    document.documentElement.classList.remove("lost");
    for (const told of document.querySelectorAll(".lost-words")) told.remove();
  };

  const told = (event) => {
    found();
    const frame = JSON.parse(event.data);
    const age = Date.now() - last;
    // A snapshot tells what the page shows already, unless it was left alone for a while.
    if (event.type === "snapshot" && frame.revision === shown && age < OLD && !wanted) return;
    const quiet = event.type === "revision" && frame.rows.length === 0;
    wanted = true;
    if (quiet && age < IDLE) later(IDLE - age);
    else soon();
  };

  // Now, whatever was planned for later.
  const soon = () => {
    clearTimeout(timer);
    timer = 0;
    refresh();
  };

  const listen = () => {
    if (source || document.hidden || !mark()) return;
    source = new EventSource(mark().dataset.feed);
    source.addEventListener("snapshot", told);
    source.addEventListener("revision", told);
    source.addEventListener("open", found);
    source.addEventListener("error", () => {
      if (gone === 0) gone = setTimeout(lose, GONE);
      // The browser goes on by itself, with the last event it saw, unless the server refused it.
      if (source?.readyState !== EventSource.CLOSED) return;
      source.close();
      source = null;
      setTimeout(listen, AGAIN[Math.min(tries, AGAIN.length - 1)]);
      tries += 1;
    });
  };

  const rest = () => {
    source?.close();
    source = null;
    clearTimeout(gone);
    gone = 0;
  };

  if (!mark()) return;
  shown = Number(mark().dataset.revision);
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();
