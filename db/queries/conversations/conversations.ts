import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { conversations } from "#db/schema/conversations.ts";
import { datasets } from "#db/schema/datasets.ts";
import { models, providers } from "#db/schema/models.ts";
import { templates } from "#db/schema/templates.ts";

export type ConversationRow = typeof conversations.$inferSelect;

/** A conversation with the names around it. */
export interface NamedConversation {
  conversation: ConversationRow;
  templateName: string | null;
  modelName: string | null;
  providerName: string | null;
  providerKind: string | null;
  datasetName: string | null;
}

const named = {
  conversation: conversations,
  templateName: templates.name,
  modelName: models.name,
  providerName: providers.name,
  providerKind: providers.kind,
  datasetName: datasets.name,
};

/** Adds a conversation. */
export async function insertConversation(
  tx: Db,
  conversation: typeof conversations.$inferInsert,
): Promise<void> {
  await tx.insert(conversations).values(conversation);
}

/** A member's conversation of an id, archived or not; `null` when they have none of it. */
export async function findConversation(
  tx: Db,
  id: string,
  memberId: string,
): Promise<NamedConversation | null> {
  if (!isUuid(id)) return null;
  const [found] = await selectNamed(tx).where(
    and(eq(conversations.id, id), eq(conversations.memberId, memberId)),
  );
  return found ?? null;
}

/** A conversation that stays the transaction's own until it ends; `null` when there is none of that id. */
export async function lockConversation(tx: Db, id: string): Promise<ConversationRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(conversations).where(eq(conversations.id, id)).for("update");
  return found ?? null;
}

/** Changes a conversation. The caller holds it. */
export async function updateConversation(
  tx: Db,
  id: string,
  change: Partial<Omit<ConversationRow, "id">>,
): Promise<void> {
  await tx.update(conversations).set(change).where(eq(conversations.id, id));
}

/** Adds to what a conversation has cost. The caller holds it. */
export async function addToConversation(
  tx: Db,
  id: string,
  { spent, unknown }: { spent: string; unknown: string },
): Promise<void> {
  await tx.execute(sql`
    update conversations set spent = spent + ${spent}::numeric, unknown_spend = unknown_spend + ${unknown}::numeric
    where id = ${id}::uuid`);
}

export interface ConversationFilter {
  memberId: string;
  templateId?: string | undefined;
  /** Position of the last one of the page before: when something was said in it, and its id. */
  after: { at: string; id: string } | null;
  limit: number;
}

/** A member's conversations that are not archived, the latest said in first; one more than `limit` where there are more. */
export function listConversations(
  tx: Db,
  { memberId, templateId, after, limit }: ConversationFilter,
): Promise<NamedConversation[]> {
  return selectNamed(tx)
    .where(
      and(
        eq(conversations.memberId, memberId),
        isNull(conversations.archivedAt),
        templateId ? eq(conversations.templateId, templateId) : undefined,
        after
          ? sql`(date_trunc('milliseconds', ${conversations.updatedAt}), ${conversations.id}) < (${after.at}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(sql`date_trunc('milliseconds', ${conversations.updatedAt}) desc`, desc(conversations.id))
    .limit(limit + 1);
}

function selectNamed(tx: Db) {
  return tx
    .select(named)
    .from(conversations)
    .leftJoin(templates, eq(templates.id, conversations.templateId))
    .leftJoin(models, eq(models.id, conversations.modelId))
    .leftJoin(providers, eq(providers.id, models.providerId))
    .leftJoin(datasets, eq(datasets.id, conversations.datasetId));
}
