import type { ObjectKey } from "#lib/objects/object-store.ts";

/** Where the file of an asset lies: the same content, the same place. @param sha256 in hex. */
export function assetKey(sha256: string): ObjectKey {
  return `assets/${sha256}`;
}

/** Where a smaller copy of it lies, which can be made again at any time. */
export function renditionKey(sha256: string, width: number): ObjectKey {
  return `renditions/${sha256}.${width}.webp`;
}

/** The content that a file of an asset, or a copy of it, is of. */
export function contentOfKey(key: ObjectKey): string {
  return key.replace(/^\w+\//, "").replace(/\..*$/, "");
}
