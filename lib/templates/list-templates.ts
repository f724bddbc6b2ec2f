import { db } from "#db/client.ts";
import * as queries from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { changesBetween } from "./changes.ts";
import type { OutputType } from "./template.ts";

/** A template as a list shows it. */
export interface TemplateSummary {
  id: string;
  name: string;
  description: string;
  draftVersionId: string;
  /** The newest published version; `null` before the first. */
  latest: { versionId: string; number: number; publishedAt: Date | null } | null;
  /** Whether the draft holds something that is not published. */
  draftChanged: boolean;
  /** Of the newest published version, or of the draft before the first. */
  outputs: { name: string; type: OutputType }[];
  languages: string[];
  updatedAt: Date;
  updatedBy: string | null;
  batchCount: number;
}

export interface TemplatePage {
  search?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A page of templates, last changed first. */
export async function listTemplates(
  actor: Actor,
  { search, limit, cursor }: TemplatePage,
): Promise<Result<{ items: TemplateSummary[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const [changedAt, id] = decodeCursor(cursor) ?? [];
  const after =
    typeof changedAt === "number" && typeof id === "string"
      ? { updatedAt: new Date(changedAt), id }
      : undefined;
  const rows = await queries.listTemplates(db(), { search: search?.trim() || undefined, after, limit });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.updatedAt.getTime(), row.id]);
  const ids = items.map((row) => row.id);
  const latest = new Map(
    (await queries.latestVersions(db(), ids)).map((version) => [version.templateId, version]),
  );
  const batches = await queries.countBatches(db(), ids);
  const summaries = items.map(({ draft, updatedByName, ...row }) => {
    const version = latest.get(row.id);
    const { outputs, languages } = version ?? draft;
    return {
      ...row,
      updatedBy: updatedByName,
      draftVersionId: draft.id,
      latest: version
        ? { versionId: version.id, number: version.number ?? 0, publishedAt: version.publishedAt }
        : null,
      draftChanged: !version || changesBetween(version, draft).length > 0,
      outputs: outputs.map(({ name, type }) => ({ name, type })),
      languages,
      batchCount: batches.get(row.id) ?? 0,
    };
  });
  return accept({ items: summaries, nextCursor });
}
