// A link that gets the focus comes out whole from under the first column and the edge of its table: to a browser
// that keeps room for that column, a link counts as seen when it is not.
(() => {
  const ROOM = 8;
  const reveal = (link) => {
    const box = link.closest(".scroll");
    if (!box || box === link || box.scrollWidth <= box.clientWidth) return;
    const [at, edge] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    const head = link.closest("tr")?.querySelector(".unit");
    const held = head && !head.contains(link) && getComputedStyle(head).position === "sticky";
    const left = held ? head.getBoundingClientRect().right : edge.left;
    if (at.left < left) box.scrollLeft -= left - at.left + ROOM;
    else if (at.right > edge.right) box.scrollLeft += at.right - edge.right + ROOM;
  };
  // After the browser has scrolled by itself.
  document.addEventListener("focusin", ({ target }) => setTimeout(reveal, 0, target));
})();
