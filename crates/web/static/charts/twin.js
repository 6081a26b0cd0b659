// Draws the charts of chiso from their tables. Everything that is drawn is read here and nowhere else.
"use strict";
(() => {
  const chiso = (window.chiso = window.chiso ?? {});
  chiso.kinds = {};

  const words = (node) => (node ? node.textContent.trim().replace(/\s+/g, " ") : "");
  const number = (text) => (text === undefined ? null : Number(text));
  const href = (node) => node.querySelector("a")?.href ?? "";

  const column = (cell) => ({
    title: words(cell.querySelector("span")),
    role: cell.dataset.role,
    max: number(cell.dataset.max),
  });

  const value = (cell) => ({
    v: number(cell.dataset.v),
    text: words(cell.querySelector("a, span")),
    note: words(cell.querySelector("small")),
    href: href(cell),
  });

  const row = (tr, width) => {
    const [head, ...cells] = tr.cells;
    const name = words(head.querySelector("bdi"));
    return {
      key: tr.dataset.key,
      name,
      short: head.dataset.short ?? name,
      href: href(head),
      part: tr.dataset.part ?? "",
      place: tr.dataset.east === undefined ? null : [Number(tr.dataset.east), Number(tr.dataset.north)],
      marks: [...tr.querySelectorAll("[data-event]")].map((mark) => ({ event: mark.dataset.event, text: words(mark) })),
      cells: cells.slice(0, width).map(value),
    };
  };

  // The table of a figure as data. A missing number is null, never 0.
  chiso.twin = (figure) => {
    const table = figure.querySelector("table.twin");
    const columns = [...table.tHead.rows[0].cells].filter((cell) => cell.dataset.role).map(column);
    return {
      kind: figure.dataset.chart,
      title: words(figure.querySelector("figcaption :is(h2, h3)")),
      summary: words(figure.querySelector("figcaption .summary")),
      unit: figure.dataset.unit ?? "",
      foot: figure.dataset.foot ?? "",
      columns,
      rows: [...table.tBodies[0].rows].map((tr) => row(tr, columns.length)),
    };
  };

  // Where the first column of a role stands; -1 if there is none.
  chiso.column = (data, role) => data.columns.findIndex((column) => column.role === role);
  // Columns of any of some roles.
  chiso.columns = (data, ...roles) => [...data.columns.keys()].filter((at) => roles.includes(data.columns[at].role));

  // The most a cell of a row can be, if that is known: its column says so, or a column of its own.
  chiso.most = (data, row, col) => {
    const own = chiso.column(data, "max");
    return data.columns[col].max ?? (own < 0 ? null : row.cells[own].v);
  };

  // A cell in words, with its column.
  const told = (data, row, at) => {
    const { title, max, role } = data.columns[at];
    const cell = row.cells[at];
    const unit = cell.v === null || ["before", "after"].includes(role) ? "" : ` ${data.unit}`;
    const most = cell.v === null || max === null ? "" : `/${max}`;
    return `${title}: ${cell.text}${most}${unit}${cell.note ? ` (${cell.note})` : ""}`;
  };

  // A point in words: name first, then a line per number and per event. `col` tells only that number.
  chiso.told = (data, row, col) => {
    const columns = col === undefined ? [...data.columns.keys()] : [col];
    return [row.name, ...columns.map((at) => told(data, row, at)), ...row.marks.map((mark) => mark.text)];
  };
})();
