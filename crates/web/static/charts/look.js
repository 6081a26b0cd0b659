// Colours, type and sizes of the pictures: those of the page, in the scheme that holds now.
(() => {
  const chiso = window.chiso;
  const TONES = ["--g1", "--g2", "--g3", "--g4", "--g5"];
  // Shares of a maximum from which on the next tone holds.
  const STEPS = [0.5, 0.7, 0.8, 0.9];

  const lang = document.documentElement.lang || "vi";
  const format = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
  chiso.lang = lang;
  chiso.format = (value) => format.format(value);

  // Who forces colours gets those: everything is told by text, line and side as well.
  const FORCED = {
    ink: "CanvasText", soft: "CanvasText", line: "GrayText", edge: "CanvasText", card: "Canvas", faint: "Canvas", fill: "Highlight", rail: "Canvas",
    mean: "LinkText", good: "CanvasText", bad: "LinkText", here: "Canvas", stale: "GrayText", focus: "Highlight", tones: TONES.map(() => "Canvas"), onTone: "CanvasText",
  };

  chiso.look = () => {
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const named = ["ink", "soft", "line", "edge", "card", "faint", "fill", "rail", "mean", "good", "bad", "here", "stale", "focus"];
    return {
      ...Object.fromEntries(named.map((name) => [name, colour(`--${name}`)])),
      tones: TONES.map(colour),
      onTone: colour("--on-g"),
      font: getComputedStyle(document.body).fontFamily,
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      ...(matchMedia("(forced-colors: active)").matches ? FORCED : {}),
    };
  };

  // The tone of a share of a maximum; none if it is unknown.
  chiso.tone = (look, share) => (share === null ? null : look.tones[STEPS.filter((step) => share >= step).length]);

  // What all pictures have in common.
  chiso.base = (look) => ({
    animation: !look.still,
    animationDuration: 250,
    animationDurationUpdate: 250,
    textStyle: { fontFamily: look.font, fontSize: 13, color: look.ink },
  });

  // An axis of names and one of numbers.
  chiso.names = (look, data, more) => ({
    type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: look.edge } },
    axisLabel: { color: look.ink, fontFamily: look.font, fontSize: 13, ...more?.axisLabel }, splitLine: { show: false },
    ...Object.fromEntries(Object.entries(more ?? {}).filter(([key]) => key !== "axisLabel")),
  });
  chiso.numbers = (look, more) => ({
    type: "value", axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.line } },
    axisLabel: { color: look.soft, fontFamily: look.font, fontSize: 12, formatter: chiso.format, hideOverlap: true }, splitNumber: 4, ...more,
  });

  // The row that a page is about, and whole numbers among parts, stand out.
  chiso.weight = (row) => (["current", "start", "end"].includes(row.part) ? 600 : 400);

  const canvas = document.createElement("canvas").getContext("2d");
  // How wide a text is, and as much of it as fits.
  chiso.wide = (look, text, size = 13, weight = 400) => {
    canvas.font = `${weight} ${size}px ${look.font}`;
    return canvas.measureText(text).width;
  };
  chiso.cut = (look, text, width, size = 13, weight = 400) => {
    if (chiso.wide(look, text, size, weight) <= width) return text;
    const letters = [...text];
    let kept = Math.max(1, Math.floor((letters.length * width) / chiso.wide(look, text, size, weight)));
    while (kept > 1 && chiso.wide(look, `${letters.slice(0, kept).join("")}…`, size, weight) > width) kept -= 1;
    return `${letters.slice(0, kept).join("").trimEnd()}…`;
  };
  // A text on as many lines as it takes.
  chiso.lines = (look, text, width, size = 13) => {
    const found = [""];
    for (const word of text.split(" ")) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (found.at(-1) === "" || chiso.wide(look, longer, size) <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found.map((line) => chiso.cut(look, line, width, size));
  };

  // The names of rows beside what is drawn: how much room they take, and what of them stands there.
  chiso.labels = (look, data, box) => {
    const most = Math.min(280, box.w * 0.38);
    const weights = data.rows.map((row) => chiso.weight(row));
    const wide = (name, at) => chiso.wide(look, name, 13, weights[at]);
    // Either all of them are short or none is.
    const fits = data.rows.every((row, at) => wide(row.name, at) <= most);
    const names = data.rows.map((row, at) => chiso.cut(look, fits ? row.name : row.short, most, 13, weights[at]));
    return { names, width: Math.min(most, Math.max(0, ...names.map(wide))) + 10 };
  };
  // A name inside a longer text cannot turn the rest of it around.
  chiso.isolated = (name) => `\u2068${name}\u2069`;
})();
