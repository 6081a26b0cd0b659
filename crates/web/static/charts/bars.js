// A bar per row against its maximum, with the mean as an upright line.
(() => {
  const chiso = window.chiso;
  const { rect, line, text, legend, picture } = chiso.shapes;
  const ROW = 34;

  const layout = (data, look, box) => {
    const [value, mean] = [chiso.columns(data, "value")[0], chiso.column(data, "mean")];
    const mosts = data.rows.map((row) => chiso.most(data, row, value));
    const numbers = data.rows.flatMap((row) => [row.cells[value].v, mean < 0 ? null : row.cells[mean].v]);
    const top = Math.max(...mosts, ...numbers, 0) || 1;
    const keys = [{ words: data.columns[value].title, sign: (x, y) => rect(x, y - 5, 18, 10, { fill: look.fill }) }];
    if (mosts.some((most) => most !== null)) {
      const title = chiso.column(data, "max") < 0 ? null : data.columns[chiso.column(data, "max")].title;
      if (title) keys.push({ words: title, sign: (x, y) => rect(x, y - 5, 18, 10, { fill: look.rail, stroke: look.edge, lineWidth: 1 }) });
    }
    if (mean >= 0) keys.push({ words: data.columns[mean].title, sign: (x, y) => line(x + 9, y - 8, x + 9, y + 8, { stroke: look.mean, lineWidth: 3 }) });
    const head = legend(look, box, keys);
    const labels = chiso.labels(look, data, box);
    const said = data.rows.map((row, at) => `${row.cells[value].text}${mosts[at] === null || row.cells[value].v === null ? "" : `/${chiso.format(mosts[at])}`}`);
    const room = Math.max(...said.map((words) => chiso.wide(look, words, 13, 600))) + 10;
    const [left, width] = [box.x + labels.width, Math.max(40, box.w - labels.width - room)];
    const y = (at) => box.y + head.height + 6 + at * ROW + ROW / 2;
    return { value, mean, mosts, head, labels, said, left, y, at: (v) => left + (v / top) * width };
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const children = [...l.head.children];
    data.rows.forEach((row, at) => {
      const [y, v, most] = [l.y(at), row.cells[l.value].v, l.mosts[at]];
      const end = most ?? v ?? 0;
      const weight = chiso.weight(row);
      children.push(text(look, l.labels.names[at], l.left - 10, y, { align: "right", fontWeight: weight }));
      if (most !== null) children.push(rect(l.left, y - 9, l.at(most) - l.left, 18, v === null ? { fill: "none", stroke: look.edge, lineWidth: 1, lineDash: [3, 3] } : { fill: look.rail, stroke: look.edge, lineWidth: 0.5 }));
      if (v) children.push(rect(l.left, y - 9, l.at(v) - l.left, 18, { fill: look.fill }));
      const mean = l.mean < 0 ? null : row.cells[l.mean].v;
      if (mean !== null) children.push(line(l.at(mean), y - 14, l.at(mean), y + 14, { stroke: look.mean, lineWidth: 3 }));
      const after = Math.max(l.at(end), mean === null ? 0 : l.at(mean) + 2);
      if (v === null) children.push(text(look, chiso.cut(look, `${l.said[at]} ${row.cells[l.value].note}`, l.at(most ?? 0) - l.left > 60 ? l.at(most) - l.left - 12 : 60, 12), l.left + 8, y, { fontSize: 12, fill: look.stale }));
      else children.push(text(look, l.said[at], after + 6, y, { fontWeight: weight }));
    });
    return picture(look, children);
  };

  chiso.kinds.bars = {
    height: (data, look, box) => layout(data, look, box).y(data.rows.length) - ROW / 2 - box.y + 4,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      return data.rows.map((row, at) => ({ row: at, x: l.at(row.cells[l.value].v ?? 0), y: l.y(at), wide: true }));
    },
  };
})();
