// An axis per row up to its maximum, an outline per column. Where a number is missing the outline is open.
(() => {
  const chiso = window.chiso;
  const { line, circle, polyline, polygon, text, legend, picture } = chiso.shapes;
  const RINGS = [0.25, 0.5, 0.75, 1];

  const layout = (data, look, box) => {
    const series = chiso.columns(data, "value", "mean", "before");
    const styles = series.map((at) => {
      const own = data.columns[at].role === "value" && at === series[0];
      return { stroke: own ? look.fill : look.mean, lineWidth: own ? 2.5 : 2, lineDash: own ? "solid" : [5, 4] };
    });
    const keys = series.map((at, n) => ({ words: data.columns[at].title, sign: (x, y) => line(x, y, x + 20, y, styles[n]) }));
    const head = legend(look, box, keys);
    const size = Math.min(box.w * 0.62, 330);
    const [cx, cy, r] = [box.x + box.w / 2, box.y + head.height + 40 + size / 2, size / 2];
    const count = data.rows.length;
    const at = (row, share) => {
      const angle = (row / count) * 2 * Math.PI - Math.PI / 2;
      return [cx + Math.cos(angle) * r * share, cy + Math.sin(angle) * r * share];
    };
    const share = (row, col) => {
      const most = chiso.most(data, data.rows[row], series[0]);
      const v = data.rows[row].cells[col].v;
      return v === null || !most ? null : Math.max(0, Math.min(1, v / most));
    };
    return { series, styles, head, at, share, count, height: head.height + 80 + size };
  };

  // The parts of an outline between two known neighbours.
  const outline = (l, col, style) => {
    const shares = [...Array(l.count).keys()].map((row) => l.share(row, col));
    const points = shares.map((share, row) => (share === null ? null : l.at(row, share)));
    const children = points.filter(Boolean).map(([x, y]) => circle(x, y, 3, { fill: style.stroke }));
    if (points.every(Boolean)) {
      children.push(polygon(points, { fill: style.lineDash === "solid" ? style.stroke : "none", fillOpacity: 0.1, ...style }));
    } else {
      points.forEach((point, row) => {
        const next = points[(row + 1) % l.count];
        if (point && next) children.push(polyline([point, next], style));
      });
    }
    return children;
  };

  const label = (data, look, box, l, row) => {
    const [x, y] = l.at(row, 1.06);
    const { short, name, cells } = data.rows[row];
    const middle = Math.abs(x - (box.x + box.w / 2)) < 8;
    const align = middle ? "center" : x > box.x + box.w / 2 ? "left" : "right";
    const room = middle ? box.w : align === "left" ? box.x + box.w - x : x - box.x;
    const shown = chiso.wide(look, name) <= room ? name : chiso.cut(look, short, room);
    const verticalAlign = middle ? (y < l.at(row, 0)[1] ? "bottom" : "top") : "middle";
    const cell = cells[l.series[0]];
    return text(look, `${chiso.isolated(shown)}\n${cell.text}`, x, y, { align, verticalAlign, lineHeight: 17, fill: cell.v === null ? look.stale : look.ink });
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const rows = [...Array(l.count).keys()];
    const ring = (share) => polygon(rows.map((row) => l.at(row, share)), { fill: "none", stroke: share === 1 ? look.edge : look.line, lineWidth: 1 });
    const spoke = (row) => line(...l.at(row, 0), ...l.at(row, 1), { stroke: look.line, lineWidth: 1 });
    const outlines = l.series.flatMap((col, n) => outline(l, col, l.styles[n])).reverse();
    return picture(look, [...l.head.children, ...RINGS.map(ring), ...rows.map(spoke), ...outlines, ...rows.map((row) => label(data, look, box, l, row))]);
  };

  chiso.kinds.radar = {
    height: (data, look, box) => layout(data, look, box).height,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      return data.rows.map((_, row) => {
        const [x, y] = l.at(row, l.share(row, l.series[0]) ?? 1);
        return { row, x, y };
      });
    },
  };
})();
