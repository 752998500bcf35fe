// Shows the way in by passkey where the browser knows passkeys, and says it in words when one could not be read.

if (window.PublicKeyCredential !== undefined) {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) form.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const words of document.querySelectorAll<HTMLElement>("[data-passkey-fault]")) words.hidden = false;
});
