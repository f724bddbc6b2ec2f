import { db } from "#db/client.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import * as queries from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeNumberCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { changesBetween } from "./changes.ts";
import { checkTemplate } from "./check-template.ts";
import { type LabelView, viewLabels } from "./labels/view-labels.ts";
import { offersOf } from "./offers.ts";
import { patternProblems } from "./pattern-problems.ts";
import type { TemplateVersion } from "./template.ts";
import type { TemplateProblem } from "./template-problem.ts";

const VERSIONS_SHOWN = 50;

/** A published version as a history shows it. */
export interface VersionSummary {
  id: string;
  number: number;
  note: string | null;
  publishedAt: Date | null;
  publishedBy: string | null;
}

export interface TemplateView {
  id: string;
  name: string;
  description: string;
  updatedAt: Date;
  updatedBy: string | null;
  archivedAt: Date | null;
  draft: TemplateVersion & {
    revision: number;
    updatedAt: Date;
    /** Who saved it last; `null` where it is as it was made. */
    savedBy: { memberId: string; name: string } | null;
    problems: TemplateProblem[];
  };
  draftChanged: boolean;
  /** The newest ones, newest first. */
  versions: VersionSummary[];
  labels: LabelView[];
}

/** A template with its draft, what is wrong with it, and its newest versions. */
export async function viewTemplate(
  actor: Actor,
  templateId: string,
): Promise<Result<TemplateView, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const template = await queries.findTemplate(db(), templateId);
  const draft = template && (await queries.findDraft(db(), templateId));
  if (!draft) return refuse("not_found");
  const versions = await queries.listVersions(db(), templateId, { limit: VERSIONS_SHOWN });
  const [latest] = await queries.latestVersions(db(), [templateId]);
  const names = await readMemberNames(db(), [draft.savedBy]);
  return accept({
    ...template,
    updatedBy: template.updatedByName,
    draft: {
      ...draft,
      savedBy: draft.savedBy ? { memberId: draft.savedBy, name: names.get(draft.savedBy) ?? "" } : null,
      problems: [...checkTemplate(draft, await offersOf(db(), draft)), ...patternProblems(draft.checks)],
    },
    draftChanged: !latest || changesBetween(latest, draft).length > 0,
    versions: versions.slice(0, VERSIONS_SHOWN).map(toSummary),
    labels: (await viewLabels(db(), [templateId])).get(templateId) ?? [],
  });
}

/** A page of a template's published versions, newest first. */
export async function listVersions(
  actor: Actor,
  { templateId, limit, cursor }: { templateId: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: VersionSummary[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  if (!(await queries.findTemplate(db(), templateId))) return refuse("not_found");
  const rows = await queries.listVersions(db(), templateId, { before: decodeNumberCursor(cursor), limit });
  const page = cutPage(rows, limit, (row) => [row.number]);
  return accept({ ...page, items: page.items.map(toSummary) });
}

/** One version, draft or published, with everything in it. */
export async function viewVersion(
  actor: Actor,
  versionId: string,
): Promise<Result<queries.VersionRow, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const version = await queries.findVersion(db(), versionId);
  return version ? accept(version) : refuse("not_found");
}

function toSummary(row: Awaited<ReturnType<typeof queries.listVersions>>[number]): VersionSummary {
  const { id, number, note, publishedAt, publishedByName } = row;
  return { id, number, note, publishedAt, publishedBy: publishedByName };
}
