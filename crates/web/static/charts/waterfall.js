// From one total to another through its parts. Better and worse are told by sign and side as well as by colour.
(() => {
  const chiso = window.chiso;
  const { rect, line, text, picture } = chiso.shapes;
  const ROW = 32;

  // From where to where each bar goes; null where the number is missing.
  const spans = (data, col) => {
    let at = 0;
    return data.rows.map((row) => {
      const v = row.cells[col].v;
      if (v === null) return null;
      const whole = row.part === "start" || row.part === "end";
      const from = whole ? 0 : at;
      at = whole ? v : at + v;
      return { from, to: at, whole };
    });
  };

  const layout = (data, look, box) => {
    const col = chiso.columns(data, "value")[0];
    const bars = spans(data, col);
    const labels = chiso.labels(look, data, box);
    const room = Math.max(...data.rows.map((row) => chiso.wide(look, row.cells[col].text, 13, 600))) + 12;
    const known = bars.filter(Boolean);
    const stops = known.flatMap((bar) => (bar.whole ? [bar.to] : [bar.from, bar.to]));
    let [low, high] = [Math.min(...stops), Math.max(...stops)];
    // Totals are long and changes small: the bars begin where the changes can be told apart.
    const pad = (high - low || Math.abs(high) || 1) * 0.25;
    low = low >= 0 ? Math.max(0, low - pad) : low - pad;
    high += (high - low) * 0.02;
    const [left, width] = [box.x + labels.width, Math.max(40, box.w - labels.width - room)];
    const at = (v) => left + ((Math.max(low, v) - low) / (high - low)) * width;
    return { col, bars, labels, left, at, y: (row) => box.y + row * ROW + ROW / 2, low };
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const children = [line(l.left, box.y, l.left, l.y(data.rows.length) - ROW / 2, { stroke: look.edge, lineWidth: 1 })];
    data.rows.forEach((row, n) => {
      const [bar, y, cell] = [l.bars[n], l.y(n), row.cells[l.col]];
      const weight = chiso.weight(row);
      children.push(text(look, l.labels.names[n], l.left - 10, y, { align: "right", fontWeight: weight }));
      if (bar === null) {
        children.push(text(look, cell.text, l.left + 6, y, { fill: look.stale }));
        return;
      }
      const fill = bar.whole ? look.fill : bar.to > bar.from ? look.good : look.bad;
      const [a, b] = [l.at(bar.whole ? l.low : bar.from), l.at(bar.to)];
      if (a === b) children.push(line(a, y - 9, a, y + 9, { stroke: look.soft, lineWidth: 2 }));
      else children.push(rect(a, y - 9, b - a, 18, { fill }));
      const next = l.bars[n + 1];
      if (next) children.push(line(b, y + 9, b, y + ROW - 9, { stroke: look.edge, lineWidth: 1, lineDash: [3, 3] }));
      children.push(text(look, cell.text, Math.max(a, b) + 6, y, { fontWeight: weight }));
    });
    return picture(look, children);
  };

  chiso.kinds.waterfall = {
    height: (data) => data.rows.length * ROW + 4,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      return data.rows.map((_, row) => ({ row, x: l.bars[row] ? l.at(l.bars[row].to) : l.left, y: l.y(row), wide: true }));
    },
  };
})();
