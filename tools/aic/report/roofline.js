// Each layer's rate against what the machine allows for its bytes.
function drawRoofline() {
  const box = $("roofline-box");
  const points = deviceLayers.filter(layer => layer.macs && layer.cycles && layer.moved);
  if (!npu || !points.length) {
    $("roofline").hidden = true;
    return;
  }
  const {machine} = npu, gaps = {left: 56, right: 18, top: 16, bottom: 42}, width = 900, height = 430;
  const type = npu.arrayMacs.indexOf(Math.max(...npu.arrayMacs));
  const peak = 2 * machine.rows * machine.cols * machine.rates[type] * machine.clock;
  const slope = machine.dramBytesPerCycle * machine.clock;
  for (const point of points) {
    point.x = 2 * point.macs / point.moved;
    point.y = 2 * point.macs / point.cycles * machine.clock;
  }
  const ridge = peak / slope;
  const low = Math.min(ridge / 8, ...points.map(point => point.x)) / 1.6, high = Math.max(ridge * 8, ...points.map(point => point.x)) * 1.6;
  const bottom = Math.min(peak / 60, ...points.map(point => point.y)) / 1.6, top = peak * 1.8;
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Roofline of the layers"});
  const frame = {left: gaps.left, right: width - gaps.right, top: gaps.top, bottom: height - gaps.bottom};
  const {px, py} = logAxes(picture, frame, {low, high, name: "operations per byte of DRAM traffic"},
    {low: bottom, high: top, name: "operations per second"});
  const start = Math.max(low, bottom / slope);
  picture.append(
    svg("path", {class: "roof", d: `M${px(start)} ${py(start * slope)}L${px(ridge)} ${py(peak)}H${width - gaps.right}`}),
    svg("text", {x: width - gaps.right, y: py(peak) - 7, "text-anchor": "end"}, `${count(peak)} operations/s`),
    svg("line", {class: "grid", x1: px(ridge), x2: px(ridge), y1: py(peak), y2: frame.bottom, "stroke-dasharray": "4 3"}),
    svg("text", {class: "soft", x: px(ridge) + 5, y: frame.bottom - 6}, `ridge ${ridge.toFixed(ridge < 10 ? 1 : 0)}`));
  const middle = Math.sqrt(start * ridge);
  const angle = Math.atan2(py(ridge * slope) - py(start * slope), px(ridge) - px(start)) * 180 / Math.PI;
  picture.append(svg("text", {class: "soft", transform: `translate(${px(middle)} ${py(middle * slope) - 8}) rotate(${angle})`, "text-anchor": "middle"},
    `${bytes(slope)}/s`));
  const dots = [...points].sort((a, b) => b.cycles - a.cycles).map(point => {
    const roof = Math.min(peak, point.x * slope), radius = 4 + 13 * Math.sqrt(point.cycles / npu.cycles);
    return svg("circle", {class: "dot" + (point.x < ridge ? " memory" : ""), cx: px(point.x), cy: py(point.y), r: radius, tabindex: 0, role: "button",
      "data-nodes": point.nodes.join(" "), "aria-label": `${point.name}, ${percent(point.y / roof)} of the roof`,
      onclick: () => choose(point.layer, "roofline"),
      onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(point.layer, "roofline"); } },
      onpointermove: event => showTip(event, [point.name, `${count(point.y)} operations/s, ${percent(point.y / roof)} of the roof`,
        `${point.x.toFixed(1)} operations per byte`, `${whole(point.cycles)} cycles, ${percent(point.cycles / npu.cycles)}`]),
      onpointerleave: () => showTip(null, null)});
  });
  picture.append(...dots);
  box.append(
    el("p", {class: "hint"}, "A layer below the slanted roof is bound by the DRAM, one below the flat roof by the array. "
      + "The larger a dot, the more cycles; the further from the roof, the more of them are lost."),
    el("div", {class: "chart scroll"}, picture), legend([["bound by the DRAM", "ld"], ["bound by the array", "mx"]]));
  picture.style.minWidth = "560px";
  onChoice.push(layer => dots.forEach(dot => dot.classList.toggle("chosen", dot.dataset.nodes.split(" ").includes(String(layer)))));
}
