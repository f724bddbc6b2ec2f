import { isBlankText } from "#lib/blank-text.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import type { Rejection } from "./improvement.ts";

/** Why no prompt can help: people said so, or the row lacks what the prompt needs. */
export const FAULT_CAUSES = [
  "route_fix_source",
  "source_data_wrong",
  "missing_attribute",
  "picture",
  "input_blank",
] as const;

export type FaultCause = (typeof FAULT_CAUSES)[number];

/** Rejections, told apart by whose fault they are. */
export interface SortedRejections {
  /** What another prompt may answer. */
  ofPrompt: Rejection[];
  /** What only another source can, by cause; only causes there are. */
  ofSource: { cause: FaultCause; count: number }[];
}

/**
 * Sorts out what is the source's fault: what people sent there or gave such a reason, and rows in which an input is blank
 * that the template needs.
 * @param inputs those that its prompts read.
 */
export function sortOut(rejections: readonly Rejection[], inputs: readonly InputColumn[]): SortedRejections {
  const counts = new Map<FaultCause, number>();
  const ofPrompt: Rejection[] = [];
  for (const rejection of rejections) {
    const cause = faultOf(rejection, inputs);
    if (cause === null) ofPrompt.push(rejection);
    else counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const ofSource = FAULT_CAUSES.flatMap((cause) => {
    const count = counts.get(cause);
    return count === undefined ? [] : [{ cause, count }];
  });
  return { ofPrompt, ofSource };
}

/** Why a rejection is the source's fault; `null` where another prompt may answer it. */
export function faultOf(
  { reason, route, source }: Pick<Rejection, "reason" | "route" | "source">,
  inputs: readonly InputColumn[],
): FaultCause | null {
  // A picture's reasons go to the source by themselves: the reason says more than the route.
  if (reason === "picture_defect" || reason === "wrong_picture") return "picture";
  if (reason === "source_data_wrong" || reason === "missing_attribute") return reason;
  if (route === "fix-source") return "route_fix_source";
  // A default stands in by the author's own choice.
  const isNeeded = ({ required, onMissing }: InputColumn) => required && onMissing !== "default";
  return inputs.some((input) => isNeeded(input) && isBlankText(source[input.name] ?? ""))
    ? "input_blank"
    : null;
}
