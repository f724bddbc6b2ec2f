import { aliasedTable, and, desc, eq, inArray } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { templateLabelMoves } from "#db/schema/template-labels.ts";
import { templateVersions } from "#db/schema/templates.ts";

export type LabelMoveRow = typeof templateLabelMoves.$inferSelect;

/** A request with the number of its version and the names of who asked and who decided. */
export interface NamedMove extends LabelMoveRow {
  number: number;
  requestedByName: string | null;
  decidedByName: string | null;
}

const deciders = aliasedTable(members, "deciders");

/** Adds a request. */
export async function insertLabelMove(tx: Db, move: typeof templateLabelMoves.$inferInsert): Promise<void> {
  await tx.insert(templateLabelMoves).values(move);
}

/** Writes down what came of a request. */
export async function settleLabelMove(
  tx: Db,
  id: string,
  settled: Pick<LabelMoveRow, "state" | "decidedBy" | "decidedAt">,
): Promise<void> {
  await tx.update(templateLabelMoves).set(settled).where(eq(templateLabelMoves.id, id));
}

/** The requests of these templates that wait, and those that put their labels where they are. */
export async function readLabelMoves(tx: Db, templateIds: readonly string[]): Promise<NamedMove[]> {
  const known = templateIds.filter((id) => isUuid(id));
  if (known.length === 0) return [];
  const rows = await tx
    .select({
      move: templateLabelMoves,
      number: templateVersions.number,
      requestedByName: members.name,
      decidedByName: deciders.name,
    })
    .from(templateLabelMoves)
    .innerJoin(templateVersions, eq(templateVersions.id, templateLabelMoves.versionId))
    .leftJoin(members, eq(members.id, templateLabelMoves.requestedBy))
    .leftJoin(deciders, eq(deciders.id, templateLabelMoves.decidedBy))
    .where(
      and(
        inArray(templateLabelMoves.templateId, known),
        inArray(templateLabelMoves.state, ["pending", "approved"]),
      ),
    )
    .orderBy(desc(templateLabelMoves.decidedAt), desc(templateLabelMoves.id));
  const seen = new Set<string>();
  return rows.flatMap(({ move, number, ...names }) => {
    const place = `${move.templateId} ${move.label} ${move.state}`;
    if (seen.has(place)) return [];
    seen.add(place);
    return [{ ...move, number: number ?? 0, ...names }];
  });
}
