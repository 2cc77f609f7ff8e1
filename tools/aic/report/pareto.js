// One measure against another, and what each parameter does.
const differs = key => new Set(good.map(measureOf(key).value)).size > 1;
let axisX = measureOf(["sram", "pes", "energy"].find(differs) || "sram"), axisY = measureOf("time");

// Those that no other beats in both of `x` and `y`, from left to right.
function frontOf(points, x, y) {
  const sign = measure => measure.more ? -1 : 1;
  const sorted = [...points].sort((a, b) => sign(x) * (x.value(a) - x.value(b)) || sign(y) * (y.value(a) - y.value(b)));
  let best = Infinity;
  const front = sorted.filter(point => sign(y) * y.value(point) < best && ((best = sign(y) * y.value(point)), true));
  return front.sort((a, b) => x.value(a) - x.value(b));
}

// A stretch around the values; zero has no logarithm.
function stretch(measure, points) {
  const values = points.map(measure.value).filter(value => value > 0);
  if (!values.length) return {low: 0.5, high: 2};
  const low = Math.min(...values), high = Math.max(...values), more = Math.max(1.15, Math.pow(high / low, 0.07));
  return {low: low / more, high: high * more};
}
// Few numbers that are values themselves, where these are few.
function marksOf(measure, points, {low, high}) {
  const values = [...new Set(points.map(measure.value))].sort((a, b) => a - b);
  const apart = values.every((value, i) => !i || Math.log(value / values[i - 1]) > Math.log(high / low) / 12);
  if (values.length <= 8 && apart && values[0] > 0) return values;
  const round = decades(low, high);
  return round.length > 1 ? round : [values[0], values[values.length - 1]].filter(value => value > 0);
}

function drawPareto() {
  const width = 900, height = 470, frame = {left: 74, right: width - 22, top: 16, bottom: height - 46};
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `${axisY.name} against ${axisX.name}, a dot per machine`});
  const points = good.filter(point => axisX.value(point) > 0 && axisY.value(point) > 0);
  const x = stretch(axisX, points), y = stretch(axisY, points);
  const {px, py} = logAxes(picture, frame,
    {...x, name: axisX.name, show: axisX.mark || axisX.show, marks: marksOf(axisX, points, x)},
    {...y, name: axisY.name, show: axisY.mark || axisY.show, marks: marksOf(axisY, points, y)});
  const front = frontOf(points.filter(point => complete.includes(point)), axisX, axisY);
  if (front.length > 1)
    picture.append(svg("path", {class: "front", d: "M" + front.map(point => `${px(axisX.value(point)).toFixed(1)} ${py(axisY.value(point)).toFixed(1)}`).join("L")}));
  const dots = points.map(point => svg("circle", {class: "dot point" + (complete.includes(point) ? "" : " part"), cx: px(axisX.value(point)), cy: py(axisY.value(point)), r: point.pareto ? 7 : 4.5,
    style: `fill:var(--${paintOf(point)})`, tabindex: 0, role: "button", "data-point": point.point,
    "aria-label": `${titleOf(point)}: ${axisX.name} ${axisX.show(axisX.value(point))}, ${axisY.name} ${axisY.show(axisY.value(point))}`,
    onclick: () => choose(point.point, "pareto"),
    onkeydown: event => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(point.point, "pareto"); } },
    onpointermove: event => showTip(event, [titleOf(point) + (point.pareto ? " ★" : ""), ...settingsOf(point),
      ...(complete.includes(point) ? [] : [`On the NPU: ${percent(point.npu_macs_fraction)} of the multiply-adds`]),
      ...["time", "energy", "dram", "utilization"].map(key => `${measureOf(key).name}: ${measureOf(key).show(measureOf(key).value(point))}`)]),
    onpointerleave: () => showTip(null, null)}));
  // The small ones are not hidden by the large ones.
  picture.append(...dots.sort((a, b) => b.getAttribute("r") - a.getAttribute("r")));
  picture.style.minWidth = "520px";
  const entries = measures.map(measure => [measure.key, measure.name]);
  const again = set => value => { set(value); drawPareto(); mark(chosen); };
  $("pareto-box").replaceChildren(
    el("div", {class: "tools"},
      picker("Across", entries, axisX.key, again(key => { axisX = measureOf(key); })),
      picker("Up", entries, axisY.key, again(key => { axisY = measureOf(key); })),
      varying.length ? picker("Colour", varying.map(parameter => [parameter.name, parameter.name]), painter.name,
        again(name => { painter = varying.find(parameter => parameter.name === name); })) : null),
    el("div", {class: "chart scroll"}, picture),
    painter ? legend(painter.values.slice(0, palette.length).map((value, i) => [`${painter.name} = ${value}`, palette[i]])) : "");
  function mark(index) { dots.forEach(dot => dot.classList.toggle("chosen", Number(dot.dataset.point) === index)); }
  drawPareto.mark = mark;
}
onChoice.push(index => drawPareto.mark && drawPareto.mark(index));

// The best and the median of all machines with a value of a parameter.
function drawEffects() {
  const shown = varying.filter(parameter => parameter.values.length <= 64);
  $("effects").hidden = shown.length === 0;
  let measure = measureOf("time");
  const draw = () => {
    const top = Math.max(...good.map(measure.value)) || 1;
    $("effects-box").replaceChildren(
      el("div", {class: "tools"}, picker("Of", measures.map(entry => [entry.key, entry.name]), measure.key, key => { measure = measureOf(key); draw(); })),
      el("div", {class: "effects"}, ...shown.map(parameter => el("div", {},
        el("h3", {title: parameter.help}, parameter.name, el("span", {class: "count"}, " " + parameter.help)),
        el("div", {class: "bars"}, ...parameter.values.map(value => {
          const list = good.filter(point => point.settings[parameter.name] === value).map(measure.value).sort((a, b) => a - b);
          const best = measure.more ? list[list.length - 1] : list[0], middle = list[list.length >> 1];
          return el("div", {class: "bar"}, el("span", {}, value),
            el("span", {class: "stack", title: list.length ? `best ${measure.show(best)}, median ${measure.show(middle)} of ${list.length} machines` : "no machine"},
              el("i", {style: `width:${list.length ? 100 * Math.min(best, middle) / top : 0}%;background:var(--accent)`}),
              el("i", {style: `width:${list.length ? 100 * Math.abs(middle - best) / top : 0}%;background:var(--accent);opacity:.4`})),
            el("span", {class: "number"}, list.length ? measure.show(best) : "–"));
        }))))));
  };
  if (shown.length) draw();
}
