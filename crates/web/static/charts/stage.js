// A figure on the page: the picture, what is told of a point, keys and pointer, and its end.
(() => {
  const chiso = window.chiso;
  // How near a pointer must be to a point.
  const REACH = 26;
  const stages = new Map();

  const made = (tag, className) => {
    const node = document.createElement(tag);
    node.className = className;
    node.dataset.made = "";
    return node;
  };

  class Stage {
    constructor(figure) {
      this.figure = figure;
      this.plot = figure.querySelector(".plot");
      this.at = -1;
      this.chart = null;
      this.known = "";
      this.furnish();
      this.resized = new ResizeObserver(() => {
        if (this.figure.clientWidth !== this.width) this.draw();
      });
      this.draw();
      this.resized.observe(figure);
      // The first time the picture stands there the table steps back; whoever opens it again keeps it open.
      const twin = figure.querySelector("details");
      if (twin) twin.open = false;
    }

    furnish() {
      const { figure, plot } = this;
      plot.hidden = false;
      plot.tabIndex = 0;
      plot.setAttribute("role", "application");
      plot.setAttribute("aria-roledescription", figure.dataset.role ?? "");
      this.canvas = made("div", "canvas");
      this.ring = made("div", "ring");
      this.ring.hidden = true;
      this.tip = made("div", "tip");
      this.tip.hidden = true;
      this.tip.setAttribute("aria-hidden", "true");
      this.hint = made("p", "hidden");
      this.hint.id = `${figure.id}-phim`;
      this.hint.textContent = figure.dataset.keys ?? "";
      this.said = made("p", "hidden");
      this.said.setAttribute("aria-live", "polite");
      plot.setAttribute("aria-describedby", this.hint.id);
      plot.append(this.canvas, this.ring);
      this.buttons = made("p", "images");
      for (const form of ["png", "svg"]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = figure.dataset[form] ?? "";
        button.addEventListener("click", () => chiso.image(this.data, `chiso-${figure.querySelector("table").id}`, form));
        this.buttons.append(button);
      }
      plot.after(this.tip, this.hint, this.said, this.buttons);
      plot.addEventListener("keydown", (event) => this.press(event));
      plot.addEventListener("focus", () => this.show(Math.max(0, this.at), plot.matches(":focus-visible")));
      plot.addEventListener("blur", () => this.hide());
      this.canvas.addEventListener("pointermove", (event) => this.hover(event));
      this.canvas.addEventListener("pointerleave", () => document.activeElement === plot || this.hide());
      this.canvas.addEventListener("click", (event) => this.click(event));
    }

    draw() {
      this.width = this.figure.clientWidth;
      this.data = chiso.twin(this.figure);
      this.known = this.figure.querySelector("table.twin").textContent;
      const [kind, look] = [chiso.kinds[this.data.kind], chiso.look()];
      const box = { x: 2, y: 4, w: Math.max(240, this.plot.clientWidth - 4) };
      box.seen = box.w;
      box.w = Math.max(box.w, kind.width?.(this.data, look, box) ?? 0);
      const size = { width: Math.ceil(box.w + 4), height: Math.ceil(kind.height(this.data, look, box) + 8) };
      this.canvas.style.width = `${size.width}px`;
      this.canvas.style.height = `${size.height}px`;
      if (this.chart) this.chart.resize({ ...size, animation: { duration: 0 } });
      else this.chart = echarts.init(this.canvas, null, { renderer: "canvas", ...size });
      this.chart.setOption(kind.option(this.data, look, box), { replaceMerge: ["series", "grid", "xAxis", "yAxis"] });
      this.points = kind.points(this.data, look, box, this.chart);
      this.plot.setAttribute("aria-label", `${this.data.title}. ${this.data.summary}`);
      if (this.at >= this.points.length) this.at = -1;
      if (!this.ring.hidden && this.at >= 0) this.show(this.at, false);
    }

    // Draws again only if the table says something else.
    update() {
      if (this.figure.querySelector("table.twin").textContent !== this.known) this.draw();
    }

    show(at, aloud) {
      const point = this.points[at];
      if (!point) return;
      this.at = at;
      const lines = chiso.told(this.data, this.data.rows[point.row], point.col);
      const [wide, high] = point.cell ?? [22, 22];
      Object.assign(this.ring.style, { left: `${point.x - wide / 2}px`, top: `${point.y - high / 2}px`, width: `${wide}px`, height: `${high}px` });
      this.ring.classList.toggle("cell", point.cell !== undefined);
      this.ring.hidden = false;
      this.tip.replaceChildren(...lines.map((line, n) => {
        const node = document.createElement(n === 0 ? "bdi" : "span");
        node.textContent = line;
        return node;
      }));
      this.tip.hidden = false;
      // A wide picture follows the keys.
      const { plot, tip } = this;
      const inside = point.x - plot.scrollLeft;
      if (aloud && (inside < 30 || inside > plot.clientWidth - 30)) plot.scrollLeft = point.x - plot.clientWidth / 2;
      const x = Math.max(0, Math.min(point.x - plot.scrollLeft - tip.offsetWidth / 2, plot.clientWidth - tip.offsetWidth));
      tip.style.left = `${plot.offsetLeft + x}px`;
      tip.style.top = `${plot.offsetTop + point.y - tip.offsetHeight - high / 2 - 6}px`;
      this.canvas.classList.toggle("leads", this.leads() !== "");
      if (aloud) this.said.textContent = lines.join("; ");
    }

    hide() {
      this.ring.hidden = true;
      this.tip.hidden = true;
      this.canvas.classList.remove("leads");
    }

    leads() {
      const point = this.points[this.at];
      if (!point) return "";
      const row = this.data.rows[point.row];
      return (point.col === undefined ? "" : row.cells[point.col].href) || row.href;
    }

    // The nearest point; of a row of a list the whole line counts, of a period all of its height.
    nearest(event) {
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      let [best, far] = [-1, Infinity];
      this.points.forEach((point, at) => {
        const [dx, dy] = [point.wide ? 0 : Math.abs(point.x - x), point.tall ? 0 : Math.abs(point.y - y)];
        const away = Math.hypot(dx, dy);
        if (away < far) [best, far] = [at, away];
      });
      return far <= REACH ? best : -1;
    }

    hover(event) {
      const at = this.nearest(event);
      if (at < 0) this.hide();
      else if (at !== this.at || this.tip.hidden) this.show(at, false);
    }

    click(event) {
      const at = this.nearest(event);
      if (at < 0) return;
      this.show(at, false);
      // A finger has not pointed yet: the first touch tells, the second opens.
      if (event.pointerType === "touch" && this.touched !== at) {
        this.touched = at;
        return;
      }
      this.open(event);
    }

    open(event) {
      const href = this.leads();
      if (!href) return;
      if (event.ctrlKey || event.metaKey) window.open(href, "_blank", "noopener");
      else location.assign(href);
    }

    press(event) {
      const columns = this.points.filter((point) => point.row === this.points[0]?.row).length;
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
      const last = this.points.length - 1;
      if (step !== undefined) this.show(Math.max(0, Math.min(last, this.at + step)), true);
      else if (event.key === "Home") this.show(0, true);
      else if (event.key === "End") this.show(last, true);
      else if (event.key === "Enter") this.open(event);
      else if (event.key === "Escape") this.plot.blur();
      else return;
      event.preventDefault();
    }

    dispose() {
      this.resized.disconnect();
      this.chart?.dispose();
    }
  }

  chiso.drawn = (figure) => stages.has(figure);

  chiso.draw = (figure) => {
    if (!stages.has(figure)) stages.set(figure, new Stage(figure));
  };

  // Pictures that went are let go, the others drawn from their tables as these stand now.
  chiso.redraw = () => {
    for (const [figure, stage] of stages) {
      if (figure.isConnected) stage.update();
      else {
        stage.dispose();
        stages.delete(figure);
      }
    }
  };

  const again = () => stages.forEach((stage) => stage.draw());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"]) matchMedia(query).addEventListener("change", again);
  // Text drawn before its font was there is drawn with another one.
  document.fonts.ready.then(again);
  const twins = () => [...stages.keys()].map((figure) => figure.querySelector("details")).filter(Boolean);
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = twins().filter((twin) => !twin.open);
    for (const twin of opened) twin.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const twin of opened) twin.open = false;
    opened = [];
  });
})();
