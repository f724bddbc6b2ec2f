import { db } from "#db/client.ts";
import { noteReader, readPublishedSince } from "#db/queries/publishing/channel-entries.ts";
import { explicitLabel } from "#lib/ai-label.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { decodeCursor, encodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What stands in a channel under a key and language, or that nothing does any more. */
export type PublishedEntry = { channelId: string; key: string; language: string } & (
  | {
      itemId: string;
      version: number;
      fields: Record<string, unknown>;
      ai_generated: true;
      ai_label: string;
      simulated?: true;
    }
  | { removed: true }
);

/**
 * What came to stand or stands no more since a page ended: of each key and language what is so by now, once, in the order
 * it came. Whoever goes on from `nextCursor` each time misses nothing and gets nothing twice, whatever is published
 * meanwhile. Going on tells that what came before was read. Needs `publications:read`.
 */
export async function readPublished(
  actor: Actor,
  { since, channelId, limit }: { since?: string | undefined; channelId?: string | undefined; limit: number },
): Promise<Result<{ items: PublishedEntry[]; nextCursor: string }, "forbidden" | "cursor_invalid">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const position = positionOf(since);
  if (position === null) return refuse("cursor_invalid");
  const channel = channelId ?? null;
  const rows = await readPublishedSince(db(), { since: position, channelId: channel, limit });
  const readerId = actor.token?.id ?? actor.memberId;
  if (position > 0)
    await db().transaction((tx) => noteReader(tx, { readerId, channelId: channel, position }));
  const last = rows.at(-1)?.position ?? String(position);
  return accept({ items: rows.map(toEntry), nextCursor: encodeCursor([last]) });
}

// From the start where nothing is given; `null` for what is no place of ours.
function positionOf(since: string | undefined): number | null {
  if (!since) return 0;
  const position = Number(decodeCursor(since)?.[0] ?? Number.NaN);
  return Number.isSafeInteger(position) && position >= 0 ? position : null;
}

type Row = Awaited<ReturnType<typeof readPublishedSince>>[number];

function toEntry({
  channelId,
  key,
  language,
  change,
  batchId,
  seq,
  fields,
  simulated,
  ...row
}: Row): PublishedEntry {
  const place = { channelId, key, language };
  if (change === "removed") return { ...place, removed: true };
  return {
    ...place,
    ...{ itemId: itemId(batchId, seq), version: row.outputVersion, fields: fields ?? {} },
    ...{ ai_generated: true, ai_label: explicitLabel(language), ...(simulated && { simulated }) },
  };
}
