// Put behind a page of a report by a test: what a reader sees, as
// figures, and what happens when a reader does something.
(() => {
  const page = document.documentElement, all = query => [...document.querySelectorAll(query)];
  const box = node => {
    const {x, y, width, height} = node.getBoundingClientRect();
    return [x, y + scrollY, width, height].map(Math.round);
  };
  // A box that is wider than the page counts unless it can be scrolled by itself.
  const scrolls = node => node && node !== page
    && (["auto", "scroll", "hidden"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  const outside = all("body *").filter(node => {
    const {width, left, right} = node.getBoundingClientRect();
    return width > 0 && (right > page.clientWidth + 1 || left < -1) && !scrolls(node.parentElement);
  }).map(node => `${node.tagName}#${node.id}`);
  const colours = canvas => new Set(new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
  const shot = () => all("canvas").map(canvas => canvas.toDataURL()).join();
  const title = () => document.querySelector("#detail h3")?.textContent;
  const marked = () => all("#layer-table tr.chosen, .node.chosen, #stage-text .chosen").length;

  const tried = {};
  const attempt = (name, act, state) => {
    const before = state();
    act();
    tried[name] = state() !== before;
  };
  const click = query => () => document.querySelector(query).dispatchEvent(new MouseEvent("click", {bubbles: true}));
  const press = (query, key) => () => document.querySelector(query).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  const figures = {
    width: page.clientWidth, scrollWidth: page.scrollWidth, outside: outside.slice(0, 20),
    background: getComputedStyle(document.body).backgroundColor,
    sections: Object.fromEntries(all("section").filter(section => !section.hidden).map(section => [section.id, box(section)])),
    links: all("#nav a").map(link => link.getAttribute("href").slice(1)),
    tiles: all("#totals > div").length, rows: all("#layer-table tbody tr").length,
    nodes: all("#graph-box .node").map(box), edges: all("#graph-box .edge").length, dots: all("#roofline-box .dot").length,
    detail: title(), marked: marked(), lines: all("#stage-text div").length,
    canvases: all("canvas").map(canvas => [canvas.width, canvas.height, colours(canvas)]),
    unnamed: all("button, [role=button], [tabindex], canvas").filter(node => !node.textContent.trim() && !node.getAttribute("aria-label")).length,
  };
  if (figures.rows > 1) {
    attempt("row", click("#layer-table tr:not(.chosen) button"), title);
    attempt("node", click(".node:not(.io):not(.chosen)"), title);
    attempt("key", press(".node:not(.io):not(.chosen)", "Enter"), title);
    attempt("sort", click("#layer-sort button:nth-of-type(2)"), () => document.querySelector("#layer-table tbody").textContent);
    attempt("tab", click("#stage-tabs button:nth-of-type(3)"), () => document.querySelector("#stage-text").textContent);
  }
  if (figures.dots > 1) attempt("dot", press(".dot:not(.chosen)", "Enter"), title);
  if (document.querySelectorAll(".bar.energy").length > 1) attempt("energy", press(".bar.energy:not(.chosen)", "Enter"), title);
  if (figures.canvases.length) {
    attempt("zoom", press("canvas", "+"), shot);
    attempt("move", press("canvas", "ArrowLeft"), shot);
    attempt("button", click("#timeline .tools button:nth-of-type(2)"), shot);
    attempt("layer", click("#timeline .tools button:nth-of-type(6)"), () => document.querySelector("#timeline output").textContent);
  }
  const points = () => document.querySelector("#point-table tbody").textContent;
  if (document.querySelector("#point-table")) {
    figures.points = all("#pareto-box .dot").length;
    figures.rows = all("#point-table tbody tr").length;
    figures.failed = all("#failed-table tbody tr").length;
    figures.stars = points().split("★").length - 1;
    figures.faint = all("#pareto-box .part").length;
    figures.front = all("#pareto-box .front").length;
    figures.bars = all("#effects-box .bar").length;
    const choice = (query, index) => () => {
      const list = document.querySelectorAll(query)[index];
      list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
      list.dispatchEvent(new Event("change"));
    };
    const places = () => all("#pareto-box .dot").map(dot => dot.getAttribute("cx") + dot.getAttribute("cy") + dot.style.fill).join();
    if (figures.rows > 2) {
      attempt("row", click("#point-table tbody tr:not(.chosen) button"), title);
      attempt("dot", press("#pareto-box .dot:not(.chosen)", "Enter"), title);
      attempt("sort", click("#point-table th:nth-of-type(2) button"), points);
      attempt("turn", click("#point-table th:nth-of-type(2) button"), points);
      attempt("across", choice("#pareto-box select", 0), places);
      attempt("up", choice("#pareto-box select", 1), places);
      attempt("colour", choice("#pareto-box select", 2), places);
      attempt("of", choice("#effects-box select", 0), () => document.querySelector("#effects-box").textContent);
      const box = document.querySelector("#only-best");
      attempt("best", () => { box.checked = true; box.dispatchEvent(new Event("change")); }, () => all("#point-table tbody tr").length);
    }
  }
  figures.tried = tried;
  page.dataset.measure = JSON.stringify(figures);
})();
