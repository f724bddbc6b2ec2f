import { isOfRepair } from "#lib/checks/format-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { divideAmount, type Money, money, sumAmounts } from "#lib/money.ts";
import { type CellStatus, hasEnded } from "./trial.ts";

/** The part of a cell that figures are made of. */
export interface FigureCell {
  status: CellStatus;
  cost: Money | null;
  latencyMs: number | null;
  checks: readonly { kind: string; message: Pick<Verdict["message"], "code"> }[];
}

/** What the ended cells of one variant come to. */
export interface VariantFigures {
  ended: number;
  cells: number;
  /** Of the cells that were asked. */
  meanCost: Money | null;
  meanLatencyMs: number | null;
  /** Share of the asked cells whose output fits, 0 to 1; `null` before the first. */
  fitShare: number | null;
  /** Share that fitted only after a repair. */
  repairedShare: number | null;
}

/** Means and shares over a variant's cells. Skipped cells were not asked and count in no mean. */
export function figuresOf(cells: readonly FigureCell[]): VariantFigures {
  const ended = cells.filter((cell) => hasEnded(cell.status));
  const asked = ended.filter((cell) => cell.status !== "skipped");
  const paid = asked.flatMap(({ cost }) => (cost ? [cost] : []));
  const [first] = paid;
  const meanCost = divideAmount(sumAmounts(paid.map(({ amount }) => amount)), paid.length);
  const latencies = asked.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  const share = (isMeant: (cell: FigureCell) => boolean) =>
    asked.length === 0 ? null : asked.filter(isMeant).length / asked.length;
  return {
    ended: ended.length,
    cells: cells.length,
    meanCost: first && meanCost !== null ? money(meanCost, first.currency) : null,
    meanLatencyMs:
      latencies.length === 0 ? null : latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length,
    fitShare: share(({ status }) => status === "succeeded"),
    repairedShare: share(({ status, checks }) => status === "succeeded" && checks.some(isOfRepair)),
  };
}
