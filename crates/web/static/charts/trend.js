// Lines over periods, open where a number is missing; upright lines where something happened.
(() => {
  const chiso = window.chiso;
  const { line, legend } = chiso.shapes;
  const DASH = { closing: "solid", rules: "dashed", merger: "dotted" };
  const TONES = ["fill", "mean", "good", "soft"];
  const SIGNS = ["circle", "rect", "triangle", "diamond"];

  const layout = (data, look, box) => {
    const series = chiso.columns(data, "value", "mean", "before", "after");
    const style = (n) => ({ stroke: look[TONES[n % 4]], lineWidth: n === 0 ? 2.5 : 2, lineDash: n === 0 ? "solid" : [5, 4] });
    const keys = series.map((at, n) => ({ words: data.columns[at].title, sign: (x, y) => line(x, y, x + 20, y, style(n)) }));
    const head = legend(look, box, keys);
    const grid = { left: box.x + 44, top: box.y + head.height + 12, width: box.w - 60, height: 230 };
    return { series, head, grid };
  };

  const happened = (data, look) => data.rows.flatMap((row, at) => row.marks.map((mark) => ({
    xAxis: at,
    lineStyle: { type: DASH[mark.event] ?? "solid", color: look.soft, width: 1.5 },
    label: { formatter: chiso.cut(look, mark.text, 190, 12), position: "insideEndTop", color: look.soft, fontFamily: look.font, fontSize: 12 },
  })));

  const option = (data, look, box) => {
    const { series, head, grid } = layout(data, look, box);
    const lines = series.map((col, n) => ({
      id: `line-${n}`, name: data.columns[col].title, type: "line", silent: true, connectNulls: false, symbol: SIGNS[n % 4], symbolSize: n === 0 ? 7 : 5,
      showAllSymbol: true, data: data.rows.map((row) => row.cells[col].v), itemStyle: { color: look[TONES[n % 4]] },
      lineStyle: { color: look[TONES[n % 4]], width: n === 0 ? 2.5 : 2, type: n === 0 ? "solid" : "dashed" },
      markLine: n === 0 ? { silent: true, symbol: "none", animation: false, data: happened(data, look) } : undefined,
    }));
    const above = { id: "shapes", type: "custom", coordinateSystem: "none", silent: true, animation: false, data: [0], renderItem: () => ({ type: "group", children: head.children }) };
    return {
      ...chiso.base(look),
      grid,
      xAxis: chiso.names(look, data.rows.map((row) => row.short), { axisLabel: { hideOverlap: true } }),
      yAxis: chiso.numbers(look, { scale: true }),
      series: [...lines, above],
    };
  };

  chiso.kinds.trend = {
    height: (data, look, box) => layout(data, look, box).head.height + 276,
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
