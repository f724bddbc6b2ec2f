import { db } from "#db/client.ts";
import {
  countChecked,
  countDecided,
  countSampled,
  type DecidedRow,
  type OverrideOfPeriod,
  type Period,
  readBatchesOfPeriod,
  readLexiconsOfPeriod,
  readOverridesOfPeriod,
} from "#db/queries/compliance/period.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Cell } from "#lib/spreadsheet-cell.ts";
import { jsonOf, type ReportFile, type ReportFormat, reportFile, sheetOf } from "./report-file.ts";
import { shareOf, Tally } from "./tally.ts";

const BATCHES_A_READ = 100;
const OVERRIDES_A_READ = 500;

/**
 * What a security assessment of generated content asks for over a period: the lexicons by risk category, how many outputs
 * were made, checked and looked at by people, the shares that passed, who decided, and what was let pass with which reason.
 * Needs `compliance:read`; refuses days in the wrong order.
 */
export async function reportPeriod(
  actor: Actor,
  { format, ...period }: Period & { format: ReportFormat },
): Promise<Result<ReportFile, "forbidden" | "invalid_range">> {
  if (!can(actor, "compliance:read")) return refuse("forbidden");
  if (period.from > period.to) return refuse("invalid_range");
  const name = `Compliance ${period.from} - ${period.to}`;
  const facts = await readFacts(period);
  const overrides = overridesOf(period);
  if (format === "xlsx")
    return accept(reportFile(name, format, sheetOf("Compliance", COLUMNS, linesOf(facts, overrides))));
  const head = { period, generatedAt: new Date().toISOString(), generatedBy: actor.name, ...facts };
  return accept(reportFile(name, format, jsonOf(head, { overrides })));
}

type Facts = Awaited<ReturnType<typeof readFacts>>;

async function readFacts(period: Period) {
  const tally = new Tally();
  for (let after: string | null = null; ; ) {
    const ids: string[] = await readBatchesOfPeriod(db(), period, after, BATCHES_A_READ);
    for (const id of ids) tally.add(await countChecked(db(), id, period));
    after = ids.at(-1) ?? null;
    if (ids.length < BATCHES_A_READ) break;
  }
  const sampled = await countSampled(db(), period);
  return {
    lexicons: await readLexiconsOfPeriod(db(), period),
    outputs: { made: tally.made, checks: tally.checks(), riskCategories: tally.categories() },
    review: { ...sampled, passRate: shareOf(sampled.approved, sampled.approved + sampled.rejected) },
    decidedBy: decidedBy(await countDecided(db(), period)),
  };
}

function decidedBy(rows: readonly DecidedRow[]) {
  return [...Map.groupBy(rows, ({ memberId }) => memberId).values()].map((ofPerson) => ({
    name: ofPerson[0]?.name ?? "",
    decisions: ofPerson.map(({ decision, reason, count }) => ({ decision, reason, count })),
  }));
}

interface ReportedOverride extends Omit<OverrideOfPeriod, "id" | "seq" | "batchId"> {
  itemId: string;
}

async function* overridesOf(period: Period): AsyncGenerator<ReportedOverride> {
  for (let after: string | null = null; ; ) {
    const rows: OverrideOfPeriod[] = await readOverridesOfPeriod(db(), period, after, OVERRIDES_A_READ);
    for (const { id: _, batchId, seq, ...row } of rows) yield { itemId: itemId(batchId, seq), ...row };
    after = rows.at(-1)?.id ?? null;
    if (rows.length < OVERRIDES_A_READ) return;
  }
}

/** A line of the sheet: which part of the report, about what, and what of it is counted. */
interface Line {
  section: string;
  subject: string;
  detail: string;
  count: number | null;
  share: number | null;
}

const COLUMNS: Record<string, (line: Line) => Cell> = {
  section: ({ section }) => section,
  subject: ({ subject }) => subject,
  detail: ({ detail }) => detail,
  count: ({ count }) => count,
  share: ({ share }) => share,
};

async function* linesOf(
  { lexicons, outputs, review, decidedBy }: Facts,
  overrides: AsyncIterable<ReportedOverride>,
): AsyncGenerator<Line> {
  const line = (
    section: string,
    subject: string,
    detail: string,
    count: number | null,
    share: number | null = null,
  ) => ({
    section,
    subject,
    detail,
    count,
    share,
  });
  for (const { name, version, languages, changedAt, changedBy, categories } of lexicons) {
    const detail = `version ${version}, ${languages.join(" ")}, ${changedAt} ${changedBy}`;
    yield line(
      "lexicon",
      name,
      detail,
      categories.reduce((sum, { terms }) => sum + terms, 0),
    );
    for (const { category, severity, terms } of categories)
      yield line("lexicon category", name, `${category} ${severity}`, terms);
  }
  yield line("outputs", "made", "", outputs.made);
  for (const { kind, pass, warn, block, passRate } of outputs.checks) {
    yield line("check", kind, "pass", pass, passRate);
    yield line("check", kind, "warn", warn);
    yield line("check", kind, "block", block);
  }
  for (const { category, warn, block } of outputs.riskCategories) {
    yield line("risk category", category, "warn", warn, shareOf(warn, outputs.made));
    yield line("risk category", category, "block", block, shareOf(block, outputs.made));
  }
  yield line("review", "sample", "items decided on", review.items, shareOf(review.items, outputs.made));
  yield line("review", "approved", "", review.approved, review.passRate);
  yield line("review", "rejected", "", review.rejected);
  yield line("review", "edited", "", review.edited);
  yield line("review", "escalated", "", review.escalated);
  for (const { name, decisions } of decidedBy)
    for (const { decision, reason, count } of decisions)
      yield line("decided by", name, [decision, reason].filter(Boolean).join(": "), count);
  for await (const { itemId, check, checkVersion, outputVersion, reason, by, at } of overrides)
    yield line(
      "override",
      itemId,
      `${at} ${by}: ${check} ${checkVersion}, version ${outputVersion}: ${reason}`,
      null,
    );
}
