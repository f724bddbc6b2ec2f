import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { EndedItem } from "#db/queries/batches/flush-results.ts";
import { categoryKey } from "#lib/checks/category-key.ts";
import { firstReviewState } from "#lib/checks/first-review-state.ts";
import { keptVerdicts, wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import type { TemplateChecks } from "#lib/checks/template-checks.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { failureGroupOf } from "#lib/failure.ts";
import type { ItemEnding } from "#lib/items/advance.ts";
import type { Progress } from "#lib/items/progress.ts";
import { rowDigest } from "#lib/items/row-digest.ts";
import { verdictsOf } from "#lib/items/verdicts-of-ending.ts";
import type { ItemPlace } from "../item-seq.ts";
import type { OpenItem } from "./read-open-items.ts";
import { rememberedVerdict } from "./remembered-verdict.ts";

/** An item's row as it will be kept, checked by all that looks at its output alone. */
export function endedItem(
  {
    batch: { reviewPlan, reviewSeed, reads },
    checks,
  }: { batch: Pick<BatchRow, "reviewPlan" | "reviewSeed" | "reads">; checks: TemplateChecks },
  {
    seq,
    rowNumber,
    language,
    remembered,
  }: ItemPlace & Pick<OpenItem, "seq"> & Partial<Pick<OpenItem, "remembered">>,
  { attempts, cost, source, ended }: Pick<Progress, "attempts" | "cost" | "source" | "ended">,
  ending: ItemEnding,
): EndedItem {
  const found = verdictsOf(ending, { source, ended }, checks.in(language));
  const verdicts = remembered ? [...found, rememberedVerdict(remembered)] : found;
  const failure = ending.state === "failed" ? ending.failure : null;
  const read = ending.state === "succeeded" ? reads?.[language] : undefined;
  return {
    seq,
    rowNumber,
    language,
    state: ending.state,
    output: ending.state === "succeeded" ? ending.output : null,
    failure: ending.state === "skipped" ? ending.reason : failure,
    failureGroup: failure && failureGroupOf(failure),
    cost,
    attempts,
    reviewState:
      ending.state === "succeeded"
        ? firstReviewState(reviewPlan, verdicts, { seed: reviewSeed, seq })
        : "none",
    checks: keptVerdicts(verdicts),
    category:
      ending.state === "succeeded" && reviewPlan.assignBy
        ? categoryKey(source.values[reviewPlan.assignBy] ?? "")
        : null,
    rowDigest: read ? rowDigest(read, source.values) : null,
  };
}

/** An item's row with what one more check says of its output. */
export function withVerdict(
  { reviewPlan, reviewSeed }: Pick<BatchRow, "reviewPlan" | "reviewSeed">,
  ended: EndedItem,
  verdict: Verdict,
): EndedItem {
  const checks = [...ended.checks, verdict];
  const drawn = { seed: reviewSeed, seq: ended.seq };
  return { ...ended, checks, reviewState: firstReviewState(reviewPlan, wholeVerdicts(checks), drawn) };
}
