import { db } from "#db/client.ts";
import { listEntries, type MemoryFilter, templatesWithMemory } from "#db/queries/memory/entries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { standingEntries } from "./standing-entries.ts";

/** An approved translation as a list shows it. */
export interface MemoryEntryView {
  id: string;
  template: { id: string; name: string };
  field: string;
  language: string;
  source: string;
  text: string;
  /** The item it was approved as; `null` for one that came in a file. */
  item: { batchId: string; seq: number } | null;
  /** Whether it is used: its item stands approved as it was, and none that it was given to was rejected. */
  holds: boolean;
  addedBy: string | null;
  addedAt: Date;
}

/** A page of the approved translations in use, newest first. Needs `templates:read`. */
export async function viewMemory(
  actor: Actor,
  { limit, cursor, ...filter }: MemoryFilter & { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: MemoryEntryView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const before = decodeIdCursor(cursor);
  const rows = await listEntries(db(), filter, { limit, before });
  const page = cutPage(rows, limit, ({ entry }) => [entry.id]);
  const entries = page.items.map(({ entry }) => entry);
  const standing = new Set(await standingEntries(db(), entries));
  const items = page.items.map(({ entry, templateName, addedByName }): MemoryEntryView => {
    const { id, templateId, field, language, source, text, batchId, seq, addedAt } = entry;
    const isMade = batchId !== null && seq !== null;
    return {
      id,
      template: { id: templateId, name: templateName },
      field,
      language,
      source,
      text,
      item: isMade ? { batchId, seq } : null,
      holds: standing.has(entry),
      addedBy: addedByName,
      addedAt,
    };
  });
  return accept({ items, nextCursor: page.nextCursor });
}

/** The templates that have approved translations in use, by name. Needs `templates:read`. */
export async function viewMemoryTemplates(
  actor: Actor,
): Promise<Result<{ id: string; name: string }[], "forbidden">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  return accept(await templatesWithMemory(db()));
}
