// The slider of the relay: it hides what came after the chosen day, and plays the growth once if asked to.
// Without it the days are links, and the server draws the same.

const root = document.querySelector<HTMLElement>("[data-relay]");
const range = root?.querySelector<HTMLInputElement>("[data-range]");
const field = root?.querySelector<HTMLInputElement>("input[type=date]");

if (root && range && field) {
  const first = new Date(`${root.dataset["first"]}T00:00:00Z`);
  const marks = [...document.querySelectorAll<SVGElement>("[data-d]")];
  const dayOf = marks.map((mark) => Number(mark.dataset["d"]));

  const show = (until: number): void => {
    marks.forEach((mark, at) => mark.classList.toggle("is-later", (dayOf[at] ?? 0) > until));
    const day = new Date(first.getTime() + until * 86_400_000).toISOString().slice(0, 10);
    field.value = day;
    range.setAttribute("aria-valuetext", day);
  };

  range.hidden = false;
  range.addEventListener("input", () => show(Number(range.value)));
  // Let go: the figures below are those of the same day.
  range.addEventListener("change", () => {
    const address = new URL(location.href);
    address.searchParams.set("day", field.value);
    address.searchParams.delete("page");
    location.assign(address);
  });
}
