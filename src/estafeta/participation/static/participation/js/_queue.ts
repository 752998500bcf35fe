// What was done at this gate, kept in the browser's own database: it outlives a reload, a restart and a flat battery.

import type { Photo } from "./_photos";

export type Said = { kind: string; uuid: string; at: string; [name: string]: string | number };
export type Kept = {
  uuid: string;
  slug: string;
  order: number;
  said: Said;
  title: string;
  state: "waiting" | "sent";
  fate: string;
  reason: string;
};

const NAME = "estafeta-check-in";
const STORE = "entries";
const PHOTOS = "photos";

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 2);
    asked.onupgradeneeded = () => {
      for (const name of [STORE, PHOTOS]) {
        if (asked.result.objectStoreNames.contains(name)) continue;
        asked.result.createObjectStore(name, { keyPath: "uuid" }).createIndex("slug", "slug");
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function write(change: (store: IDBObjectStore) => void, name = STORE): Promise<void> {
  const base = await opened();
  try {
    await new Promise<void>((resolve, reject) => {
      const act = base.transaction(name, "readwrite", { durability: "strict" });
      act.oncomplete = () => resolve();
      act.onerror = act.onabort = () => reject(act.error);
      change(act.objectStore(name));
    });
  } finally {
    base.close();
  }
}

async function kept<T>(slug: string, name: string): Promise<T[]> {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const asked = base.transaction(name).objectStore(name).index("slug").getAll(slug);
      asked.onsuccess = () => resolve(asked.result as T[]);
      asked.onerror = () => reject(asked.error);
    });
  } finally {
    base.close();
  }
}

/** Everything kept for one deed, in the order in which it was done. */
export const all = async (slug: string): Promise<Kept[]> =>
  (await kept<Kept>(slug, STORE)).sort((one, other) => one.order - other.order);

export const photos = (slug: string): Promise<Photo[]> => kept<Photo>(slug, PHOTOS);

export const putPhoto = (photo: Photo): Promise<void> => write((store) => store.put(photo), PHOTOS);

export const dropPhoto = (uuid: string): Promise<void> => write((store) => store.delete(uuid), PHOTOS);

export const put = (...entries: Kept[]): Promise<void> =>
  write((store) => entries.forEach((entry) => store.put(entry)));

export const drop = (...uuids: string[]): Promise<void> =>
  write((store) => uuids.forEach((uuid) => store.delete(uuid)));

/** A number for an entry; where `randomUUID` is missing (no secure address), made of the same randomness. */
export function newNumber(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The name of this phone among those at the gate. */
export function device(): string {
  try {
    const known = localStorage.getItem("check-in-device") ?? newNumber().slice(0, 8);
    localStorage.setItem("check-in-device", known);
    return known;
  } catch {
    return "";
  }
}
