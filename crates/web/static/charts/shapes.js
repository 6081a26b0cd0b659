// The few shapes that pictures are made of, and the line that says what they mean.
(() => {
  const chiso = window.chiso;

  const rect = (x, y, width, height, style, r = 2) => ({
    type: "rect", shape: { x: Math.min(x, x + width), y, width: Math.abs(width), height, r }, style,
  });
  const line = (x1, y1, x2, y2, style) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
  const circle = (cx, cy, r, style) => ({ type: "circle", shape: { cx, cy, r }, style });
  const polyline = (points, style) => ({ type: "polyline", shape: { points }, style: { fill: "none", ...style } });
  const polygon = (points, style) => ({ type: "polygon", shape: { points }, style });
  const text = (look, words, x, y, style) => ({
    type: "text",
    style: { text: words, x, y, fill: look.ink, fontFamily: look.font, fontSize: 13, verticalAlign: "middle", ...style },
  });

  // What shapes mean, from left to right, on as many lines as that takes.
  const legend = (look, box, entries) => {
    const children = [];
    let [x, y] = [box.x, box.y + 10];
    for (const { sign, words } of entries) {
      const shown = chiso.lines(look, words, box.w - 40);
      const width = 28 + Math.max(...shown.map((line) => chiso.wide(look, line))) + 18;
      if (x > box.x && x + width > box.x + box.w) [x, y] = [box.x, y + 22];
      children.push(sign(x, y), ...shown.map((line, n) => text(look, line, x + 26, y + n * 18)));
      y += (shown.length - 1) * 18;
      x += width;
    }
    return { children, height: entries.length === 0 ? 0 : y + 22 - box.y };
  };

  // What the tones of shares mean.
  const STEPS = ["< 50 %", "50–70 %", "70–80 %", "80–90 %", "≥ 90 %"];
  const steps = (look) => STEPS.map((words, n) => ({ words, sign: (x, y) => rect(x + 2, y - 7, 14, 14, { fill: look.tones[n], stroke: look.edge, lineWidth: 1 }, 4) }));

  // A picture of shapes alone.
  const picture = (look, children) => ({
    ...chiso.base(look),
    series: [{ id: "shapes", type: "custom", coordinateSystem: "none", silent: true, animation: false, data: [0], renderItem: () => ({ type: "group", children }) }],
  });

  chiso.shapes = { rect, line, circle, polyline, polygon, text, legend, steps, picture };
})();
