// Ranks before and after: units of equal rank stand below each other, so that no name covers another.
(() => {
  const chiso = window.chiso;
  const { line, circle, text, picture } = chiso.shapes;
  const [ROW, HEAD] = [28, 30];

  const layout = (data, look, box) => {
    const [before, after] = [chiso.column(data, "before"), chiso.column(data, "after")];
    const slots = (col) => {
      const ranked = [...data.rows.keys()].filter((row) => data.rows[row].cells[col].v !== null);
      ranked.sort((a, b) => data.rows[a].cells[col].v - data.rows[b].cells[col].v || a - b);
      return new Map(ranked.map((row, slot) => [row, slot]));
    };
    const [left, right] = [slots(before), slots(after)];
    // Where there is little room the names stand on one side only.
    const narrow = box.w < 560;
    const sides = narrow ? [34, box.w - 34 - 84] : [Math.min(300, box.w * 0.36), Math.min(300, box.w * 0.36)];
    return { before, after, left, right, narrow, sides, x: [box.x + sides[0], box.x + box.w - sides[1]], y: (slot) => box.y + HEAD + (slot + 0.5) * ROW, count: Math.max(left.size, right.size) };
  };

  const change = (data, l, row) => {
    const [a, b] = [data.rows[row].cells[l.before].v, data.rows[row].cells[l.after].v];
    if (a === null || b === null || a === b) return "";
    return a > b ? ` ▲${a - b}` : ` ▼${b - a}`;
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const heads = [[l.before, "right", -10], [l.after, "left", 10]];
    const children = heads.map(([col, align, shift], n) => {
      const [x, side] = l.narrow ? [n === 0 ? box.x : box.x + box.w, "right"] : [l.x[n] + shift, align];
      const words = chiso.cut(look, data.columns[col].title, l.narrow ? box.w * 0.46 : l.sides[n], 12);
      return text(look, words, x, box.y + HEAD / 2, { align: l.narrow && n === 0 ? "left" : side, fontSize: 12, fill: look.soft });
    });
    const name = (row, align, x, slot, col) => {
      const { name, short, cells } = data.rows[row];
      const weight = chiso.weight(data.rows[row]);
      const more = align === "left" ? change(data, l, row) : "";
      if (align === "right" && l.narrow && l.right.has(row)) return text(look, cells[col].text, x, l.y(slot), { align });
      const room = l.sides[align === "left" ? 1 : 0] - 24 - chiso.wide(look, `${cells[col].text}. ${more}`, 13, weight);
      const shown = chiso.isolated(chiso.cut(look, chiso.wide(look, name, 13, weight) <= room ? name : short, room, 13, weight));
      return text(look, `${cells[col].text}. ${shown}${more}`, x, l.y(slot), { align, fontWeight: weight });
    };
    data.rows.forEach((row, n) => {
      const [a, b] = [l.left.get(n), l.right.get(n)];
      const [from, to] = [row.cells[l.before].v, row.cells[l.after].v];
      const stroke = from === null || to === null || from === to ? look.soft : from > to ? look.good : look.bad;
      const lineWidth = row.part === "current" ? 4 : 2;
      const lineDash = from !== null && to !== null && from < to ? [6, 4] : "solid";
      if (a !== undefined && b !== undefined) children.push(line(l.x[0], l.y(a), l.x[1], l.y(b), { stroke, lineWidth, lineDash }));
      if (a !== undefined) children.push(circle(l.x[0], l.y(a), 4, { fill: stroke }), name(n, "right", l.x[0] - 10, a, l.before));
      if (b !== undefined) children.push(circle(l.x[1], l.y(b), 4, { fill: stroke }), name(n, "left", l.x[1] + 10, b, l.after));
    });
    return picture(look, children);
  };

  chiso.kinds.slope = {
    height: (data, look, box) => HEAD + layout(data, look, box).count * ROW + 4,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      const places = data.rows.map((_, row) => {
        const slot = l.right.get(row) ?? l.left.get(row);
        return slot === undefined ? null : { row, x: l.x[l.right.has(row) ? 1 : 0], y: l.y(slot), wide: true };
      });
      return places.filter(Boolean).sort((a, b) => a.y - b.y);
    },
  };
})();
