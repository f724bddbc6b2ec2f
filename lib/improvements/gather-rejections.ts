import type { Db } from "#db/client.ts";
import { readApproved, readRejections } from "#db/queries/improvements/rejections.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { namesRead } from "#lib/templates/names-read.ts";
import { withSnippets } from "#lib/templates/snippets/with-snippets.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { LEAST_A_SIDE, LEAST_REJECTIONS, MOST_LOOKED_AT, type Rejection } from "./improvement.ts";
import { type SortedRejections, sortOut } from "./source-fault.ts";
import { isEnough, type SplitCases, splitCases } from "./split-cases.ts";

/** Of which rejections a template is to be improved: all of the newest where nothing is said. */
export interface RejectionsFrom {
  batchIds?: string[] | undefined;
  /** Of rejections; edits have none. */
  reasons?: string[] | undefined;
}

/** What there is to improve a template from. */
export interface Gathered {
  rejects: number;
  edits: number;
  sorted: SortedRejections;
  split: SplitCases;
  /** Of the newest: the one that says how outputs are made by now. */
  newest: Rejection | null;
}

/** Looks at what people rejected and edited of a template, sorts out the source's faults, and parts the rest. */
export async function gatherRejections(
  tx: Db,
  templateId: string,
  body: TemplateBody,
  { batchIds, reasons }: RejectionsFrom,
): Promise<Gathered> {
  const rows = await readRejections(tx, { templateId, batchIds, reasons }, MOST_LOOKED_AT);
  const rejections = rows.map((row): Rejection => ({ ...row, decidedAt: new Date(row.decidedAt) }));
  const approved = await readApproved(tx, { templateId, batchIds }, MOST_LOOKED_AT);
  const read = namesRead(withSnippets(body));
  const sorted = sortOut(
    rejections,
    body.inputs.filter(({ name }) => read.has(name)),
  );
  return {
    rejects: rejections.filter(({ kind }) => kind === "reject").length,
    edits: rejections.filter(({ kind }) => kind === "edit").length,
    sorted,
    split: splitCases(sorted.ofPrompt, approved),
    newest: rejections[0] ?? null,
  };
}

/** Whether that is enough to go by. */
export function isWorthwhile({
  rejects,
  edits,
  sorted,
  split,
}: Gathered): Result<null, "improvement_too_few" | "improvement_source_first"> {
  const total = rejects + edits;
  if (total < LEAST_REJECTIONS)
    return refuse("improvement_too_few", { count: total, least: LEAST_REJECTIONS });
  if (isEnough(split)) return accept(null);
  return refuse("improvement_source_first", {
    ...{ left: sorted.ofPrompt.length, source: total - sorted.ofPrompt.length },
    ...{ shown: split.shown.length, heldOut: split.heldOut.length, least: LEAST_A_SIDE },
  });
}
