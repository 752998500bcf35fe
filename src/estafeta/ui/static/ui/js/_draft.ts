// What was typed into a form stays on this device until it is sent: a lost signal or a closed tab costs nothing.
// Nothing secret is kept: no passwords, codes, files or hidden values; and a draft is forgotten after a week.

const PREFIX = "draft:";
const WEEK = 7 * 24 * 60 * 60 * 1000;
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

export function keepDrafts(within: ParentNode): void {
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
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const kept: Kept = { at: Date.now(), values: read(form) };
        try {
          localStorage.setItem(key, JSON.stringify(kept));
        } catch {
          // A full or forbidden store: the form works as it would without drafts.
        }
      }, 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      localStorage.removeItem(key);
    });
  }
}
