// Finds the charts of a page. What draws them is fetched when the first one comes near the screen.
(() => {
  const chiso = (window.chiso = window.chiso ?? {});
  const loading = new Map();
  const waiting = new Set();

  const load = (address) => {
    if (!loading.has(address)) {
      loading.set(address, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", done, { once: true });
        script.addEventListener("error", failed, { once: true });
        document.head.append(script);
      }));
    }
    return loading.get(address);
  };

  // The table is there already: a picture that cannot be fetched is not missed.
  const draw = async (figure) => {
    near.unobserve(figure);
    waiting.delete(figure);
    try {
      await load(figure.dataset.engine);
      await load(figure.dataset.pen);
      if (figure.isConnected) chiso.draw(figure);
    } catch {
      loading.clear();
    }
  };

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, { rootMargin: "300px" });

  // Charts that came are watched, charts that went are let go, charts that stayed are drawn from their tables again.
  const refresh = () => {
    chiso.redraw?.();
    for (const figure of waiting) {
      if (figure.isConnected) continue;
      near.unobserve(figure);
      waiting.delete(figure);
    }
    for (const figure of document.querySelectorAll("figure[data-chart]")) {
      if (waiting.has(figure) || chiso.drawn?.(figure)) continue;
      waiting.add(figure);
      near.observe(figure);
    }
  };

  chiso.charts = { refresh };
  refresh();
  // On paper all of them are near. What draws must be there already: printing does not wait.
  window.addEventListener("beforeprint", () => {
    if (chiso.draw) for (const figure of [...waiting]) draw(figure);
  });
})();
