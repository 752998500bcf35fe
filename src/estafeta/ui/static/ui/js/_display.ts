// The size of the text and the scheme, without loading the page again. The server keeps the choice.

export function changeDisplay(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-display]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      const { name, value } = button;
      const plain = value === "normal" || value === "system";
      if (plain) document.documentElement.removeAttribute(`data-${name}`);
      else document.documentElement.setAttribute(`data-${name}`, value);
      for (const other of form.querySelectorAll<HTMLButtonElement>(`button[name="${name}"]`)) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      const query = new URLSearchParams({ [name]: value, next: form.action });
      void fetch(`${form.action}?${query}`, { redirect: "manual", keepalive: true });
      document.dispatchEvent(new CustomEvent("display"));
    });
  }
}
