// Elements, numbers and the state that all parts share.
const data = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);

// el("td", {class: "number"}, "text", child, ...)
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  return dress(node, attributes, children);
}
function svg(name, attributes, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}
function dress(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {}))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  node.append(...children.filter(child => child !== null && child !== undefined && child !== ""));
  return node;
}

function scaled(value, units, step) {
  let index = 0;
  while (Math.abs(value) >= step * 0.9995 && index + 1 < units.length) { value /= step; ++index; }
  const digits = value >= 100 || (index === 0 && Number.isInteger(value)) ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits) + (units[index] ? "\u202f" + units[index] : "");
}
const count = value => scaled(value, ["", "k", "M", "G", "T"], 1000);
const bytes = value => scaled(value, ["B", "kB", "MB", "GB"], 1000);
const whole = value => Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f");
const percent = value => (100 * value).toFixed(value >= 0.9995 || value === 0 ? 0 : 1) + "\u202f%";
const seconds = value => value === 0 ? "0\u202fs" : scaled(value * 1e9, ["ns", "µs", "ms", "s"], 1000);
const joules = pico => scaled(pico, ["pJ", "nJ", "µJ", "mJ", "J"], 1000);

function cssColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

// The chosen layer, and who wants to know of it.
let chosen = -1;
const onChoice = [];
function choose(layer, from) {
  if (layer === chosen || layer === undefined || layer < 0) return;
  chosen = layer;
  for (const told of onChoice) told(layer, from);
}

function showTip(event, lines) {
  const tip = $("tip");
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.map((line, i) => el(i ? "div" : "strong", {}, line)));
  const box = tip.getBoundingClientRect();
  const right = event.clientX + 14 + box.width < innerWidth;
  tip.style.left = Math.max(4, right ? event.clientX + 14 : event.clientX - 14 - box.width) + "px";
  tip.style.top = Math.max(4, Math.min(event.clientY + 14, innerHeight - box.height - 4)) + "px";
}

function legend(entries) {
  return el("div", {class: "legend"}, ...entries.map(([name, colour]) =>
    el("span", {}, el("b", {style: `background:var(--${colour})`}), name)));
}
