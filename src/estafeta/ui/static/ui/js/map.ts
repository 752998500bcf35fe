// A quiet map of our own layers: regions in tints of one hue, deeds as points that gather when they are many.
// MapLibre is fetched only when the map comes into view. The list beside the map says the same without it.

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type * as Engine from "maplibre-gl";

type Library = typeof Engine;
type Bounds = [number, number, number, number];

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
const POINTS = ["points", "clusters"];
const NEAR_CENTRE = 28;
const NARROW = 560;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Points in columns, each number less the one before it; `card` is the address of what a tap shows, with `{id}`. */
interface Columns {
  card: string;
  id: number[];
  lon: number[];
  lat: number[];
}
const FRACTION = 10_000; // of a degree

function unfolded(columns: Columns): FeatureCollection {
  let [id, lon, lat] = [0, 0, 0];
  const features = columns.id.map((step, at): Feature => {
    id += step;
    lon += columns.lon[at] ?? 0;
    lat += columns.lat[at] ?? 0;
    const card = columns.card.replace("{id}", String(id));
    return { type: "Feature", properties: { card }, geometry: { type: "Point", coordinates: [lon / FRACTION, lat / FRACTION] } };
  });
  return { type: "FeatureCollection", features };
}

async function fetched(url: string | undefined): Promise<FeatureCollection> {
  if (!url) return EMPTY;
  const answer = await fetch(url, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const layer = (await answer.json()) as FeatureCollection | Columns;
  return "type" in layer ? layer : unfolded(layer);
}

function widen(bounds: Bounds, part: Position | Position[] | Position[][] | Position[][][]): void {
  if (typeof part[0] === "number") {
    const [lon, lat] = part as Position;
    if (lon === undefined || lat === undefined) return;
    bounds[0] = Math.min(bounds[0], lon);
    bounds[1] = Math.min(bounds[1], lat);
    bounds[2] = Math.max(bounds[2], lon);
    bounds[3] = Math.max(bounds[3], lat);
  } else for (const inner of part as Position[][]) widen(bounds, inner);
}

function boundsOf(...layers: FeatureCollection[]): Bounds | null {
  const bounds: Bounds = [180, 90, -180, -90];
  const add = (shape: Geometry | null): void => {
    if (!shape) return;
    if (shape.type === "GeometryCollection") shape.geometries.forEach(add);
    else widen(bounds, shape.coordinates);
  };
  for (const layer of layers) for (const feature of layer.features) add(feature.geometry);
  return bounds[0] <= bounds[2] ? bounds : null;
}

function popupOf(properties: Record<string, unknown>): HTMLElement {
  const words = document.createElement("div");
  words.className = "map__popup";
  const title = String(properties["title"] ?? properties["name"] ?? "");
  const href = properties["href"];
  const head = document.createElement(href ? "a" : "b");
  head.textContent = title;
  // Only ways within this site: what a layer says never becomes a script.
  if (head instanceof HTMLAnchorElement) head.href = new URL(String(href), location.origin).pathname;
  words.append(head);
  if (properties["note"]) {
    const note = document.createElement("span");
    note.textContent = String(properties["note"]);
    words.append(note);
  }
  return words;
}

/** MapLibre takes a credit for HTML; ours is words. */
function plain(words: string | undefined): string {
  const place = document.createElement("i");
  place.textContent = words ?? "";
  return place.innerHTML;
}

/** The paints that take their colours from the tokens, so that a change of scheme can set them anew. */
function paints(): [layer: string, property: string, value: unknown][] {
  const tints = [0, 1, 2, 3, 4, 5].flatMap((depth) => [depth, depth ? colour(`tint-${depth}`) : colour("surface")]);
  return [
    ["ground", "background-color", colour("sunk")],
    ["areas", "fill-color", ["match", ["coalesce", ["get", "tint"], 0], ...tints, colour("surface")]],
    ["borders", "line-color", colour("edge")],
    ["points", "circle-color", colour("sky")],
    ["points", "circle-stroke-color", colour("surface")],
    ["clusters", "circle-color", colour("sky")],
    ["clusters", "circle-stroke-color", colour("surface")],
    ["counts", "text-color", colour("on-sky")],
  ];
}

function addLayers(map: Engine.Map, points: FeatureCollection, areas: FeatureCollection): void {
  map.addSource("areas", { type: "geojson", data: areas });
  map.addSource("points", { type: "geojson", data: points, cluster: true, clusterRadius: 42, clusterMaxZoom: 13 });
  map.addLayer({ id: "areas", type: "fill", source: "areas", paint: { "fill-opacity": 0.9 } });
  map.addLayer({ id: "borders", type: "line", source: "areas", paint: { "line-width": 0.8 } });
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    filter: ["!", ["has", "point_count"]],
    paint: { "circle-radius": 7, "circle-stroke-width": 2 },
  });
  map.addLayer({
    id: "clusters",
    type: "circle",
    source: "points",
    filter: ["has", "point_count"],
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "point_count"]], 0.3, 13, 1, 16, 2, 21, 3, 27, 4, 34],
      "circle-stroke-width": 2,
    },
  });
  map.addLayer({
    id: "counts",
    type: "symbol",
    source: "points",
    filter: ["has", "point_count"],
    layout: {
      "text-field": ["to-string", ["get", "point_count"]],
      "text-size": 13,
      "text-font": ["Inter Variable"],
      "text-allow-overlap": true,
    },
  });
}

function paint(map: Engine.Map): void {
  for (const [layer, property, value] of paints()) {
    if (map.getLayer(layer)) map.setPaintProperty(layer, property as never, value as never);
  }
}

async function openAt(library: Library, map: Engine.Map, at: Engine.PointLike, box = 0): Promise<void> {
  const { x, y } = at as Engine.Point;
  const around: [Engine.PointLike, Engine.PointLike] = [
    [x - box, y - box],
    [x + box, y + box],
  ];
  const feature =
    map.queryRenderedFeatures(around, { layers: POINTS })[0] ?? map.queryRenderedFeatures(around, { layers: ["areas"] })[0];
  if (!feature) return;
  const place =
    feature.geometry.type === "Point" ? (feature.geometry.coordinates as [number, number]) : map.unproject([x, y]);
  if (feature.properties["cluster_id"] !== undefined) {
    const source = map.getSource("points") as Engine.GeoJSONSource;
    const zoom = await source.getClusterExpansionZoom(Number(feature.properties["cluster_id"]));
    map.easeTo({ center: place, zoom: zoom + 0.3 });
    return;
  }
  let said: Record<string, unknown> = feature.properties;
  if (said["card"]) {
    const answer = await fetch(`${String(said["card"])}?lang=${document.documentElement.lang}`);
    if (!answer.ok) return;
    said = (await answer.json()) as Record<string, unknown>;
  }
  new library.Popup({ maxWidth: "18rem", focusAfterOpen: true }).setLngLat(place).setDOMContent(popupOf(said)).addTo(map);
}

/** A tap, the device's own place or Enter in the middle sets the point; the field says it as other maps do. */
function offerPicking(library: Library, map: Engine.Map, input: HTMLInputElement, here: Engine.GeolocateControl | null): void {
  const marker = new library.Marker({ color: colour("sky"), draggable: true });
  const keep = (place: Engine.LngLat): void => {
    marker.setLngLat(place).addTo(map);
    input.value = `${place.lat.toFixed(5)}, ${place.lng.toFixed(5)}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const [lat, lon] = input.value.split(",").map(Number);
  if (lon !== undefined && lat !== undefined && Number.isFinite(lon) && Number.isFinite(lat)) {
    marker.setLngLat([lon, lat]).addTo(map);
    map.jumpTo({ center: [lon, lat] });
  }
  map.on("click", (event) => keep(event.lngLat));
  marker.on("dragend", () => keep(marker.getLngLat()));
  here?.on("geolocate", (event) => keep(new library.LngLat(event.coords.longitude, event.coords.latitude)));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep(map.getCenter());
  });
  followPlace(map, input.form);
}

/** Another place was chosen in the same form: the map goes there. */
function followPlace(map: Engine.Map, form: HTMLFormElement | null): void {
  form?.addEventListener("change", (event) => {
    const chosen = event.target;
    const url = chosen instanceof HTMLInputElement ? chosen.closest<HTMLElement>("[data-chooser]")?.dataset["url"] : "";
    if (!(chosen instanceof HTMLInputElement) || !url || !chosen.value || chosen.type === "search") return;
    const address = new URL(url, location.href);
    address.searchParams.set("at", chosen.value);
    void fetch(address, { headers: { Accept: "application/json" } })
      .then((answer) => answer.json() as Promise<{ centre: [number, number] | null }>)
      .then(({ centre }) => {
        if (centre) map.jumpTo({ center: centre, zoom: Math.max(map.getZoom(), 11) });
      })
      .catch(() => undefined); // no network: the map stays where it is
  });
}

/** Room beside what is shown: on a phone the buttons stand there and would cover the country. */
function around(place: HTMLElement): Engine.PaddingOptions {
  return { top: 28, bottom: 36, left: 20, right: place.clientWidth < NARROW ? 72 : 28 };
}

async function draw(place: HTMLElement): Promise<void> {
  const said = place.dataset;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = said["sheet"] ?? "";
  document.head.append(sheet);
  const [library, points, areas] = await Promise.all([
    import(said["engine"] ?? "") as Promise<Library>,
    fetched(said["source"]),
    fetched(said["areas"]),
  ]);
  library.setWorkerUrl(said["worker"] ?? "");
  const bounds = boundsOf(areas.features.length ? areas : points);
  const centre = said["centre"]?.split(",").map(Number) as [number, number] | undefined;
  const map = new library.Map({
    container: place,
    style: said["style"] || { version: 8, sources: {}, layers: [{ id: "ground", type: "background" }] },
    ...(centre ? { center: centre, zoom: Number(said["zoom"] ?? 9) } : {}),
    ...(bounds && !centre ? { bounds, fitBoundsOptions: { padding: around(place), maxZoom: 12 } } : {}),
    maxZoom: 17,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    locale: {
      "Map.Title": said["label"] ?? "",
      "NavigationControl.ZoomIn": said["closer"] ?? "",
      "NavigationControl.ZoomOut": said["wider"] ?? "",
      "GeolocateControl.FindMyLocation": said["here"] ?? "",
      "GeolocateControl.LocationNotAvailable": said["nowhere"] ?? "",
      "CooperativeGesturesHandler.WindowsHelpText": said["wheel"] ?? "",
      "CooperativeGesturesHandler.MacHelpText": said["wheelMac"] ?? "",
      "CooperativeGesturesHandler.MobileHelpText": said["fingers"] ?? "",
      "Popup.Close": said["close"] ?? "",
    },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  const finder = "geolocation" in navigator ? new library.GeolocateControl({}) : null;
  if (finder) {
    map.addControl(finder, "top-right");
    // MapLibre names the button only after it has asked the browser whether it may know the place.
    const here = map.getContainer().querySelector(".maplibregl-ctrl-geolocate");
    if (here && !here.ariaLabel) here.ariaLabel = said["here"] ?? "";
  }
  // Who drew a layer is named on the map: by the page, or by the layer itself.
  const credit = [said["credit"], (areas as { credit?: string }).credit].filter((words) => words !== undefined && words !== "");
  if (credit.length > 0 || said["style"]) {
    map.addControl(new library.AttributionControl({ customAttribution: credit.map(plain), compact: false }));
  }
  map.touchZoomRotate.disableRotation();
  map.on("load", () => {
    addLayers(map, points, areas);
    paint(map);
    const input = said["pick"] ? document.getElementById(said["pick"]) : null;
    if (input instanceof HTMLInputElement) offerPicking(library, map, input, finder);
    else map.on("click", (event) => void openAt(library, map, event.point));
    for (const layer of [...POINTS, "areas"]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    // From the keyboard: arrows move the map, Enter opens what lies in its middle.
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !said["pick"]) void openAt(library, map, map.project(map.getCenter()), NEAR_CENTRE);
    });
    place.dataset["drawn"] = "";
  });
  const anew = (): void => paint(map);
  document.addEventListener("display", anew);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
}

function begin(place: HTMLElement): void {
  draw(place).catch(() => {
    const words = document.createElement("p");
    words.className = "map__fault";
    words.textContent = place.dataset["fault"] ?? "";
    place.replaceChildren(words);
    place.closest(".map-and-twin")?.querySelector("details")?.setAttribute("open", "");
  });
}

const inView = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      inView.unobserve(entry.target);
      begin(entry.target as HTMLElement);
    }
  },
  { rootMargin: "160px" },
);

function offer(place: HTMLElement): void {
  // Who saves data decides for oneself: one tap fetches the map. So does a form, in which a map is only an offer.
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
  if (!saving && !place.dataset["pick"]) {
    inView.observe(place);
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary map__open";
  button.textContent = place.dataset["open"] ?? "";
  button.addEventListener("click", () => {
    button.remove();
    begin(place);
  });
  place.append(button);
}

document.querySelectorAll<HTMLElement>("[data-map]").forEach(offer);

// A list that was narrowed in place brings a map of its own.
document.addEventListener("htmx:load", (event) => {
  if (event.target instanceof HTMLElement && event.target !== document.body) {
    event.target.querySelectorAll<HTMLElement>("[data-map]").forEach(offer);
  }
});
