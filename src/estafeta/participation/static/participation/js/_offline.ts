// The page and all that it is made of are kept on the phone, so that it opens without a network.

const CACHE = "check-in";
const LONGEST_MS = 8 * 24 * 60 * 60 * 1000;

const here = (): string => location.origin + location.pathname;

/** Keep the page as the server gave it now, with its styles, scripts and letters, and what is fetched only when needed. */
export async function keep(worker: string, more: string[]): Promise<boolean> {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return false;
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  await navigator.storage?.persist?.();
  const cache = await caches.open(CACHE);
  const parts = new Set(
    [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")]
      .map((part) => ("href" in part ? part.href : part.src))
      .concat(more)
      .concat(performance.getEntriesByType("resource").map((part) => part.name))
      .filter((address) => new URL(address).pathname.startsWith("/static/")),
  );
  try {
    const known = new Set((await cache.keys()).map((request) => request.url));
    await cache.addAll([...parts].filter((address) => !known.has(address)));
    await keepPage();
    await sweep(cache, parts);
  } catch {
    // No network now: what was kept before still serves.
  }
  return (await cache.match(here())) !== undefined;
}

/** Fetch the page anew and keep it. Returns what it says, or null where there is no network or no way in. */
export async function keepPage(): Promise<Document | null> {
  const answer = await fetch(here(), { cache: "no-store", headers: { "X-Check-In": "refresh" } });
  if (!answer.ok || answer.redirected) return null;
  if ("caches" in window) await (await caches.open(CACHE)).put(here(), answer.clone());
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function sweep(cache: Cache, parts: Set<string>): Promise<void> {
  for (const request of await cache.keys()) {
    const isPart = new URL(request.url).pathname.startsWith("/static/");
    const kept = await cache.match(request);
    const age = Date.now() - Date.parse(kept?.headers.get("Date") ?? "");
    if (isPart ? !parts.has(request.url) && age > LONGEST_MS : age > LONGEST_MS) await cache.delete(request);
  }
}

export async function forget(): Promise<void> {
  if ("caches" in window) await (await caches.open(CACHE)).delete(here());
}
