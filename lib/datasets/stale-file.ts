import type { ObjectKey } from "#lib/objects/object-store.ts";

/** How long a file that nothing refers to may still be wanted: a wizard that stands open, an import under way. */
export const KEPT_FOR_MS = 24 * 60 * 60_000;

const UPLOAD = /^uploads\/([0-9a-f-]{36})$/;
const ERROR_FILE = /^uploads\/([0-9a-f-]{36})\.errors\.[\w-]+\.(?:csv|xlsx)$/;

/** The upload or dataset that a file belongs to; `null` for any other file. */
export function ownerOf(key: ObjectKey): string | null {
  return (UPLOAD.exec(key) ?? ERROR_FILE.exec(key))?.[1] ?? null;
}

/**
 * Whether nobody will want a file any more: an upload that no dataset was made of, or the file of one that is
 * archived. What is not known stays.
 * @param isWanted whether an owner is a dataset that is not archived, or an upload of one.
 */
export function isStale(
  { key, ageMs }: { key: ObjectKey; ageMs: number },
  isWanted: (ownerId: string) => boolean,
): boolean {
  const owner = ownerOf(key);
  return owner !== null && ageMs > KEPT_FOR_MS && !isWanted(owner);
}
