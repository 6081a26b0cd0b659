// Rows × columns: each number in its cell, the tone of the cell after the share of the column's maximum.
(() => {
  const chiso = window.chiso;
  const { rect, text, legend, steps, picture } = chiso.shapes;
  const [ROW, COLUMN, HEAD] = [28, 52, 40];

  const layout = (data, look, box) => {
    const columns = chiso.columns(data, "value");
    const labels = chiso.labels(look, data, { ...box, w: Math.min(box.w, 720) });
    const head = legend(look, { ...box, w: box.seen ?? box.w }, steps(look));
    const left = box.x + labels.width;
    const top = box.y + head.height;
    const wide = Math.max(COLUMN, Math.min(110, (box.w - labels.width) / columns.length));
    return { columns, labels, head, left, top, wide, x: (at) => left + at * wide, y: (row) => top + HEAD + row * ROW };
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const children = [...l.head.children, ...l.columns.map((col, at) => {
      const { title, max } = data.columns[col];
      const words = chiso.cut(look, title, l.wide - 4);
      return text(look, max === null ? words : `${words}\n/${max}`, l.x(at) + l.wide / 2, l.top + HEAD / 2, { align: "center", fontSize: 12, lineHeight: 15, fill: look.soft });
    })];
    data.rows.forEach((row, n) => {
      const y = l.y(n);
      children.push(text(look, l.labels.names[n], l.left - 10, y + ROW / 2, { align: "right", fontWeight: chiso.weight(row) }));
      l.columns.forEach((col, at) => {
        const cell = row.cells[col];
        const most = chiso.most(data, row, col);
        const tone = chiso.tone(look, cell.v === null || !most ? null : cell.v / most);
        const style = tone ? { fill: tone } : { fill: "none", stroke: look.edge, lineWidth: 1, lineDash: [3, 3] };
        children.push(rect(l.x(at) + 1, y + 1, l.wide - 2, ROW - 2, style, 3));
        children.push(text(look, cell.text, l.x(at) + l.wide / 2, y + ROW / 2, { align: "center", fontSize: 12, fill: tone ? look.onTone : look.stale }));
      });
    });
    return picture(look, children);
  };

  chiso.kinds.heat = {
    // A cell that is too narrow for its number says nothing: the picture scrolls sideways instead.
    width: (data, look, box) => {
      const l = layout(data, look, box);
      return l.labels.width + l.columns.length * COLUMN;
    },
    height: (data, look, box) => layout(data, look, box).y(data.rows.length) - box.y + 4,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      return data.rows.flatMap((_, row) => l.columns.map((col, at) => ({ row, col, x: l.x(at) + l.wide / 2, y: l.y(row) + ROW / 2, cell: [l.wide, ROW] })));
    },
  };
})();
