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
import { brotliCompressSync, gzipSync } from "node:zlib";
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

// Only the small pictures of the icon file: a tab shows 16 or 32 pixels.
function smallIcon(ico) {
  const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => ico.subarray(6 + 16 * i, 22 + 16 * i)).filter((entry) => entry[0] && entry[0] <= 32);
  const head = Buffer.alloc(6 + 16 * entries.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(entries.length, 4);
  const pictures = entries.map((entry) => ico.subarray(entry.readUInt32LE(12), entry.readUInt32LE(12) + entry.readUInt32LE(8)));
  let offset = head.length;
  entries.forEach((entry, i) => {
    entry.copy(head, 6 + 16 * i);
    head.writeUInt32LE(offset, 18 + 16 * i);
    offset += pictures[i].length;
  });
  return Buffer.concat([head, ...pictures]);
}

put("utrecht-favicon.ico", smallIcon(readFileSync("node_modules/@utrecht/assets/favicon.ico")));
put("utrecht-logo.svg", logo());
put("voorbeeld-favicon.svg", readFileSync("src/favicon.svg"));

// --- write ---------------------------------------------------------------------------------------------------------------

rmSync(`${OUT}/assets`, { recursive: true, force: true });
mkdirSync(`${OUT}/assets`, { recursive: true });
for (const [name, data] of files) {
  writeFileSync(`${OUT}/assets/${name}`, data);
  if (!/\.(css|js|svg|ico)$/.test(name)) continue;
  writeFileSync(`${OUT}/assets/${name}.gz`, gzipSync(data, { level: 9 }));
  writeFileSync(`${OUT}/assets/${name}.br`, brotliCompressSync(data));
}
writeFileSync(`${OUT}/manifest.json.new`, JSON.stringify(manifest, null, 1) + "\n");
renameSync(`${OUT}/manifest.json.new`, `${OUT}/manifest.json`);
