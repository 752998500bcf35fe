// The gate: every press is first written on the phone, then shown, then sent when there is a network.

import * as queue from "./_queue";
import type { Kept, Said } from "./_queue";
import * as photography from "./_photos";
import type { Photo } from "./_photos";
import { forget, keep, keepPage } from "./_offline";
import { canScan, readsByItself, scan } from "./_scan";

const MOST_AT_ONCE = 50;
const EVERY_MS = 10_000;
const TICKET = /^\d+\.[\w-]{20,}$/;

const root = document.getElementById("gate") as HTMLElement;
const words = JSON.parse(document.getElementById("gate-words")?.textContent ?? "{}") as Record<string, string>;
const word = (name: string): string => words[name] ?? name;
const slug = root.dataset["slug"] ?? "";
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

let entries: Kept[] = [];
let photos: Photo[] = [];
let trouble = "";
let sending = false;

const rows = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>("[data-sign-up]")];
const tell = (what: string): void => {
  find("gate-said").textContent = what;
};

// --- what is shown ------------------------------------------------------------------------------------

let undone = new Set<string>();
let comings = new Map<string, Kept>();
let leavings = new Map<string, Kept>();

/** What this phone said, by what it is about: a long list is looked through once for all its rows. */
function sort(): void {
  undone = new Set(entries.filter((one) => one.said.kind === "undo").map((one) => String(one.said["entry"])));
  const stand = entries.filter((one) => one.fate !== "refused" && !undone.has(one.uuid)).reverse();
  const about = (name: string, fits: (kind: string) => boolean): Map<string, Kept> =>
    new Map(stand.filter((one) => name in one.said && fits(one.said.kind)).map((one) => [String(one.said[name]), one]));
  comings = about("sign_up", (kind) => kind !== "undo" && kind !== "check_out");
  leavings = about("entry", (kind) => kind === "check_out");
}

const isUndone = (uuid: string): boolean => undone.has(uuid);

type Stands = { uuid: string; came: string; checkOut: string; left: string };

const time = (moment: string): string =>
  new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

/** Who is here, and whether they have left since: of the server, as the page came, or of this phone. */
function since(uuid: string, came: string, checkOut = "", left = ""): Stands {
  if (checkOut && !isUndone(checkOut)) return { uuid, came, checkOut, left };
  const mine = leavings.get(uuid);
  return { uuid, came, checkOut: mine?.uuid ?? "", left: mine ? time(mine.said.at) : "" };
}

/** The entry that stands for a sign-up: of the server, as the page came, or of this phone. */
function standing(row: HTMLElement): Stands | null {
  const own = row.dataset["entry"];
  if (own && !isUndone(own)) return since(own, "", row.dataset["checkOut"], row.dataset["left"]);
  const mine = comings.get(row.dataset["signUp"] ?? "-");
  return mine ? since(mine.uuid, String(mine.said["came"] ?? "")) : null;
}

function newButton(name: string, kind: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.className = `button button--${kind}`;
  button.name = name;
  button.append(document.createElement("span"));
  return button;
}

/** The button by which somebody leaves, and the time at which they did. */
function showLeaving(row: HTMLElement, stands: Stands | null, main: Element): void {
  row.querySelector(".gate__left")?.remove();
  const known = row.querySelector<HTMLButtonElement>("button[name=check_out]");
  if (!stands || stands.checkOut) known?.remove();
  if (stands?.checkOut) {
    const left = document.createElement("span");
    left.className = "small gate__left";
    left.textContent = `${word("left")} ${stands.left}`;
    main.before(left);
  } else if (stands) {
    const button = known ?? newButton("check_out", "secondary");
    button.value = stands.uuid;
    button.firstElementChild!.textContent = word("leaves");
    button.setAttribute("aria-label", `${word("leaves")}: ${row.dataset["name"] ?? ""}`);
    if (!known) main.before(button);
  }
}

function showRow(row: HTMLElement): void {
  const stands = standing(row);
  const button = row.querySelector<HTMLButtonElement>("button:not([name=check_out])");
  const text = button?.querySelector("span");
  if (!button || !text) return;
  const now = stands ? [stands.uuid, stands.checkOut, stands.came].join() : "away";
  if (row.dataset["shown"] === now) return;
  row.dataset["shown"] = now;
  row.classList.toggle("gate__row--here", stands !== null);
  button.classList.toggle("button--quiet", stands !== null);
  button.classList.toggle("button--secondary", stands === null);
  button.name = stands ? "undo" : "tick";
  button.value = stands ? stands.checkOut || stands.uuid : (row.dataset["signUp"] ?? "");
  text.textContent = word(stands ? "undo" : "here");
  button.setAttribute("aria-label", `${text.textContent}: ${row.dataset["name"] ?? ""}`);
  showLeaving(row, stands, button);
  const came = row.querySelector("input");
  if (!came) return;
  came.readOnly = stands !== null;
  if (stands?.came) came.value = stands.came;
}

/** Walk-ins and headcounts of this phone that the page of the server does not show yet. */
function showOthers(): void {
  const list = root.querySelector("#gate-others ul");
  if (!list) return;
  list.querySelectorAll("[data-own]").forEach((item) => item.remove());
  for (const item of root.querySelectorAll<HTMLElement>("[data-other]")) {
    item.hidden = isUndone(item.dataset["other"] ?? "");
    if (item.dataset["entry"] && !item.hidden) showRow(item);
  }
  for (const one of entries) {
    const isOther = !["undo", "check_out", "settle", "person", "party"].includes(one.said.kind) && !one.said["sign_up"];
    if (!isOther || isUndone(one.uuid) || one.fate === "refused") continue;
    if (root.querySelector(`[data-other="${one.uuid}"]`)) continue;
    const item = document.createElement("li");
    item.className = "gate__row gate__row--here";
    item.dataset["own"] = one.uuid;
    item.dataset["name"] = one.title;
    const who = document.createElement("strong");
    who.className = "gate__who";
    who.textContent = one.title;
    item.append(who, newButton("undo", "quiet"));
    list.append(item);
    if (one.said.kind === "headcount") {
      const undo = item.querySelector("button")!;
      undo.value = one.uuid;
      undo.firstElementChild!.textContent = word("undo");
      undo.setAttribute("aria-label", `${word("undo")}: ${one.title}`);
    } else {
      item.dataset["entry"] = one.uuid;
      showRow(item);
    }
  }
}

/** Conflicts and refusals of this phone, until the page of the server shows them. */
function showDoubts(): void {
  const place = find("gate-doubts");
  const list = place.querySelector("ul");
  if (!list) return;
  list.querySelectorAll("[data-own]").forEach((item) => item.remove());
  for (const one of entries) {
    if (!one.reason) continue;
    const item = document.createElement("li");
    item.className = "gate__row";
    item.dataset["own"] = one.uuid;
    const who = document.createElement("strong");
    who.textContent = one.title;
    const why = document.createElement("span");
    why.className = "small";
    why.textContent = one.reason;
    const both = document.createElement("span");
    both.className = "gate__who";
    both.append(who, document.createElement("br"), why);
    item.append(both);
    list.append(item);
  }
  place.hidden = list.children.length === 0;
}

function showState(): void {
  const waiting = entries.filter((one) => one.state === "waiting").length + photos.length;
  const state = find("gate-state");
  state.hidden = false;
  state.dataset["waiting"] = String(waiting);
  const lines = [waiting ? `${word("toSend")}: ${waiting}` : word("sent")];
  if (trouble) lines.push(trouble);
  const line = state.querySelector("[data-queue]");
  if (line) line.textContent = lines.join(". ");
}

function show(): void {
  sort();
  rows().forEach(showRow);
  showOthers();
  showDoubts();
  showState();
}

// --- what is done -------------------------------------------------------------------------------------

async function done(kind: string, about: Record<string, string | number>, title: string, uuid = queue.newNumber()): Promise<void> {
  const said: Said = { ...about, kind, uuid, at: new Date().toISOString() };
  const order = Math.max(0, ...entries.map((one) => one.order)) + 1;
  const entry: Kept = { uuid, slug, order, said, title, state: "waiting", fate: "", reason: "" };
  await queue.put(entry);
  entries.push(entry);
  tell(kind === "undo" ? word("takenBack") : `${word(kind === "check_out" ? "checkedOut" : "checkedIn")} ${title}`);
  show();
  void send();
}

async function pressed(button: HTMLButtonElement): Promise<void> {
  const row = button.closest<HTMLElement>("li");
  const title = row?.dataset["name"] ?? row?.querySelector("strong")?.textContent ?? "";
  if (button.name === "undo" || button.name === "check_out") return done(button.name, { entry: button.value }, title);
  if (!row || button.name !== "tick") return;
  const came = row.querySelector("input");
  if (!came) return done("person", { sign_up: Number(button.value) }, title);
  const number = Number(came.value);
  if (!came.value || !Number.isInteger(number) || number < 1 || number > Number(row.dataset["seats"])) {
    came.focus();
    return tell(word("howMany"));
  }
  return done("party", { sign_up: Number(button.value), came: number }, title);
}

async function mark(text: string): Promise<string> {
  if (!crypto.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 20);
}

let asked: HTMLElement | null = null;

/** A ticket of somebody who is here: they leave, or it was shown twice. Nothing is guessed. */
function again(row: HTMLElement): void {
  const stands = standing(row);
  const name = row.dataset["name"] ?? "";
  if (!stands || stands.checkOut) return tell(`${name}: ${word("hasLeft")}`);
  const choice = find("gate-choice");
  asked = row;
  choice.hidden = false;
  choice.querySelector("[data-who]")!.textContent = `${name}: ${word("isHere")}`;
  choice.querySelector("button")?.focus();
}

function chosen(button: HTMLButtonElement): void {
  const stands = asked && standing(asked);
  find("gate-choice").hidden = true;
  if (button.name === "leaves" && asked && stands && !stands.checkOut) {
    void done("check_out", { entry: stands.uuid }, asked.dataset["name"] ?? "");
  }
  asked = null;
}

/** A ticket that was scanned or typed. A forged one, or one of another deed, is told at once where it can be known. */
async function ticket(text: string): Promise<void> {
  const row = rows().find((one) => one.dataset["signUp"] === text.split(".")[0]);
  if (row) {
    const known = await mark(text);
    if (known && known !== row.dataset["check"]) return tell(word("otherTicket"));
    row.hidden = false;
    if (standing(row)) return again(row);
    const came = row.querySelector("input");
    if (came && !came.value) {
      row.scrollIntoView({ block: "center" });
      came.focus();
      return tell(`${row.dataset["name"] ?? ""}: ${word("howMany")}`);
    }
    const about: Record<string, string | number> = { ticket: text, sign_up: Number(row.dataset["signUp"]) };
    if (came) about["came"] = Number(came.value);
    return done("ticket", about, row.dataset["name"] ?? text);
  }
  if (entries.some((one) => one.said["ticket"] === text && !isUndone(one.uuid))) return tell(word("twice"));
  await done("ticket", { ticket: text }, text.split(".")[0] ?? text);
  tell(word("newTicket"));
}

const NOT_SAID = ["csrfmiddlewaretoken", "uuid", "kind", "consent"];

async function filled(form: HTMLFormElement): Promise<void> {
  const said = Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      NOT_SAID.includes(name) || typeof value !== "string" || !value.trim() ? [] : [[name, value.trim()]],
    ),
  ) as Record<string, string>;
  const kind = form.dataset["kind"] ?? "";
  if (kind === "walk_in" && !said["name"]) return tell(word("noName"));
  if (kind === "headcount" && !(Number(said["heads"]) >= 1)) return tell(word("noHeads"));
  const picture = await photography.chosen(form);
  if (picture && !new FormData(form).has("consent")) return tell(word("noConsent"));
  const uuid = queue.newNumber();
  if (picture) {
    const photo = { ...picture, uuid: queue.newNumber(), slug, entry: kind === "photo" ? (said["entry"] ?? "") : uuid };
    await queue.putPhoto(photo);
    photos.push(photo);
  }
  if (kind === "photo") {
    tell(word("photoKept"));
    show();
    void send();
  } else {
    const group = form.querySelector("select")?.selectedOptions[0]?.textContent ?? "";
    const title = kind === "walk_in" ? (said["name"] ?? "") : [group, said["unit"], said["heads"]].filter(Boolean).join(", ");
    await done(kind, said, title, uuid);
  }
  form.reset();
}

// --- what is sent -------------------------------------------------------------------------------------

type Answers = { answers?: { uuid: string; fate: string; reason: string }[]; reason?: string };

const token = (): string => root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";

async function post(batch: Kept[]): Promise<Response> {
  return fetch(root.dataset["upload"] ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({
      sent_at: new Date().toISOString(),
      device: queue.device(),
      entries: batch.map((one) => one.said),
    }),
  });
}

/** Send the photos after what they show; one that is not taken now waits, one that is answered goes from the phone. */
async function sendPhotos(): Promise<boolean> {
  let sent = false;
  for (const photo of [...photos]) {
    const address = root.dataset["photos"] ?? "";
    let answer = await photography.post(address, photo, token());
    if (answer.status === 403 && (await renew())) answer = await photography.post(address, photo, token());
    if (answer.redirected || answer.status === 403 || answer.status === 404) {
      trouble = word("signIn");
      break;
    }
    const told = (await answer.json()) as { reason?: string };
    if (!answer.ok) {
      trouble = told.reason ?? word("offline");
      continue;
    }
    await queue.dropPhoto(photo.uuid);
    photos = photos.filter((one) => one !== photo);
    if (told.reason) tell(told.reason);
    sent = true;
  }
  return sent;
}

/** Send what waits, some at a time; what got no answer waits on, and sent twice it counts once. */
async function send(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    let sent = false;
    for (;;) {
      const batch = entries.filter((one) => one.state === "waiting").slice(0, MOST_AT_ONCE);
      if (batch.length === 0) break;
      let answer = await post(batch);
      if (answer.status === 403 && (await renew())) answer = await post(batch);
      if (answer.redirected || answer.status === 403 || answer.status === 404) {
        trouble = word("signIn");
        return;
      }
      const told = (await answer.json()) as Answers;
      if (!answer.ok || !told.answers) {
        trouble = told.reason ?? word("offline");
        return;
      }
      const fates = new Map(told.answers.map((one) => [one.uuid, one]));
      for (const one of batch) {
        const fate = fates.get(one.uuid);
        if (!fate) continue;
        Object.assign(one, { state: "sent", fate: fate.fate, reason: fate.reason });
      }
      await queue.put(...batch);
      sent = true;
      if (!batch.some((one) => one.state === "sent")) break;
    }
    trouble = "";
    sent = (await sendPhotos()) || sent;
    if (sent) await renew();
  } catch {
    trouble = word("offline");
  } finally {
    sending = false;
    show();
  }
}

/** Take the list as the server has it now: what other phones did, and fresh rights to send. */
async function renew(): Promise<boolean> {
  const before = entries.filter((one) => one.state === "sent").map((one) => one.uuid);
  const page = await keepPage();
  const fresh = page?.getElementById("gate");
  if (!fresh) return false;
  const active = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const typed = new Map(rows().map((row) => [row.dataset["signUp"], row.querySelector("input")?.value ?? ""]));
  for (const id of ["gate-form", "gate-groups", "gate-doubts"]) {
    const now = fresh.querySelector(`#${id}`);
    if (now) document.getElementById(id)?.replaceWith(now);
  }
  for (const row of rows()) {
    const came = row.querySelector("input");
    if (came && !came.value) came.value = typed.get(row.dataset["signUp"]) ?? "";
  }
  if (active?.id) document.getElementById(active.id)?.focus();
  await queue.drop(...before);
  entries = entries.filter((one) => !before.includes(one.uuid));
  narrow();
  show();
  return true;
}

// --- finding ------------------------------------------------------------------------------------------

const plain = (text: string): string =>
  text.toLowerCase().replace(/[әғқңөұүһі]/g, (letter) => "агкноуухи"["әғқңөұүһі".indexOf(letter)] ?? letter);

function narrow(): void {
  const typed = plain(find<HTMLInputElement>("gate-q").value).split(/\s+/).filter(Boolean);
  for (const row of rows()) {
    const about = plain(`${row.dataset["name"] ?? ""} ${row.dataset["team"] ?? ""} ${row.dataset["digits"] ?? ""}`);
    row.hidden = !typed.every((part) => about.includes(part));
  }
}

// --- begin --------------------------------------------------------------------------------------------

root.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  event.preventDefault();
  if (form.id === "gate-search") {
    const input = find<HTMLInputElement>("gate-q");
    if (TICKET.test(input.value.trim())) {
      const text = input.value.trim();
      input.value = "";
      narrow();
      void ticket(text);
    }
  } else if (form.id === "gate-form" || form.dataset["kind"] === "press") {
    const button = (event as SubmitEvent).submitter;
    if (button instanceof HTMLButtonElement) void pressed(button);
  } else {
    void filled(form);
  }
});
find("gate-q").addEventListener("input", narrow);
find("gate-choice").addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest("button");
  if (button) chosen(button);
});

const reader = root.dataset["reader"] ?? "";
if (canScan()) {
  const button = find<HTMLButtonElement>("gate-scan");
  let stop: (() => void) | null = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stop) {
      stop();
      stop = null;
      return;
    }
    try {
      stop = await scan(find<HTMLVideoElement>("gate-camera"), reader, (text) => void ticket(text.trim()));
    } catch {
      tell(word("noCamera"));
    }
  });
}

const forgetting = find<HTMLButtonElement>("gate-forget");
forgetting.hidden = false;
forgetting.addEventListener("click", async () => {
  if (photos.length || entries.some((one) => one.state === "waiting")) return tell(`${word("toSend")}: ${entries.length + photos.length}`);
  await forget();
  await queue.drop(...entries.map((one) => one.uuid));
  location.assign("/");
});

entries = await queue.all(slug);
photos = await queue.photos(slug);
narrow();
show();
void send();
const keptLine = find("gate-state").querySelector("[data-kept]");
const more = canScan() && !(await readsByItself()) ? [new URL(reader, location.href).href] : [];
const isKept = await keep(root.dataset["worker"] ?? "", more).catch(() => false);
if (keptLine) keptLine.textContent = word(isKept ? "ready" : "notReady");
root.dataset["ready"] = String(isKept);

addEventListener("online", () => void send());
document.addEventListener("visibilitychange", () => void send());
setInterval(() => void send(), EVERY_MS);
