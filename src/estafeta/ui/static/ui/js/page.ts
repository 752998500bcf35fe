// What every page may use. Each part makes something nicer that works without it.

import { keepDrafts } from "./_draft";
import { offerCopying } from "./_copy";
import { enhanceChoosers } from "./_chooser";
import { changeDisplay } from "./_display";
import { keepFresh } from "./_live";

changeDisplay();
offerCopying(document);
keepDrafts(document);
enhanceChoosers(document);
keepFresh();

// A fault summary takes the focus, so that a screen reader begins with it.
document.querySelector<HTMLElement>("[data-focus]")?.focus();

// Fragments that htmx brought in have the same parts.
document.addEventListener("htmx:load", (event) => {
  const part = event.target;
  if (!(part instanceof HTMLElement)) return;
  offerCopying(part);
  enhanceChoosers(part);
});
