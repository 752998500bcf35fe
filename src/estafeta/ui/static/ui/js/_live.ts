// A piece of a page that keeps itself fresh: <div data-live="address">. It asks only while somebody looks, and not at
// all where little data is wanted; the browser asks conditionally, so that "nothing new" costs a hundred bytes.

const EVERY_MS = 30_000;

interface Frugal {
  connection?: { saveData?: boolean };
}

function wantsLittle(): boolean {
  return (navigator as Frugal).connection?.saveData === true || matchMedia("(prefers-reduced-data: reduce)").matches;
}

async function refresh(piece: HTMLElement): Promise<void> {
  const answer = await fetch(piece.dataset["live"] ?? "", { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) return;
  const fresh = await answer.text();
  const holder = new DOMParser().parseFromString(fresh, "text/html").body;
  if (holder.innerHTML.trim() !== piece.innerHTML.trim()) piece.replaceChildren(...holder.childNodes);
}

function refreshAll(): void {
  if (document.hidden || wantsLittle()) return;
  for (const piece of document.querySelectorAll<HTMLElement>("[data-live]")) refresh(piece).catch(() => undefined);
}

export function keepFresh(): void {
  if (!document.querySelector("[data-live]")) return;
  setInterval(refreshAll, EVERY_MS);
  document.addEventListener("visibilitychange", refreshAll);
}
