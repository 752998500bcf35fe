// A value with a button that copies it.

export function offerCopying(within: ParentNode): void {
  if (!navigator.clipboard) return;
  for (const place of within.querySelectorAll<HTMLElement>("[data-copy]")) {
    const input = place.querySelector("input");
    const button = place.querySelector("button");
    const words = button?.querySelector("span");
    if (!input || !button || !words || !button.hidden) continue;
    const usual = words.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(input.value).catch(() => input.select());
      words.textContent = button.dataset["done"] ?? usual;
      setTimeout(() => (words.textContent = usual), 2500);
    });
    input.addEventListener("focus", () => input.select());
  }
}
