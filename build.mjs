// Builds the browser parts into build/static/, where Django's static files find them.
//
// Every src/estafeta/<package>/static/<package>/js/<name>.ts becomes <package>/js/<name>.js, one file that needs no
// other; files whose name begins with "_" are only imported by others. What comes from npm as it is lands in vendor/.
// The new tree is made beside the old one and then takes its place, so that a build that is killed leaves the old one.

import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import subsetFont from "subset-font";
import { feature } from "topojson-client";

const OUT = "build/static";
const FRESH = "build/static.new";

// from node_modules/, to vendor/
const VENDOR = [
  ["htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"],
  ["maplibre-gl/dist/maplibre-gl.mjs", "maplibre/maplibre-gl.mjs"],
  ["maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre/maplibre-gl-worker.mjs"],
];

// Inter, cut to the letters that our three languages use and to the weights 400-700: a first visit fetches 12 to 35 KB
// instead of 93. The ranges are said again in ui/css/fonts.css.
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at)).join("");
const LETTERS = {
  latin: range(0x20, 0x7e) + "\u00a0\u202f«»–—…‘’“”„·×÷−←→↑↓°±§©•",
  cyrillic: range(0x410, 0x44f) + "ЁёІіҰұ№",
  "cyrillic-ext": "ӘәҒғҚқҢңӨөҮүҺһ",
};

async function fonts() {
  await mkdir(join(FRESH, "vendor/inter"), { recursive: true });
  for (const [part, letters] of Object.entries(LETTERS)) {
    const whole = await readFile(`node_modules/@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`);
    const cut = { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } };
    await writeFile(join(FRESH, `vendor/inter/inter-${part}.woff2`), await subsetFont(whole, letters, cut));
  }
}

// The same letters as static TrueType files for documents (typst reads neither woff2 nor a font in parts): every part under
// a family of its own, named in estafeta/base/typesetting.py. The name is written into the font in place, letter for letter.
const FAMILIES = { latin: "Inter", cyrillic: "IntrC", "cyrillic-ext": "IntrX" };
const WEIGHTS = [400, 600, 700];
const FAMILY_NAME = 1;

function renamed(font, family) {
  const tables = font.readUInt16BE(4);
  for (let at = 12; at < 12 + 16 * tables; at += 16) {
    if (font.toString("latin1", at, at + 4) !== "name") continue;
    const table = font.readUInt32BE(at + 8);
    const texts = table + font.readUInt16BE(table + 4);
    for (let record = table + 6; record < table + 6 + 12 * font.readUInt16BE(table + 2); record += 12) {
      if (font.readUInt16BE(record + 6) !== FAMILY_NAME || font.readUInt16BE(record + 8) !== 2 * family.length) continue;
      font.set(Buffer.from(family, "utf16le").swap16(), texts + font.readUInt16BE(record + 10));
    }
  }
  return font;
}

async function documentFonts() {
  await mkdir(join(FRESH, "documents"), { recursive: true });
  for (const [part, letters] of Object.entries(LETTERS)) {
    const whole = await readFile(`node_modules/@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`);
    for (const wght of WEIGHTS) {
      const cut = await subsetFont(whole, letters, { targetFormat: "truetype", variationAxes: { wght } });
      await writeFile(join(FRESH, `documents/inter-${part}-${wght}.ttf`), renamed(Buffer.from(cut), FAMILIES[part]));
    }
  }
}

// The shape of every country as a small picture, ui/shapes/<english-name>.svg: what tiles of regions stand upon where
// no outlines are loaded. Countries that cross the date line would be a smear and are left out.
const HALF_A_TURN = 180;
const SHAPE_WIDTH = 600;

async function shapes() {
  const atlas = JSON.parse(await readFile("node_modules/world-atlas/countries-50m.json", "utf8"));
  await mkdir(join(FRESH, "ui/shapes"), { recursive: true });
  for (const { geometry, properties } of feature(atlas, atlas.objects.countries).features) {
    if (!geometry) continue;
    const rings = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat();
    const points = rings.flat();
    const [west, east] = [Math.min(...points.map(([lon]) => lon)), Math.max(...points.map(([lon]) => lon))];
    const [south, north] = [Math.min(...points.map(([, lat]) => lat)), Math.max(...points.map(([, lat]) => lat))];
    if (east - west > HALF_A_TURN) continue;
    const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180); // a degree of longitude beside one of latitude
    const scale = SHAPE_WIDTH / ((east - west) * narrow);
    const at = ([lon, lat]) => `${Math.round((lon - west) * narrow * scale)} ${Math.round((north - lat) * scale)}`;
    const path = rings.map((ring) => `M${ring.map(at).join("L")}Z`).join("");
    const box = `0 0 ${SHAPE_WIDTH} ${Math.max(1, Math.round((north - south) * scale))}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" preserveAspectRatio="none" data-bounds="${[west, south, east, north].map((edge) => edge.toFixed(4)).join(" ")}"><path d="${path}"/></svg>`;
    const slug = properties.name.toLowerCase().replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "");
    await writeFile(join(FRESH, `ui/shapes/${slug}.svg`), svg);
  }
}

async function entries() {
  const found = [];
  for (const path of await readdir("src/estafeta", { recursive: true })) {
    const room = /^[a-z]+[/\\]static[/\\]([a-z]+)[/\\]js[/\\][^/\\]+(?<!\.d)\.ts$/.exec(path)?.[1];
    if (!room || basename(path).startsWith("_")) continue;
    found.push({ in: join("src/estafeta", path), out: `${room}/js/${basename(path, ".ts")}` });
  }
  return found.sort((one, other) => one.out.localeCompare(other.out));
}

async function size(folder) {
  let total = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) total += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return total;
}

await rm(FRESH, { recursive: true, force: true });
await mkdir(FRESH, { recursive: true });
for (const [from, to] of VENDOR) await cp(join("node_modules", from), join(FRESH, "vendor", to));
await fonts();
await documentFonts();
await shapes();

// MapLibre's sheet goes into a layer beneath ours, so that the tokens of the house win.
const sheet = await readFile("node_modules/maplibre-gl/dist/maplibre-gl.css", "utf8");
await writeFile(join(FRESH, "vendor/maplibre/maplibre-gl.css"), `@layer vendor{${sheet}}`);

// The sheets of the house, folded into the one that pages link.
await build({
  entryPoints: [{ in: "src/estafeta/ui/static/ui/css/main.css", out: "ui/css/estafeta" }],
  outdir: FRESH,
  bundle: true,
  minify: true,
  target: ["chrome100", "firefox100", "safari15.4"],
  external: ["*.woff2", "*.svg"],
  logLevel: "warning",
});

const entryPoints = await entries();
if (entryPoints.length > 0) {
  await build({
    entryPoints,
    outdir: FRESH,
    bundle: true,
    format: "esm",
    target: ["es2022", "chrome100", "firefox100", "safari15.4"],
    minify: true,
    legalComments: "none",
    external: ["/static/vendor/*", "../../vendor/*"],
    loader: { ".json": "json" },
    logLevel: "warning",
  });
}

await rm(OUT, { recursive: true, force: true });
await rename(FRESH, OUT);
console.log(`Browser parts: ${entryPoints.length} modules, ${Math.round((await size(OUT)) / 1024)} KB in ${OUT}.`);
