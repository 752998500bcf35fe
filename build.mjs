// Builds the browser parts into build/static/, where Django's static files find them.
//
// Every src/estafeta/<package>/static/<package>/js/<name>.ts becomes <package>/js/<name>.js, one file that needs no
// other; files whose name begins with "_" are only imported by others. What comes from npm as it is lands in vendor/.
// The new tree is made beside the old one and then takes its place, so that a build that is killed leaves the old one.

import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const OUT = "build/static";
const FRESH = "build/static.new";

// from node_modules/, to vendor/
const VENDOR = [
  ["htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"],
  ["maplibre-gl/dist/maplibre-gl.css", "maplibre/maplibre-gl.css"],
  ["maplibre-gl/dist/maplibre-gl.mjs", "maplibre/maplibre-gl.mjs"],
  ["maplibre-gl/dist/maplibre-gl-worker.mjs", "maplibre/maplibre-gl-worker.mjs"],
  ["world-atlas/countries-50m.json", "world-atlas/countries-50m.json"],
  ...["latin", "latin-ext", "cyrillic", "cyrillic-ext"].map((part) => [
    `@fontsource-variable/inter/files/inter-${part}-wght-normal.woff2`,
    `inter/inter-${part}.woff2`,
  ]),
];

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
