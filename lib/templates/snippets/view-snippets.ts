import { db } from "#db/client.ts";
import { findSnippet, listSnippets, listSnippetUses, listSnippetVersions } from "#db/queries/snippets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** A snippet as a list shows it, with its newest text. */
export interface SnippetSummary {
  id: string;
  name: string;
  version: number;
  text: string;
  /** Templates whose draft or newest published version uses it. */
  usedBy: number;
  updatedAt: Date;
  updatedBy: string | null;
}

/** A snippet with its versions and the versions of templates that use it. */
export interface SnippetView extends Omit<SnippetSummary, "usedBy" | "updatedBy"> {
  archivedAt: Date | null;
  /** Newest first. */
  versions: { version: number; text: string; createdAt: Date; createdBy: string | null }[];
  /** `versionNumber` is `null` for a draft. */
  usedIn: {
    templateId: string;
    templateName: string;
    versionNumber: number | null;
    snippetVersion: number;
  }[];
}

/** Every snippet in use, by name. Needs `templates:read`. */
export async function viewSnippets(actor: Actor): Promise<Result<SnippetSummary[], "forbidden">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const rows = await listSnippets(db());
  return accept(
    rows.map(({ snippet: { id, name, version, updatedAt }, text, usedBy, updatedByName }) => ({
      id,
      name,
      version,
      text,
      usedBy,
      updatedAt,
      updatedBy: updatedByName,
    })),
  );
}

/** A snippet, archived or not, with where it is used. Needs `templates:read`. */
export async function viewSnippet(
  actor: Actor,
  id: string,
): Promise<Result<SnippetView, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const snippet = await findSnippet(db(), id);
  if (!snippet) return refuse("not_found");
  const { name, version, text, updatedAt, archivedAt } = snippet;
  const versions = await listSnippetVersions(db(), id);
  return accept({
    id,
    name,
    version,
    text,
    updatedAt,
    archivedAt,
    versions: versions.map(({ createdByName, ...made }) => ({ ...made, createdBy: createdByName })),
    usedIn: await listSnippetUses(db(), id),
  });
}
