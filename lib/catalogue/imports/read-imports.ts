import { z } from "zod";
import { db } from "#db/client.ts";
import {
  findImportWithOrigin,
  findSameFile,
  groupImportErrors,
  listImportErrors as listErrors,
  listImports as listFound,
  listImportChanges,
} from "#db/queries/catalogue/imports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type CellFix, cellFixSchema } from "#lib/datasets/cell-fix.ts";
import { decodeCursor, decodeIdCursor, decodeNumberCursor, isStoredInteger } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type FieldChange, productDiff } from "../product-diff.ts";

export type FoundImport = NonNullable<Awaited<ReturnType<typeof findImportWithOrigin>>>;

/** Plans made before there were any have none. */
const keptFixes = z
  .array(cellFixSchema)
  .nullable()
  .transform((fixes) => fixes ?? []);

type Refused = "forbidden" | "not_found";
type Page = { limit: number; cursor?: string | undefined };

/** An import, with the last one that wrote the very same file, if any. Needs `catalogue:read`. */
export async function getCatalogueImport(
  actor: Actor,
  { id }: { id: string },
): Promise<
  Result<
    {
      found: FoundImport;
      sameFile: Awaited<ReturnType<typeof findSameFile>>;
      errors: Awaited<ReturnType<typeof groupImportErrors>>;
      /** What is put right of cells that do not fit, as the file is read. */
      fixes: CellFix[];
    },
    Refused
  >
> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const found = await findImportWithOrigin(db(), id);
  if (!found) return refuse("not_found");
  return accept({
    found,
    sameFile: found.sha256 ? await findSameFile(db(), id, found.sha256) : null,
    errors: found.invalidCount > 0 ? await groupImportErrors(db(), id) : [],
    fixes: keptFixes.parse(found.fixes),
  });
}

/** Imports, the newest first. Needs `catalogue:read`. */
export async function listCatalogueImports(
  actor: Actor,
  { limit, cursor }: Page,
): Promise<Result<FoundImport[], "forbidden">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  return accept(await listFound(db(), { limit, before: decodeIdCursor(cursor) }));
}

/** What an import does to a product of its file. */
export interface ProductChange {
  number: number;
  key: string;
  sourceRow: number;
  kind: "new" | "changed" | "unchanged";
  isOlder: boolean;
  fields: FieldChange[];
}

/** What an import does to the products of its file, in its order; one more than `limit`. Needs `catalogue:read`. */
export async function listProductChanges(
  actor: Actor,
  page: Page & { id: string; kind?: ProductChange["kind"] | undefined; isOlder?: boolean | undefined },
): Promise<Result<ProductChange[], Refused>> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const found = await findImportWithOrigin(db(), page.id);
  if (!found) return refuse("not_found");
  const { limit, cursor, kind, isOlder } = page;
  const after = decodeNumberCursor(cursor) ?? 0;
  const isWritten = ["committing", "committed", "rolling-back", "rolled-back"].includes(found.status);
  const rows = await listImportChanges(db(), page.id, { limit, after, kind, isOlder, isWritten });
  return accept(
    rows.map(({ facts, attributes, beforeFacts, beforeAttributes, ...row }) => {
      const before =
        row.kind === "new" || !beforeFacts || !beforeAttributes
          ? null
          : { facts: beforeFacts, attributes: beforeAttributes };
      // Whose former self is gone has none to be held against.
      const isKnown = row.kind === "new" || before !== null;
      const fields = row.kind === "unchanged" || !isKnown ? [] : productDiff(before, { facts, attributes });
      return { ...row, fields };
    }),
  );
}

/** Why rows of an import's file were left out, in its order; one more than `limit`. Needs `catalogue:read`. */
export async function listCatalogueImportErrors(
  actor: Actor,
  { id, cursor, ...page }: Page & { id: string; rule?: string | undefined; column?: string | undefined },
): Promise<Result<Awaited<ReturnType<typeof listErrors>>, Refused>> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  if (!(await findImportWithOrigin(db(), id))) return refuse("not_found");
  const [sourceRow, column, rule] = decodeCursor(cursor) ?? [];
  const after = isStoredInteger(sourceRow)
    ? { sourceRow, column: String(column ?? ""), rule: String(rule ?? "") }
    : undefined;
  return accept(await listErrors(db(), id, { ...page, after }));
}
