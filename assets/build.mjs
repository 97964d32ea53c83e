// SPDX-License-Identifier: EUPL-1.2
// Builds booking/static from the packages in node_modules and our own files in src: a style sheet per theme, the font, the script, the marks of the organisation.
// Every file carries the hash of its content in its name; manifest.json tells the name.
import { build } from "esbuild";
import postcss from "postcss";
import subsetFont from "subset-font";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, crc32, deflateSync, gzipSync } from "node:zlib";
import { logo } from "./logo.mjs";

const THEMES = ["utrecht", "voorbeeld"];
const OUT = "../booking/static";
const TEMPLATES = "../templates";
// Letters outside Latin-1 that names in Dutch schools hold (Turkish, Polish, Czech, Romanian …). The same ranges stand in src/fonts.css.
const EXTRA_LETTERS = [[0x0100, 0x017f], [0x0218, 0x021b]];

process.chdir(dirname(fileURLToPath(import.meta.url)));
const manifest = {};
const files = new Map();

function put(name, data) {
  const hash = createHash("sha256").update(data).digest("hex").slice(0, 10);
  const file = name.replace(/(\.[^.]+)$/, `-${hash}$1`);
  files.set(file, Buffer.from(data));
  manifest[name] = `assets/${file}`;
}

// --- the style sheets ---------------------------------------------------------------------------------------------------

// Component classes may stand in base.html and the macros only, so what is not named there is not in use. A name that ends in a dash goes on in a {{ … }}.
function classesInTemplates() {
  const macros = readdirSync(`${TEMPLATES}/macros`).map((name) => `${TEMPLATES}/macros/${name}`);
  const text = [`${TEMPLATES}/base.html`, ...macros].map((path) => readFileSync(path, "utf8")).join("\n");
  const names = new Set(text.match(/utrecht-[\w-]+/g));
  const prefixes = [...names].filter((name) => name.endsWith("-"));
  return (name) => !name.startsWith("utrecht-") || name.endsWith("-theme") || names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

function dropUnusedRules(root, inUse) {
  const lives = (selector) => {
    const plain = selector.replace(/:not\([^)]*\)/g, "");
    return /:(is|where|has)\(/.test(plain) || [...plain.matchAll(/\.([\w-]+)/g)].every(([, name]) => inUse(name));
  };
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    const selectors = rule.selectors.filter(lives);
    if (selectors.length) rule.selectors = selectors;
    else rule.remove();
  });
}

// Custom properties that no rule reads, directly or through another one.
function dropUnusedTokens(root) {
  const read = (value) => [...value.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]);
  const uses = new Map();
  const todo = [];
  const alive = new Set();
  root.walkDecls((decl) => {
    if (decl.prop.startsWith("--")) uses.set(decl.prop, [...(uses.get(decl.prop) ?? []), ...read(decl.value)]);
    else todo.push(...read(decl.value));
  });
  while (todo.length) {
    const name = todo.pop();
    if (alive.has(name)) continue;
    alive.add(name);
    todo.push(...(uses.get(name) ?? []));
  }
  root.walkDecls(/^--/, (decl) => { if (!alive.has(decl.prop)) decl.remove(); });
}

function dropEmpty(root) {
  root.walkRules((rule) => { if (!rule.nodes.length) rule.remove(); });
  root.walkAtRules((rule) => { if (rule.nodes && !rule.nodes.length) rule.remove(); });
}

const smallFont = {
  name: "small-font",
  setup(esbuild) {
    esbuild.onLoad({ filter: /latin-ext.*\.woff2$/ }, async ({ path }) => {
      const letters = EXTRA_LETTERS.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join("");
      return { contents: await subsetFont(readFileSync(path), letters, { targetFormat: "woff2" }), loader: "file" };
    });
  },
};

const bundled = await build({
  entryPoints: THEMES.map((theme) => `src/${theme}.css`), bundle: true, minify: true, write: false, outdir: "out", plugins: [smallFont],
  assetNames: "[name]-[hash]", loader: { ".woff2": "file", ".svg": "dataurl" }, legalComments: "external",
  target: ["chrome111", "firefox115", "safari16.4"], logLevel: "warning",
});
const inUse = classesInTemplates();
for (const file of bundled.outputFiles) {
  const name = basename(file.path);
  if (name.endsWith(".css")) {
    const root = postcss.parse(file.text);
    dropUnusedRules(root, inUse);
    dropUnusedTokens(root);
    dropEmpty(root);
    put(name, root.toString());
  } else {
    files.set(name, Buffer.from(file.contents));
  }
}

// --- the script and the marks of the municipality of Utrecht ----------------------------------------------------------------

put("htmx.js", readFileSync("node_modules/htmx.org/dist/htmx.min.js"));
for (const file of (await build({ entryPoints: ["src/picker.js"], minify: true, write: false, outdir: "out", format: "iife", target: ["chrome111", "firefox115", "safari16.4"] })).outputFiles) {
  put(basename(file.path), file.contents);
}

// The mark in the tab stands in the page itself, a few hundred bytes: one request less on a first visit.
function dataUri(type, data) {
  return `data:${type};base64,${Buffer.from(data).toString("base64")}`;
}

// The picture of 32 pixels of an icon file, as PNG. An icon file holds bitmaps upside down, in the order blue, green, red, alpha.
function iconAsPng(ico, size = 32) {
  const entry = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => ico.subarray(6 + 16 * i, 22 + 16 * i)).find((found) => found[0] === size);
  const bitmap = ico.subarray(entry.readUInt32LE(12));
  const rows = [];
  for (let y = size - 1; y >= 0; y--) {
    rows.push(0);
    for (let x = 0; x < size; x++) {
      const [blue, green, red, alpha] = bitmap.subarray(bitmap.readUInt32LE(0) + 4 * (y * size + x));
      rows.push(...(alpha ? [red, green, blue, alpha] : [0, 0, 0, 0]));
    }
  }
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(data.length, 0);
    around.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
  };
  const head = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 6, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from(rows), { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

put("utrecht-logo.svg", logo());
manifest["utrecht-favicon"] = dataUri("image/png", iconAsPng(readFileSync("node_modules/@utrecht/assets/favicon.ico")));
manifest["voorbeeld-favicon"] = dataUri("image/svg+xml", readFileSync("src/favicon.svg", "utf8").trim());

// --- write ---------------------------------------------------------------------------------------------------------------

rmSync(`${OUT}/assets`, { recursive: true, force: true });
mkdirSync(`${OUT}/assets`, { recursive: true });
for (const [name, data] of files) {
  writeFileSync(`${OUT}/assets/${name}`, data);
  if (!/\.(css|js|svg)$/.test(name)) continue;
  writeFileSync(`${OUT}/assets/${name}.gz`, gzipSync(data, { level: 9 }));
  writeFileSync(`${OUT}/assets/${name}.br`, brotliCompressSync(data));
}
writeFileSync(`${OUT}/manifest.json.new`, JSON.stringify(manifest, null, 1) + "\n");
renameSync(`${OUT}/manifest.json.new`, `${OUT}/manifest.json`);
