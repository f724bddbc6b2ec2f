import type { Operation, OperationOf } from "#lib/images/operations/operation.ts";

/** Operations as a person puts them together; each of a kind once is what anybody needs. */
export type { Operation };

export const OPERATION_KINDS = ["cut-out", "background", "enlarge", "fit", "label"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

const WHITE = "#ffffff";

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

/** A background filled with its colour, or with a gradient that begins with it. */
export function filledBy(
  operation: OperationOf<"background">,
  kind: "colour" | "gradient",
): OperationOf<"background"> {
  const colour = colourOf(operation);
  const fill = kind === "gradient" ? { from: colour, to: "#d8d8d8", direction: "down" as const } : colour;
  return { ...operation, fill };
}

/** The colour of a background, or that with which its gradient begins. */
export function colourOf({ fill }: OperationOf<"background">): string {
  if (typeof fill === "string") return fill;
  return "from" in fill ? fill.from : WHITE;
}

/** A fit on a transparent ground, or on white again. JPEG knows no transparency: it becomes PNG. */
export function fitOn(operation: OperationOf<"fit">, ground: "transparent" | "white"): OperationOf<"fit"> {
  if (ground === "white") return { ...operation, background: WHITE };
  const { format = "jpeg" } = operation;
  return { ...operation, background: "transparent", format: format === "jpeg" ? "png" : format };
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
