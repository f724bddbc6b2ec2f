import type { Db } from "#db/client.ts";
import { findCollectionNames } from "#db/queries/knowledge/collections.ts";

/** A collection as authors see it. */
export interface OfferedCollection {
  id: string;
  name: string;
  isArchived: boolean;
}

/** The collections of these ids as authors see them, archived ones among them. */
export async function loadOfferedCollections(tx: Db, ids: readonly string[]): Promise<OfferedCollection[]> {
  const known = ids.length === 0 ? [] : await findCollectionNames(tx, [...new Set(ids)]);
  return known.map(({ id, name, archivedAt }) => ({ id, name, isArchived: archivedAt !== null }));
}
