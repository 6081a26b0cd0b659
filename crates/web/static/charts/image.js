// A picture as a file: with its title and sentence above, and below what the numbers stand on.
(() => {
  const chiso = window.chiso;
  const [WIDTH, EDGE] = [1000, 24];

  // Everything that a file shows, and how large it is.
  const sheet = (data) => {
    const look = { ...chiso.look(), still: true };
    const kind = chiso.kinds[data.kind];
    const inner = { x: EDGE, y: 0, w: WIDTH - 2 * EDGE };
    const head = [[data.title, 20, 600, look.ink], [data.summary, 14, 400, look.soft]].flatMap(([words, size, weight, fill]) =>
      chiso.lines(look, words, inner.w * 0.94, size).map((line) => ({ line, size, weight, fill })));
    let y = EDGE;
    const texts = [];
    const put = ({ line, size, weight, fill }) => {
      texts.push(chiso.shapes.text(look, line, EDGE, y + size * 0.7, { fontSize: size, fontWeight: weight, fill }));
      y += size * 1.45;
    };
    head.forEach(put);
    const box = { ...inner, y: y + 8 };
    box.w = Math.max(box.w, kind.width?.(data, look, box) ?? 0);
    y = box.y + kind.height(data, look, box) + 10;
    chiso.lines(look, data.foot, inner.w, 12).forEach((line) => put({ line, size: 12, weight: 400, fill: look.soft }));
    const option = kind.option(data, look, box);
    const words = { id: "words", type: "custom", coordinateSystem: "none", silent: true, animation: false, data: [0], renderItem: () => ({ type: "group", children: texts }) };
    return { width: box.w + 2 * EDGE, height: Math.ceil(y + EDGE / 2), option: { ...option, animation: false, backgroundColor: look.card, series: [...option.series, words] } };
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  chiso.image = (data, name, form) => {
    const { width, height, option } = sheet(data);
    const svg = form === "svg";
    const chart = svg ? echarts.init(null, null, { renderer: "svg", ssr: true, width, height }) : echarts.init(document.createElement("div"), null, { renderer: "canvas", width, height, devicePixelRatio: 2 });
    chart.setOption(option);
    if (svg) {
      save(new Blob([chart.renderToSVGString()], { type: "image/svg+xml" }), `${name}.svg`);
      chart.dispose();
    } else {
      chart.renderToCanvas({ pixelRatio: 2, backgroundColor: option.backgroundColor }).toBlob((blob) => {
        if (blob) save(blob, `${name}.png`);
        chart.dispose();
      });
    }
  };
})();
