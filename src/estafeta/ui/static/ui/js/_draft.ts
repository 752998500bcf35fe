// What was typed into a form stays on this device until it is sent: a lost signal or a closed tab costs nothing.
// A form that was sent keeps its draft until the server's answer is here: a redirect that began with the sending.
// Nothing secret is kept: no passwords, codes, files or hidden values; and a draft is forgotten after a week.

const PREFIX = "draft:";
const WEEK = 7 * 24 * 60 * 60 * 1000;
const SENT = "draft-sent";
const SOON = 10_000;
type Kept = { at: number; values: [string, string][] };
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const SKIPPED = new Set(["password", "file", "hidden", "submit", "button", "reset"]);

function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (one): one is Control =>
      (one instanceof HTMLInputElement && !SKIPPED.has(one.type) && one.autocomplete !== "one-time-code") ||
      one instanceof HTMLTextAreaElement ||
      one instanceof HTMLSelectElement,
  );
}

const ticks = (one: Control): one is HTMLInputElement =>
  one instanceof HTMLInputElement && (one.type === "checkbox" || one.type === "radio");

function read(form: HTMLFormElement): [string, string][] {
  return controls(form)
    .filter((one) => one.name && (!ticks(one) || one.checked))
    .map((one) => [one.name, one.value]);
}

function fill(form: HTMLFormElement, values: [string, string][]): void {
  for (const one of controls(form)) {
    const mine = values.filter(([name]) => name === one.name).map(([, value]) => value);
    if (ticks(one)) one.checked = mine.includes(one.value);
    else if (mine[0] !== undefined) one.value = mine[0];
  }
}

const sent = (): { key?: string; at?: number } => JSON.parse(sessionStorage.getItem(SENT) ?? "{}");

/** A preview at the form's own address sends the draft on. */
function sendOn(): void {
  const { key } = sent();
  if (key?.startsWith(`${PREFIX}${location.pathname}:`)) {
    sessionStorage.setItem(SENT, JSON.stringify({ key, at: Date.now() }));
  }
}

/** Forget the draft whose form was sent, if this page is where the server led after taking it. */
function forgetWhatArrived(): void {
  const { key, at } = sent();
  const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (key === undefined || at === undefined || !way?.redirectCount) return;
  if (way.type !== "navigate" || Math.abs(performance.timeOrigin - at) > SOON) return;
  localStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

export function keepDrafts(within: ParentNode): void {
  try {
    forgetWhatArrived();
    if (sent().key) document.addEventListener("submit", sendOn);
  } catch {
    // A forbidden store: there are no drafts.
  }
  for (const form of within.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    const key = `${PREFIX}${location.pathname}:${form.dataset["draft"] ?? ""}`;
    let timer = 0;
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
      // A form that came back with faults already holds what was typed.
      const answered = form.querySelector('[aria-invalid="true"]') !== null;
      if (kept && Date.now() - kept.at < WEEK && !answered) fill(form, kept.values);
    } catch {
      localStorage.removeItem(key);
    }
    const keep = (): void => {
      clearTimeout(timer);
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: read(form) } satisfies Kept));
      } catch {
        // A full or forbidden store: the form works as it would without drafts.
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(keep, 300);
    });
    form.addEventListener("submit", () => {
      keep();
      try {
        sessionStorage.setItem(SENT, JSON.stringify({ key, at: Date.now() }));
      } catch {
        // As above.
      }
    });
  }
}
