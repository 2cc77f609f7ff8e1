// Places the boxes of a graph: layers by longest path, long edges through
// invisible boxes, few crossings by sorting for the mean of the neighbours.
const BOX = {width: 176, height: 44, gapX: 22, gapY: 30, lane: 14};

// nodes: [{inputs: [index, ...]}] in an order in which inputs come first; an
// edge from one behind its reader leads back up.
function layOut(nodes) {
  const ranks = [];
  const parts = nodes.map((node, index) => ({node: index, real: true, rank: 0, up: [], down: []}));
  nodes.forEach((node, index) => {
    for (const input of node.inputs) parts[index].rank = Math.max(parts[index].rank, parts[input].rank + 1);
  });
  // What needs nothing else, but is no input, stands close to its first user.
  nodes.forEach((node, index) => {
    if (node.inputs.length || node.input !== undefined) return;
    const users = nodes.flatMap((user, place) => user.inputs.includes(index) ? [parts[place].rank] : []);
    if (users.length) parts[index].rank = Math.max(0, Math.min(...users) - 1);
  });
  const edges = [];
  nodes.forEach((node, index) => node.inputs.forEach(input => {
    let from = parts[input];
    const way = [from];
    for (let rank = from.rank + 1; rank < parts[index].rank; ++rank) {
      const lane = {real: false, rank, up: [from], down: []};
      from.down.push(lane);
      parts.push(lane);
      way.push(from = lane);
    }
    from.down.push(parts[index]);
    parts[index].up.push(from);
    way.push(parts[index]);
    edges.push(way);
  }));
  for (const part of parts) (ranks[part.rank] = ranks[part.rank] || []).push(part);
  ranks.forEach(rank => rank.forEach((part, place) => part.place = place));
  const mean = list => list.reduce((sum, part) => sum + part.place, 0) / list.length;
  for (let sweep = 0; sweep < 6; ++sweep) {
    const down = sweep % 2 === 0;
    for (const rank of down ? ranks : [...ranks].reverse()) {
      for (const part of rank) {
        const list = down ? part.up : part.down;
        part.key = list.length ? mean(list) : part.place;
      }
      rank.sort((a, b) => a.key - b.key).forEach((part, place) => part.place = place);
    }
  }
  place(ranks);
  const left = Math.min(...parts.map(part => part.x - width(part) / 2));
  for (const part of parts) {
    part.x += 10 - left;
    part.y = 10 + part.rank * (BOX.height + BOX.gapY);
  }
  return {
    boxes: nodes.map((node, index) => parts[index]), edges,
    width: 20 + Math.max(...parts.map(part => part.x + width(part) / 2)) - 10,
    height: 20 + ranks.length * (BOX.height + BOX.gapY) - BOX.gapY};
}

const width = part => part.real ? BOX.width : BOX.lane;

// Centres boxes under their neighbours without letting them touch.
function place(ranks) {
  for (const rank of ranks) {
    let x = 0;
    for (const part of rank) { part.x = x + width(part) / 2; x += width(part) + BOX.gapX; }
    for (const part of rank) part.x -= (x - BOX.gapX) / 2;
  }
  for (let sweep = 0; sweep < 8; ++sweep) {
    const down = sweep % 2 === 0;
    for (const rank of down ? ranks : [...ranks].reverse()) {
      for (const part of rank) {
        const list = down ? part.up : part.down;
        if (list.length) part.wish = list.reduce((sum, other) => sum + other.x, 0) / list.length;
        else part.wish = part.x;
      }
      // As far left as the wishes allow, as far right, and the middle of both.
      let edge = -Infinity;
      for (const part of rank) {
        part.left = Math.max(part.wish, edge + width(part) / 2);
        edge = part.left + width(part) / 2 + BOX.gapX;
      }
      edge = Infinity;
      for (const part of [...rank].reverse()) {
        part.x = (Math.min(part.wish, edge - width(part) / 2) + part.left) / 2;
        edge = Math.min(part.wish, edge - width(part) / 2) - width(part) / 2 - BOX.gapX;
      }
    }
  }
}
