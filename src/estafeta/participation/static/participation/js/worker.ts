// Serves the pages of the gate from the phone when the network does not answer. It keeps nothing by itself:
// the page says what is kept (_offline.ts).

const CACHE = "check-in";
const PATIENCE_MS = 5000;
type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
type Waiting = Event & { waitUntil(what: Promise<unknown>): void };
const worker = self as unknown as EventTarget & {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

async function page(request: Request): Promise<Response> {
  const address = new URL(request.url);
  const kept = await (await caches.open(CACHE)).match(address.origin + address.pathname);
  if (!kept) return fetch(request);
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept.clone()), PATIENCE_MS));
  return Promise.race([fetch(request).catch(() => kept.clone()), patience]);
}

async function part(request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(request.url)) ?? fetch(request);
}

worker.addEventListener("install", (event) => (event as Waiting).waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => (event as Waiting).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.url.startsWith(worker.registration.scope)) {
    (event as Fetching).respondWith(page(request));
  } else if (address.pathname.startsWith("/static/")) {
    (event as Fetching).respondWith(part(request));
  }
});
