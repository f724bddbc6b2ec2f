import type { Operation } from "#lib/images/operations/operation.ts";

/** Operations as a person puts them together; each of a kind once is what anybody needs. */
export type { Operation };

export const OPERATION_KINDS = ["cut-out", "background", "enlarge", "fit", "label"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

const FRESH: Record<OperationKind, Operation> = {
  "cut-out": { do: "cut-out" },
  background: { do: "background", fill: "#ffffff", shadow: true },
  enlarge: { do: "enlarge", factor: 2, quality: "fast" },
  fit: {
    do: "fit",
    width: 1600,
    height: 1600,
    margin: 40,
    mode: "contain",
    background: "#ffffff",
    format: "jpeg",
  },
  label: { do: "label", language: "zh-CN", corner: "bottom-right", heightPercent: 5, source: "edited" },
};

/** An operation as it is before anything of it is set. */
export function freshOperation(kind: OperationKind): Operation {
  return FRESH[kind];
}

/** The operations with one moved up or down; as they are where it cannot go further. */
export function moved(operations: readonly Operation[], at: number, by: -1 | 1): Operation[] {
  const next = [...operations];
  const [own, other] = [next[at], next[at + by]];
  if (!own || !other) return next;
  next[at] = other;
  next[at + by] = own;
  return next;
}
