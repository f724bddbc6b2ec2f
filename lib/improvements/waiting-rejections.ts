import { db } from "#db/client.ts";
import { lastBegun } from "#db/queries/improvements/improvements.ts";
import { countRejections, templatesWithRejections } from "#db/queries/improvements/rejections.ts";
import { findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { LEAST_REJECTIONS, MOST_COUNTED } from "./improvement.ts";

const MOST_TEMPLATES = 50;
const LOOK_BACK_MS = 90 * 24 * 3_600_000;

/** A template of which so many outputs were rejected or edited since an improvement of it was last begun. */
export interface WaitingTemplate {
  templateId: string;
  name: string;
  /** Counted up to `MOST_COUNTED`. */
  count: number;
}

/**
 * Templates with enough rejections and edits of the last 90 days to improve them from, the most first. Needs
 * `templates:write`.
 * @param templateId that one alone; none where it has not enough.
 */
export async function waitingRejections(
  actor: Actor,
  templateId?: string,
): Promise<Result<WaitingTemplate[], "forbidden">> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  const templates = templateId
    ? await oneTemplate(templateId)
    : await templatesWithRejections(db(), MOST_TEMPLATES);
  const begun = await lastBegun(
    db(),
    templates.map((one) => one.templateId),
  );
  const recent = new Date(Date.now() - LOOK_BACK_MS);
  const waiting: WaitingTemplate[] = [];
  for (const one of templates) {
    const last = begun.get(one.templateId);
    const since = last && last > recent ? last : recent;
    const count = await countRejections(db(), one.templateId, { since, limit: MOST_COUNTED });
    if (count >= LEAST_REJECTIONS) waiting.push({ ...one, count });
  }
  return accept(waiting.sort((a, b) => b.count - a.count));
}

async function oneTemplate(id: string): Promise<{ templateId: string; name: string }[]> {
  const found = await findTemplate(db(), id);
  return found && found.archivedAt === null ? [{ templateId: id, name: found.name }] : [];
}
