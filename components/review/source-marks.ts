import type { Fact } from "#lib/checks/claims/facts.ts";
import type { SourcePlace } from "./claim-source.ts";
import { marksOf, type TextMark } from "./text-marks.ts";

/**
 * The marks in a column of the source: the facts that the output uses, and what it contradicts while that is in focus.
 * @param active what is in focus in this column; `null` for nothing.
 */
export function sourceMarks(
  facts: readonly Fact[],
  column: string,
  active: { id: string; place: SourcePlace } | null,
): TextMark[] {
  const stated = facts
    .filter((fact) => fact.column === column)
    .map(({ id, from, to }): TextMark => ({ from, to, tone: "stated", linkId: id, reason: "" }));
  if (!active || facts.some(({ id }) => id === active.id)) return marksOf(stated, []);
  const { from, to } = active.place;
  const others = stated.filter((mark) => mark.to <= from || to <= mark.from);
  return marksOf([...others, { from, to, tone: "unstated", linkId: active.id, reason: "" }], []);
}
