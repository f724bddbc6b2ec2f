import { db } from "#db/client.ts";
import * as queries from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeMomentCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { changesBetween } from "./changes.ts";
import { viewLabels } from "./labels/view-labels.ts";
import { asksModel, choosesModel } from "./steps.ts";
import type { OutputType } from "./template.ts";

/** A template as a list shows it. */
export interface TemplateSummary {
  id: string;
  name: string;
  description: string;
  draftVersionId: string;
  /** The newest published version; `null` before the first. */
  latest: ({ versionId: string; number: number; publishedAt: Date | null } & AskingModel) | null;
  /** The version that has the label production; `null` while none has. */
  production: ({ versionId: string; number: number } & AskingModel) | null;
  /** Whether its draft asks a model: a run of picture steps alone has none. */
  draftAsksModel: boolean;
  draftChoosesModel: boolean;
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
  const position = decodeMomentCursor(cursor);
  const after = position && { updatedAt: new Date(position.at), id: position.id };
  const rows = await queries.listTemplates(db(), { search: search?.trim() || undefined, after, limit });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.updatedAt.toISOString(), row.id]);
  const ids = items.map((row) => row.id);
  const latest = new Map(
    (await queries.latestVersions(db(), ids)).map((version) => [version.templateId, version]),
  );
  const labels = await viewLabels(db(), ids);
  const batches = await queries.countBatches(db(), ids);
  const inProduction = [...labels.values()].flat().flatMap(({ current }) => current?.versionId ?? []);
  const stepsOf = await queries.readSteps(db(), inProduction);
  const summaries = items.map(({ draft, updatedByName, ...row }) => {
    const version = latest.get(row.id);
    const { outputs, languages } = version ?? draft;
    const current = labels.get(row.id)?.find(({ label }) => label === "production")?.current;
    return {
      ...row,
      updatedBy: updatedByName,
      draftVersionId: draft.id,
      latest: version
        ? {
            versionId: version.id,
            number: version.number ?? 0,
            publishedAt: version.publishedAt,
            ...askingOf(version),
          }
        : null,
      production: current
        ? {
            ...{ versionId: current.versionId, number: current.number },
            ...askingOf({ steps: stepsOf.get(current.versionId) ?? [] }),
          }
        : null,
      draftAsksModel: asksModel(draft),
      draftChoosesModel: choosesModel(draft),
      draftChanged: !version || changesBetween(version, draft).length > 0,
      outputs: outputs.map(({ name, type }) => ({ name, type })),
      languages,
      batchCount: batches.get(row.id) ?? 0,
    };
  });
  return accept({ items: summaries, nextCursor });
}

/** Whether runs of a version ask a model, and whether that is for them to choose. */
interface AskingModel {
  asksModel: boolean;
  choosesModel: boolean;
}

function askingOf(version: Parameters<typeof asksModel>[0]): AskingModel {
  return { asksModel: asksModel(version), choosesModel: choosesModel(version) };
}
