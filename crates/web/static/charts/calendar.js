// A month sheet: a line per week, a column per day of the week, the count in the day.
(() => {
  const chiso = window.chiso;
  const { rect, circle, text, picture } = chiso.shapes;
  const [ROW, HEAD] = [46, 24];
  const DAY = 86400000;

  const parse = (key) => new Date(`${key}T00:00:00Z`);
  // Days since Monday.
  const weekday = (date) => (date.getUTCDay() + 6) % 7;
  const monday = (date) => date.getTime() - weekday(date) * DAY;
  const short = (date) => `${String(date.getUTCDate()).padStart(2, "0")}/${String(date.getUTCMonth() + 1).padStart(2, "0")}`;

  const layout = (data, look, box) => {
    const days = data.rows.map((row) => parse(row.key));
    const first = Math.min(...days.map(monday));
    const weeks = days.length === 0 ? 0 : Math.round((Math.max(...days.map(monday)) - first) / DAY / 7) + 1;
    const left = box.x + 52;
    const wide = Math.min(110, (box.w - 56) / 7);
    const place = (row) => [left + weekday(days[row]) * wide, box.y + HEAD + Math.round((monday(days[row]) - first) / DAY / 7) * ROW];
    const col = chiso.columns(data, "value")[0];
    return { days, first, weeks, left, wide, place, col, most: Math.max(1, ...data.rows.map((row) => row.cells[col].v ?? 0)) };
  };

  const option = (data, look, box) => {
    const l = layout(data, look, box);
    const named = new Intl.DateTimeFormat(chiso.lang, { weekday: chiso.lang === "vi" ? "narrow" : "short", timeZone: "UTC" });
    const children = [...Array(7).keys()].map((day) =>
      text(look, named.format(new Date(l.first + day * DAY)), l.left + (day + 0.5) * l.wide, box.y + HEAD / 2, { align: "center", fontSize: 12, fill: look.soft }));
    for (let week = 0; week < l.weeks; week += 1) {
      const words = short(new Date(l.first + week * 7 * DAY));
      children.push(text(look, words, l.left - 8, box.y + HEAD + (week + 0.5) * ROW, { align: "right", fontSize: 12, fill: look.soft }));
    }
    data.rows.forEach((row, n) => {
      const [x, y] = l.place(n);
      const cell = row.cells[l.col];
      // The more, the stronger; nothing due is an empty frame.
      const style = cell.v ? { fill: look.fill, opacity: 0.12 + 0.5 * Math.sqrt(cell.v / l.most) } : { fill: "none", stroke: look.line, lineWidth: 1 };
      const fill = cell.v ? look.ink : look.soft;
      children.push(rect(x + 1, y + 1, l.wide - 2, ROW - 2, style, 4));
      if (row.marks.length > 0) children.push(rect(x + 2, y + 2, l.wide - 4, ROW - 4, { fill: "none", stroke: look.mean, lineWidth: 2 }, 4), circle(x + l.wide - 9, y + 10, 3.5, { fill: look.mean }));
      children.push(text(look, String(l.days[n].getUTCDate()), x + 6, y + 10, { fontSize: 11, fill }));
      children.push(text(look, cell.text, x + l.wide / 2, y + ROW / 2 + 6, { align: "center", fontSize: 14, fontWeight: 600, fill: cell.v === null ? look.stale : fill }));
    });
    return picture(look, children);
  };

  chiso.kinds.calendar = {
    height: (data, look, box) => HEAD + layout(data, look, box).weeks * ROW + 4,
    option,
    points: (data, look, box) => {
      const l = layout(data, look, box);
      return data.rows.map((_, row) => {
        const [x, y] = l.place(row);
        return { row, x: x + l.wide / 2, y: y + ROW / 2, cell: [l.wide, ROW] };
      });
    },
  };
})();
