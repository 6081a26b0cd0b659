// Lines over periods, open where a number is missing; upright lines where something happened.
(() => {
  const chiso = window.chiso;
  const { line, text, legend } = chiso.shapes;
  const DASH = { closing: "solid", rules: "dashed", merger: "dotted" };
  const TONES = ["fill", "mean", "good", "soft"];
  const SIGNS = ["circle", "rect", "triangle", "diamond"];

  // What happened, numbered: the words stand below the picture, where they have room.
  const marks = (data) => data.rows.flatMap((row, at) => row.marks.map((mark) => ({ at, row, mark })))
    .map((found, n) => ({ ...found, number: `(${n + 1})` }));

  const layout = (data, look, box) => {
    const series = chiso.columns(data, "value", "mean", "before", "after");
    const style = (n) => ({ stroke: look[TONES[n % 4]], lineWidth: n === 0 ? 2.5 : 2, lineDash: n === 0 ? "solid" : [5, 4] });
    const keys = series.map((at, n) => ({ words: data.columns[at].title, sign: (x, y) => line(x, y, x + 20, y, style(n)) }));
    const head = legend(look, box, keys);
    const grid = { left: box.x + 44, top: box.y + head.height + 20, width: box.w - 60, height: 230 };
    const below = { ...box, y: grid.top + grid.height + 34 };
    const said = marks(data).map(({ row, mark, number }) => ({ words: `${row.short}: ${mark.text}`, sign: (x, y) => text(look, number, x, y, { fontSize: 12, fontWeight: 600 }) }));
    const foot = legend(look, below, said);
    return { series, head, grid, foot, height: below.y + foot.height - box.y };
  };

  const happened = (data, look) => marks(data).map(({ at, mark, number }) => ({
    xAxis: at,
    lineStyle: { type: DASH[mark.event] ?? "solid", color: look.soft, width: 1.5 },
    label: { formatter: number, position: "end", color: look.ink, fontFamily: look.font, fontSize: 12, fontWeight: 600 },
  }));

  const option = (data, look, box) => {
    const { series, head, grid, foot } = layout(data, look, box);
    const lines = series.map((col, n) => ({
      id: `line-${n}`, name: data.columns[col].title, type: "line", silent: true, connectNulls: false, symbol: SIGNS[n % 4], symbolSize: n === 0 ? 7 : 5,
      showAllSymbol: true, data: data.rows.map((row) => row.cells[col].v), itemStyle: { color: look[TONES[n % 4]] },
      lineStyle: { color: look[TONES[n % 4]], width: n === 0 ? 2.5 : 2, type: n === 0 ? "solid" : "dashed" },
      markLine: n === 0 ? { silent: true, symbol: "none", animation: false, data: happened(data, look) } : undefined,
    }));
    const above = { id: "shapes", type: "custom", coordinateSystem: "none", silent: true, animation: false, data: [0], renderItem: () => ({ type: "group", children: [...head.children, ...foot.children] }) };
    return {
      ...chiso.base(look),
      grid,
      xAxis: chiso.names(look, data.rows.map((row) => row.short), { axisLabel: { hideOverlap: true } }),
      yAxis: chiso.numbers(look, { scale: true }),
      series: [...lines, above],
    };
  };

  chiso.kinds.trend = {
    height: (data, look, box) => layout(data, look, box).height,
    option,
    points: (data, look, box, chart) => {
      const { series, grid } = layout(data, look, box);
      return data.rows.map((row, at) => {
        const col = series.find((col) => row.cells[col].v !== null);
        const known = col === undefined ? null : chart.convertToPixel({ gridIndex: 0 }, [at, row.cells[col].v]);
        const x = grid.left + ((at + 0.5) * grid.width) / data.rows.length;
        return { row: at, x, y: known ? known[1] : grid.top + grid.height, tall: true };
      });
    },
  };
})();
