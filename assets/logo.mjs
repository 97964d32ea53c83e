// SPDX-License-Identifier: EUPL-1.2
// The logo of Utrecht is published as the drawing code of a web component. Run that code with a function that writes SVG, and draw its paths with fewer signs.
import { readFileSync } from "node:fs";

const GRID = 10; // points a unit: at the size on the page a unit is less than a pixel
const TOLERANCE = 0.1; // units that a line may lie from the curve it stands for
const COMPONENT = "node_modules/@utrecht/web-component-library-stencil/dist/components/utrecht-logo-image.js";
const FILLS = { "utrecht-logo-image__decoration-1": "#fff", "utrecht-logo-image__decoration-2": "#c00", "utrecht-logo-image__decoration-3": "#ffb70b" };

function distance([ax, ay], [bx, by], [px, py]) {
  const length = Math.hypot(bx - ax, by - ay);
  return length < 1e-6 ? Math.hypot(px - ax, py - ay) : Math.abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length;
}

// "M1 2C…" -> [command, ...points], all absolute, with M, L, C and Z only; a curve that is nearly straight becomes a line.
function* segments(d) {
  let at = [0, 0], start = at;
  for (const [, command, rest] of d.matchAll(/([MLHVCZ])([^MLHVCZ]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    if (command === "Z") { at = start; yield ["Z"]; continue; }
    const size = { C: 6, H: 1, V: 1 }[command] ?? 2;
    for (let i = 0; i < numbers.length; i += size) {
      const part = numbers.slice(i, i + size);
      const values = command === "H" ? [part[0], at[1]] : command === "V" ? [at[0], part[0]] : part;
      const points = Array.from({ length: values.length / 2 }, (_, n) => values.slice(2 * n, 2 * n + 2));
      const end = points.at(-1);
      const straight = command !== "C" || points.slice(0, 2).every((point) => distance(at, end, point) < TOLERANCE);
      const kind = command === "M" && i === 0 ? "M" : straight ? "L" : "C";
      if (kind === "M") start = end;
      at = end;
      yield kind === "L" ? ["L", end] : [kind, ...points];
    }
  }
}

// Lines that follow one another in about the same direction are one line.
function* joined(all) {
  let at = [0, 0], from = at, run = [];
  for (const segment of all) {
    const end = segment.at(-1);
    if (segment[0] === "L" && run.every((point) => distance(from, end, point) < TOLERANCE)) {
      if (!run.length) from = at;
      run.push(end);
    } else {
      if (run.length) yield ["L", run.at(-1)];
      [from, run] = [run.at(-1) ?? at, segment[0] === "L" ? [end] : []];
      if (segment[0] !== "L") yield segment;
    }
    if (segment[0] !== "Z") at = end;
  }
  if (run.length) yield ["L", run.at(-1)];
}

function shortPath(d) {
  let at = [0, 0], start = at, text = "", last = "";
  for (const [kind, ...points] of joined(segments(d))) {
    if (kind === "Z") { text += "z"; at = start; last = "z"; continue; }
    const rounded = points.map((point) => point.map((value) => Math.round(value * GRID)));
    const end = rounded.at(-1);
    if (kind === "L" && end[0] === at[0] && end[1] === at[1]) continue;
    const flat = kind === "L" ? (end[1] === at[1] ? "h" : end[0] === at[0] ? "v" : "") : "";
    const command = flat || kind.toLowerCase();
    const steps = flat ? [flat === "h" ? end[0] - at[0] : end[1] - at[1]] : rounded.flatMap(([x, y]) => [x - at[0], y - at[1]]);
    const body = steps.map((step) => String(step / GRID).replace(/^(-?)0\./, "$1.")).join(" ").replace(/ -/g, "-");
    text += command === last ? (body.startsWith("-") ? body : ` ${body}`) : command + body;
    at = end;
    last = command;
    if (kind === "M") start = end;
  }
  return text;
}

export function logo() {
  const drawing = readFileSync(COMPONENT, "utf8").match(/return (\(h\("svg"[\s\S]*?\));\s*\n/)[1];
  const escape = (text) => String(text).replace(/&/g, "&amp;").replace(/"/g, "&quot;");
  const attribute = ([key, value]) => {
    if (key === "class") return FILLS[value] ? ` fill="${FILLS[value]}"` : "";
    return ` ${key}="${escape(key === "d" ? shortPath(value) : value)}"`;
  };
  const h = (tag, attributes, ...children) =>
    `<${tag}${Object.entries(attributes ?? {}).filter(([key]) => key !== "key").map(attribute).join("")}>${children.flat().join("")}</${tag}>`;
  return new Function("h", `return ${drawing}`)(h);
}
