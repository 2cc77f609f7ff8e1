// The machines that were tried: their figures, and how a reader moves in them.
const good = data.points.filter(point => !point.error), failed = data.points.filter(point => point.error);
// Who leaves more to the host is no faster for it: the best are among those that do most on the NPU.
const mostShare = Math.max(0, ...good.map(point => point.npu_macs_fraction));
const complete = good.filter(point => point.npu_macs_fraction >= mostShare - 1e-9);
const binary = value => scaled(value, ["B", "KiB", "MiB", "GiB"], 1024).replace(/\.0+(?!\d)/, "");
const bare = value => value < 1e5 ? whole(value) : plain(value);

// `value` is what is plotted and sorted; less is better unless `more`.
const measures = [
  {key: "time", name: "Time", value: point => point.seconds, show: seconds},
  {key: "cycles", name: "Cycles", value: point => point.cycles, show: whole, mark: plain},
  {key: "energy", name: "Energy", value: point => point.energy_pj, show: joules},
  {key: "product", name: "Energy × time", value: point => point.energy_pj * 1e-12 * point.seconds,
    show: value => scaled(value * 1e12, ["pJs", "nJs", "µJs", "mJs", "Js"], 1000)},
  {key: "dram", name: "DRAM bytes", value: point => point.dram_read_burst_bytes + point.dram_write_burst_bytes, show: bytes},
  {key: "utilization", name: "Utilization", value: point => point.utilization, show: percent, more: true},
  {key: "share", name: "On the NPU", value: point => point.npu_macs_fraction, show: percent, more: true},
  {key: "pes", name: "PEs", value: point => point.pes, show: bare},
  {key: "sram", name: "SRAM", value: point => point.sram_bytes, show: binary}];
const measureOf = key => measures.find(measure => measure.key === key);
const varying = data.parameters.filter(parameter => parameter.values.length > 1);
const fixed = data.parameters.filter(parameter => parameter.values.length === 1);

const settingsOf = point => varying.map(parameter => `${parameter.name} = ${point.settings[parameter.name]}`);
const titleOf = point => `Machine ${point.point}`;

// Colours of the values of the parameter that is chosen for it.
let painter = varying[0];
const palette = ["ld", "vx", "mx", "st", "none", "host", "npu", "issue"];
const paintOf = point => !painter ? "accent" : palette[painter.values.indexOf(point.settings[painter.name]) % palette.length];

function picker(label, entries, current, told) {
  const list = el("select", {onchange: event => told(event.target.value)},
    ...entries.map(([key, name]) => el("option", {value: key, selected: key === current}, name)));
  return el("label", {}, label + " ", list);
}

function drawHeader() {
  document.title = `${data.model} · aic explore`;
  $("title").textContent = data.model;
  $("subtitle").textContent = `${data.points.length} of ${whole(data.machines)} machines, changes of ${data.target}`
    + fixed.map(parameter => `; ${parameter.name} = ${parameter.values[0]}`).join("");
  const tile = (name, value, more) => el("div", {}, el("dt", {}, name), el("dd", {}, value, more ? el("small", {}, more) : null));
  const best = key => complete.reduce((a, b) => measureOf(key).value(b) < measureOf(key).value(a) ? b : a);
  const least = (name, key) => tile(name, measureOf(key).show(measureOf(key).value(best(key))), titleOf(best(key)));
  $("totals").replaceChildren(
    tile("Machines", whole(good.length), [failed.length ? `${failed.length} more cannot be` : "",
      complete.length < good.length ? `${good.length - complete.length} leave more to the host` : ""].filter(text => text).join(", ")),
    tile("Unbeaten", whole(good.filter(point => point.pareto).length), "in " + data.goals.join(", ")),
    least("Fastest", "time"), least("Least energy", "energy"), least("Least DRAM traffic", "dram"), least("Least memory", "sram"));
  const links = [...document.querySelectorAll("section")].filter(section => !section.hidden)
    .map(section => el("a", {href: "#" + section.id}, section.dataset.title));
  document.querySelector("#nav .wide").replaceChildren(...links);
  $("footer").textContent = `aic ${data.version}. Cycles, bytes and energy come from the simulator, one call of the model; the host's part takes `
    + "no time here. PEs and SRAM stand for area.";
}

// More rows than these make a browser slow; the first of an order are what one looks for.
const MOST_ROWS = 2000;
let order = {measure: measureOf("time"), down: false};
function drawTable() {
  const onlyBest = $("only-best").checked, sign = order.down ? -1 : 1;
  const value = order.measure ? order.measure.value : point => order.parameter.values.indexOf(point.settings[order.parameter.name]);
  const rows = good.filter(point => point.pareto || !onlyBest).sort((a, b) => sign * (value(a) - value(b)) || a.point - b.point);
  const sortBy = next => () => {
    order = {...next, down: (order.measure || order.parameter) === (next.measure || next.parameter) && !order.down};
    drawTable();
  };
  const sign2 = entry => (order.measure || order.parameter) === entry ? (order.down ? " ▾" : " ▴") : "";
  const column = (name, next, entry) => el("th", {scope: "col", class: "number"}, el("button", {type: "button", onclick: sortBy(next)}, name + sign2(entry)));
  const head = [el("th", {scope: "col"}, "Machine"), ...varying.map(parameter => column(parameter.name, {parameter}, parameter)),
    ...measures.map(measure => column(measure.name, {measure}, measure))];
  const body = rows.slice(0, MOST_ROWS).map(point => el("tr", {"data-point": point.point, onclick: () => choose(point.point, "table"),
      class: [point.point === chosen ? "chosen" : "", complete.includes(point) ? "" : "part"].join(" ")},
    el("td", {}, el("button", {type: "button"}, (point.pareto ? "★ " : "") + point.point)),
    ...varying.map(parameter => el("td", {class: "number"}, point.settings[parameter.name])),
    ...measures.map(measure => el("td", {class: "number"}, measure.show(measure.value(point))))));
  $("point-table").replaceChildren(el("table", {class: "rows"}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body)));
  $("more-rows").textContent = rows.length > MOST_ROWS ? `The first ${whole(MOST_ROWS)} of ${whole(rows.length)} machines in this order.` : "";
}

function drawFailed() {
  $("failed").hidden = failed.length === 0;
  $("failed-table").replaceChildren(el("table", {}, el("thead", {}, el("tr", {}, el("th", {scope: "col"}, "Machine"),
    ...varying.map(parameter => el("th", {scope: "col"}, parameter.name)), el("th", {scope: "col"}, "Why"))),
    el("tbody", {}, ...failed.map(point => el("tr", {}, el("td", {}, point.point),
      ...varying.map(parameter => el("td", {}, point.settings[parameter.name])), el("td", {}, point.error))))));
}

function drawDetail(index) {
  const point = data.points[index];
  const fact = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
  const sets = data.parameters.map(parameter => ` --set ${parameter.name}=${point.settings[parameter.name]}`).join("");
  $("detail").replaceChildren(
    el("h3", {}, titleOf(point)),
    el("p", {class: "note", style: "margin:2px 0"}, point.pareto ? `No other is as good in ${data.goals.join(", ")} and better in one.` : "Another is as good in all and better in one."),
    el("dl", {class: "facts"}, ...data.parameters.map(parameter => fact(parameter.name, point.settings[parameter.name])),
      ...measures.map(measure => fact(measure.name, measure.show(measure.value(point)))),
      fact("Lower bound", `${whole(point.bound_cycles)} cycles`), fact("On the host", `${point.host_ops} operations`)),
    el("pre", {tabindex: 0}, `aic compile ${data.model} --target=${data.option}${sets} -o model.so`));
}
onChoice.push(drawDetail, (index, from) => {
  for (const row of document.querySelectorAll("#point-table tr.chosen")) row.classList.remove("chosen");
  const row = document.querySelector(`#point-table tr[data-point="${index}"]`);
  if (row) row.classList.add("chosen");
  if (row && from !== "table") {
    const outer = $("point-table").getBoundingClientRect(), inner = row.getBoundingClientRect();
    if (inner.top < outer.top + 40 || inner.bottom > outer.bottom) $("point-table").scrollTop += inner.top - outer.top - outer.height / 3;
  }
});
