// Logarithmic axes of a picture: grid, numbers, and where a value lies.
const plain = value => count(value).replace(/\.0+(?!\d)/, "");

function decades(from, to) {
  const list = [];
  const factors = to / from > 3000 ? [1] : to / from > 60 ? [1, 3] : [1, 2, 5];
  for (let e = Math.floor(Math.log10(from)); e <= Math.log10(to); ++e)
    for (const factor of factors) list.push(factor * Math.pow(10, e));
  return list.filter(value => value >= from && value <= to);
}

// Of `frame`: left, right, top, bottom in units of the picture. x and y are
// {low, high, name, show}; what shows a value is `plain` unless they say.
function logAxes(picture, frame, x, y) {
  const px = value => frame.left + Math.log(value / x.low) / Math.log(x.high / x.low) * (frame.right - frame.left);
  const py = value => frame.bottom - Math.log(value / y.low) / Math.log(y.high / y.low) * (frame.bottom - frame.top);
  for (const at of x.marks || decades(x.low, x.high))
    picture.append(svg("line", {class: "grid", x1: px(at), x2: px(at), y1: frame.top, y2: frame.bottom}),
      svg("text", {class: "soft", x: px(at), y: frame.bottom + 16, "text-anchor": "middle"}, (x.show || plain)(at)));
  for (const at of y.marks || decades(y.low, y.high))
    picture.append(svg("line", {class: "grid", x1: frame.left, x2: frame.right, y1: py(at), y2: py(at)}),
      svg("text", {class: "soft", x: frame.left - 6, y: py(at) + 4, "text-anchor": "end"}, (y.show || plain)(at)));
  picture.append(
    svg("text", {class: "soft", x: (frame.left + frame.right) / 2, y: frame.bottom + 36, "text-anchor": "middle"}, x.name),
    svg("text", {class: "soft", x: -(frame.top + frame.bottom) / 2, y: 14, "text-anchor": "middle", transform: "rotate(-90)"}, y.name));
  return {px, py};
}
