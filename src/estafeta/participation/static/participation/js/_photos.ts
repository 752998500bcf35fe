// Photos of counted groups, kept as they were taken (their date is in them) until the server has them.

export type Photo = { uuid: string; slug: string; entry: string; bytes: ArrayBuffer; type: string };

/** The photo chosen in a form, or null; what is read here outlives a restart, unlike a file that is only pointed at. */
export async function chosen(form: HTMLFormElement): Promise<{ bytes: ArrayBuffer; type: string } | null> {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  return file ? { bytes: await file.arrayBuffer(), type: file.type } : null;
}

export async function post(address: string, photo: Photo, token: string): Promise<Response> {
  const said = new FormData();
  said.set("uuid", photo.uuid);
  said.set("entry", photo.entry);
  said.set("consent", "on"); // without it the photo was never kept
  said.set("photo", new Blob([photo.bytes], { type: photo.type }), "photo");
  return fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body: said });
}
