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
  const px = x => gaps.left + Math.log(x / low) / Math.log(high / low) * (width - gaps.left - gaps.right);
  const py = y => height - gaps.bottom - Math.log(y / bottom) / Math.log(top / bottom) * (height - gaps.top - gaps.bottom);
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": "Roofline of the layers"});
  const plain = value => count(value).replace(/\.0+(?!\d)/, "");
  const decades = (from, to) => {
    const list = [];
    const factors = to / from > 3000 ? [1] : to / from > 60 ? [1, 3] : [1, 2, 5];
    for (let e = Math.floor(Math.log10(from)); e <= Math.log10(to); ++e)
      for (const factor of factors) list.push(factor * Math.pow(10, e));
    return list.filter(value => value >= from && value <= to);
  };
  for (const x of decades(low, high))
    picture.append(svg("line", {class: "grid", x1: px(x), x2: px(x), y1: gaps.top, y2: height - gaps.bottom}),
      svg("text", {class: "soft", x: px(x), y: height - gaps.bottom + 16, "text-anchor": "middle"}, plain(x)));
  for (const y of decades(bottom, top))
    picture.append(svg("line", {class: "grid", x1: gaps.left, x2: width - gaps.right, y1: py(y), y2: py(y)}),
      svg("text", {class: "soft", x: gaps.left - 6, y: py(y) + 4, "text-anchor": "end"}, plain(y)));
  const start = Math.max(low, bottom / slope);
  picture.append(
    svg("path", {class: "roof", d: `M${px(start)} ${py(start * slope)}L${px(ridge)} ${py(peak)}H${width - gaps.right}`}),
    svg("text", {x: width - gaps.right, y: py(peak) - 7, "text-anchor": "end"}, `${count(peak)} operations/s`),
    svg("text", {class: "soft", x: (gaps.left + width - gaps.right) / 2, y: height - 6, "text-anchor": "middle"}, "operations per byte of DRAM traffic"),
    svg("text", {class: "soft", x: -(height - gaps.bottom) / 2, y: 14, "text-anchor": "middle", transform: "rotate(-90)"}, "operations per second"));
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
