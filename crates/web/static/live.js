// Keeps a page of the present up to date: listens to the feed, fetches the page again when it moved,
// puts the new content in the place of the old. Without this script the page is complete, and old.
"use strict";
(() => {
  // Milliseconds between two fetches at least: when scores moved, and when only the revision did.
  const QUIET = 1000;
  const IDLE = 15000;
  // Between two announcements to a screen reader.
  const SAID = 30000;
  // A page this old is fetched again when somebody comes back to it.
  const OLD = 60000;
  let source = null;
  let shown = 0;
  let wanted = 0;
  let busy = false;
  let last = Date.now();
  let said = 0;
  let timer = 0;

  const mark = () => document.getElementById("truc-tiep");

  // What stands where: the rank of each row, to show what moved.
  const ranks = (main) => {
    const found = new Map();
    for (const row of main.querySelectorAll("table.ranking tbody tr")) {
      const link = row.querySelector("th a");
      const rank = row.querySelector("td.rank");
      if (link && rank) found.set(new URL(link.href).pathname, rank.textContent.trim());
    }
    return found;
  };

  const highlight = (main, before) => {
    for (const row of main.querySelectorAll("table.ranking tbody tr")) {
      const link = row.querySelector("th a");
      const rank = row.querySelector("td.rank");
      if (!link || !rank) continue;
      const was = before.get(new URL(link.href).pathname);
      if (was !== undefined && was !== rank.textContent.trim()) row.classList.add("moved");
    }
  };

  // A path to an element through its parents, so that the same one is found in the new content.
  const path = (from, to) => {
    const steps = [];
    for (let at = to; at && at !== from; at = at.parentElement) {
      if (at.id) return { id: at.id, steps: steps.reverse() };
      steps.push([...at.parentElement.children].indexOf(at));
    }
    return { id: "", steps: steps.reverse() };
  };

  const follow = (main, { id, steps }) => {
    let at = id ? document.getElementById(id) : main;
    for (const step of steps) at = at && at.children[step];
    return at;
  };

  const replace = (text) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    const fresh = next.querySelector("main");
    const main = document.querySelector("main");
    if (!fresh || !main || !next.getElementById("truc-tiep")) return;
    const before = ranks(main);
    const active = main.contains(document.activeElement) ? document.activeElement : null;
    const focused = active && path(main, active);
    const href = active && active.getAttribute("href");
    // Tables scroll sideways, details are open: both are part of where somebody is.
    const scrolled = [...main.querySelectorAll(".scroll")].map((box) => [box.scrollLeft, box.scrollTop]);
    const open = [...main.querySelectorAll("details")].map((box) => box.open);
    const [x, y] = [window.scrollX, window.scrollY];
    const taken = document.importNode(fresh, true);
    main.replaceWith(taken);
    document.title = next.title;
    const foot = document.querySelector("footer .mark");
    const freshFoot = next.querySelector("footer .mark");
    if (foot && freshFoot) foot.replaceWith(document.importNode(freshFoot, true));
    taken.querySelectorAll(".scroll").forEach((box, at) => {
      if (scrolled[at]) [box.scrollLeft, box.scrollTop] = scrolled[at];
    });
    taken.querySelectorAll("details").forEach((box, at) => {
      if (open[at] !== undefined) box.open = open[at];
    });
    if (focused) {
      // The same link, wherever its row stands now; else whatever stands in the same place.
      const same = href && [...taken.querySelectorAll("a")].find((link) => link.getAttribute("href") === href);
      const target = same || follow(taken, focused);
      if (target) target.focus({ preventScroll: true });
    }
    window.scrollTo(x, y);
    highlight(taken, before);
    shown = Number(mark().dataset.revision);
    const status = document.getElementById("bao");
    if (status && Date.now() - said > SAID) {
      status.textContent = mark().textContent.trim();
      said = Date.now();
    }
  };

  // Somebody is choosing in a form: the content must not be taken from under the pointer.
  const choosing = () => document.activeElement && document.activeElement.closest("main select, main input");

  // One timer at most, however many events arrive.
  const later = (wait) => {
    if (timer === 0) {
      timer = setTimeout(() => {
        timer = 0;
        refresh();
      }, wait);
    }
  };

  const refresh = async () => {
    if (busy || document.hidden || wanted === 0) return;
    const wait = last + QUIET - Date.now();
    if (wait > 0 || choosing()) {
      later(Math.max(wait, QUIET));
      return;
    }
    busy = true;
    const asked = wanted;
    last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.ok) replace(await answer.text());
    } catch {
      // The next event tries again.
    }
    busy = false;
    if (wanted === asked) wanted = 0;
    else refresh();
  };

  const listen = () => {
    if (source || document.hidden || !mark()) return;
    source = new EventSource(mark().dataset.feed);
    const told = (event) => {
      const frame = JSON.parse(event.data);
      // A snapshot tells what the page shows already, unless it was left alone for a while.
      const age = Date.now() - last;
      if (event.type === "snapshot" && frame.revision <= shown && age < OLD) return;
      if (event.type === "revision" && frame.rows.length === 0 && age < IDLE) return;
      wanted += 1;
      refresh();
    };
    source.addEventListener("snapshot", told);
    source.addEventListener("revision", told);
  };

  const rest = () => {
    if (source) source.close();
    source = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  if (mark()) shown = Number(mark().dataset.revision);
  listen();
})();
