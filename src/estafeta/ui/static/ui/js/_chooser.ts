// Choosing one of very many by typing: the ARIA combobox pattern over a list that the server renders.
// Without it the button "Find" sends the form and the found ones come back as radio buttons.

type Option = { value: string; text: string; path: string };

const WAIT = 180;

function optionsOf(part: ParentNode): Option[] {
  return [...part.querySelectorAll<HTMLInputElement>('input[type="radio"]')].map((radio) => {
    const words = radio.closest("label");
    return {
      value: radio.value,
      text: words?.querySelector("b")?.textContent?.trim() ?? radio.value,
      path: words?.querySelector("small")?.textContent?.trim() ?? "",
    };
  });
}

function enhance(place: HTMLElement): void {
  const input = place.querySelector<HTMLInputElement>('input[type="search"]');
  const results = place.querySelector<HTMLElement>("[data-results]");
  const name = place.dataset["name"];
  const url = place.dataset["url"];
  if (!input || !results || !name || !url) return;

  const chosen = document.createElement("input");
  chosen.type = "hidden";
  chosen.name = name;
  chosen.value =
    results.querySelector<HTMLInputElement>("input:checked, input[type='hidden']")?.value ?? "";
  const list = document.createElement("ul");
  list.className = "chooser__options";
  list.id = `${input.id}_options`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.querySelector("label")?.textContent?.trim() ?? "");
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  const path = document.createElement("p");
  path.className = "field__hint";

  let options: Option[] = optionsOf(results);
  let at = -1;
  let timer = 0;
  let asked: AbortController | null = null;

  const picked = options.find((option) => option.value === chosen.value);
  if (picked) {
    input.value = picked.text;
    path.textContent = picked.path;
  }
  results.replaceChildren(chosen, path, list, said);
  place.querySelector<HTMLElement>("[data-search]")?.remove();
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const close = (): void => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (option: Option): void => {
    input.value = option.text;
    path.textContent = option.path;
    chosen.value = option.value;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  };

  const mark = (to: number): void => {
    at = to;
    for (const [index, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(index === at));
      if (index === at) {
        item.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", item.id);
      }
    }
  };

  const show = (found: Option[]): void => {
    options = found;
    at = -1;
    list.replaceChildren(
      ...found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}_${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const strong = document.createElement("b");
        strong.textContent = option.text;
        item.append(strong);
        if (option.path) {
          const small = document.createElement("small");
          small.textContent = option.path;
          item.append(small);
        }
        // pointerdown comes before the input loses the focus and the list closes
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(option);
        });
        return item;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = found.length ? `${place.dataset["found"] ?? ""}: ${found.length}` : (place.dataset["none"] ?? "");
    said.classList.toggle("visually-hidden", found.length > 0);
  };

  const ask = async (): Promise<void> => {
    const typed = input.value.trim();
    asked?.abort();
    if (!typed) {
      chosen.value = "";
      path.textContent = "";
      said.textContent = "";
      close();
      return;
    }
    const mine = new AbortController();
    asked = mine;
    try {
      const address = new URL(url, location.href);
      address.searchParams.set("q", typed);
      const answer = await fetch(address, { signal: mine.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok || mine.signal.aborted) return;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      show(optionsOf(part));
    } catch {
      // No network or a newer question: what was typed stays, and the form still sends it.
    }
  };

  input.addEventListener("input", () => {
    chosen.value = "";
    path.textContent = "";
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void ask();
      else mark((at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter" && !list.hidden) {
      const option = options[Math.max(at, 0)];
      if (option) {
        event.preventDefault();
        choose(option);
      }
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
  // Who began to type before the script was there is not left waiting.
  if (!picked && input.value && document.activeElement === input) void ask();
}

export function enhanceChoosers(within: ParentNode): void {
  for (const place of within.querySelectorAll<HTMLElement>("[data-chooser]:not([data-ready])")) {
    place.dataset["ready"] = "";
    enhance(place);
  }
}
