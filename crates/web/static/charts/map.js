// A circle per unit at its place. Islands far out at sea stand in a frame of their own, where they belong to the map.
(() => {
  const chiso = window.chiso;
  const { rect, circle, text, picture, legend, steps } = chiso.shapes;
  const R = 9;

  // Fits places into a box with the same scale both ways; a degree to the east is shorter the farther north it is.
  const fit = (places, box) => {
    const norths = places.map(([, north]) => north);
    const middle = (Math.min(...norths) + Math.max(...norths)) / 2;
    const shrink = Math.cos((middle / 10000) * (Math.PI / 180));
    const xs = places.map(([east]) => east * shrink);
    const [west, south] = [Math.min(...xs), Math.min(...norths)];
    const [w, h] = [Math.max(...xs) - west, Math.max(...norths) - south];
    const scale = Math.min(w > 0 ? box.w / w : Infinity, h > 0 ? box.h / h : Infinity);
    const used = Number.isFinite(scale) ? scale : 0;
    const [dx, dy] = [(box.w - w * used) / 2, (box.h - h * used) / 2];
    return ([east, north]) => [box.x + dx + (east * shrink - west) * used, box.y + box.h - dy - (north - south) * used];
  };

  const layout = (data, look, box) => {
    const col = chiso.columns(data, "value")[0];
    const keys = data.columns[col].max === null ? [] : steps(look);
    const head = legend(look, box, keys);
    const rows = [...data.rows.keys()].filter((row) => data.rows[row].place);
    const [land, sea] = [rows.filter((row) => data.rows[row].part !== "islands"), rows.filter((row) => data.rows[row].part === "islands")];
    const height = Math.max(320, Math.min(620, box.w * 1.2));
    const top = box.y + head.height + 14;
    const aside = sea.length === 0 ? 0 : Math.max(120, box.w * 0.28);
    const frame = { x: box.x + box.w - aside + 8, y: top + height * 0.42, w: aside - 10, h: height * 0.5 };
    const room = Math.min(70, box.w * 0.16);
    const places = new Map();
    const put = (rows, inner) => {
      if (rows.length === 0) return;
      const at = fit(rows.map((row) => data.rows[row].place), inner);
      for (const row of rows) places.set(row, at(data.rows[row].place));
    };
    put(land, { x: box.x + 16, y: top + 10, w: box.w - aside - room - 16, h: height - 30 });
    put(sea, { x: frame.x + frame.w * 0.25, y: frame.y + 34, w: frame.w * 0.5, h: frame.h - 80 });
    return { col, head, land, sea, places, frame, height: head.height + 14 + height };
  };

  // A label stands where no circle and no other label is: to the right, the left, below or above; else it is left out
  // and told when somebody points at the circle.
  const label = (look, box, words, [x, y], taken) => {
    const wide = chiso.wide(look, words, 12);
    const tries = [[x + R + 4, y - 7, "left", x + R + 4, y], [x - R - 4 - wide, y - 7, "right", x - R - 4, y], [x - wide / 2, y + R + 2, "center", x, y + R + 9], [x - wide / 2, y - R - 16, "center", x, y - R - 9]];
    for (const [left, top, align, tx, ty] of tries) {
      const inside = left >= box.x && left + wide <= box.x + box.w;
      const free = inside && !taken.some((box) => left < box[0] + box[2] && box[0] < left + wide && top < box[1] + box[3] && box[1] < top + 14);
      if (!free) continue;
      taken.push([left, top, wide, 14]);
      return [text(look, words, tx, ty, { align, fontSize: 12 })];
    }
    return [];
  };

  const dot = (data, look, l, row) => {
    const cell = data.rows[row].cells[l.col];
    const most = chiso.most(data, data.rows[row], l.col);
    const tone = chiso.tone(look, cell.v === null || !most ? null : cell.v / most);
    const style = cell.v === null ? { fill: look.card, stroke: look.stale, lineWidth: 1.5, lineDash: [3, 2] } : { fill: tone ?? look.fill, stroke: look.edge, lineWidth: 1 };
    return circle(...l.places.get(row), R, style);
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const children = [...l.head.children];
    if (l.sea.length > 0) children.push(rect(l.frame.x, l.frame.y, l.frame.w, l.frame.h, { fill: look.faint, stroke: look.edge, lineWidth: 1 }, 4));
    const taken = [...l.places.values()].map(([x, y]) => [x - R, y - R, 2 * R, 2 * R]);
    if (l.sea.length > 0) taken.push([l.frame.x, l.frame.y, l.frame.w, l.frame.h]);
    for (const row of l.places.keys()) children.push(dot(data, look, l, row));
    for (const row of l.land) {
      const { short, cells } = data.rows[row];
      const words = `${chiso.isolated(chiso.cut(look, short, 110, 12))} ${cells[l.col].text}`;
      children.push(...label(look, box, words, l.places.get(row), taken));
    }
    for (const row of l.sea) {
      const [x, y] = l.places.get(row);
      const words = data.rows[row].short;
      children.push(text(look, words, Math.max(l.frame.x + l.frame.w / 2, x), y + R + 4, { align: "center", verticalAlign: "top", fontSize: 12, lineHeight: 15, width: l.frame.w - 12, overflow: "break", x: l.frame.x + l.frame.w / 2 }));
    }
    return picture(look, children);
  };

  chiso.kinds.map = {
    height: (data, look, box) => layout(data, look, box).height,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      const points = [...l.places].map(([row, [x, y]]) => ({ row, x, y }));
      return points.sort((a, b) => a.y - b.y || a.x - b.x);
    },
  };
})();
