import type { ObjectKey } from "#lib/objects/object-store.ts";

/** Where the file of a publication lies in the object store. */
export function publicationKey(id: string): ObjectKey {
  return `publications/${id}`;
}

/** Where its label lies beside it. */
export function labelKey(id: string): ObjectKey {
  return `publications/${id}.aigc.json`;
}
