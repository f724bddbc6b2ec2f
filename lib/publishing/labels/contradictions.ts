import type { FoundLabel } from "./found-label.ts";

/** Two labels of one file that cannot both be true, by their places in its list. */
export interface Contradiction {
  code: "labels_claim_otherwise" | "labels_differ_in_field";
  params: Record<string, string | number>;
  labels: [number, number];
}

const SAME_FIELDS = ["Label", "ContentProducer", "ProduceID"] as const;
const SAYS_AI = new Set(["ai", "maybe", "edited", "mixed"]);

/** What of a file's labels contradicts each other: pair by pair, the first thing that does. */
export function contradictionsIn(labels: readonly FoundLabel[]): Contradiction[] {
  return labels.flatMap((one, first) =>
    labels.slice(first + 1).flatMap((other, behind) => {
      const found = between(one, other);
      return found ? [{ ...found, labels: [first, first + 1 + behind] as [number, number] }] : [];
    }),
  );
}

function between(one: FoundLabel, other: FoundLabel): Omit<Contradiction, "labels"> | null {
  const places = { one: one.place, other: other.place };
  const isOtherwise =
    (SAYS_AI.has(one.claim) && other.claim === "not-ai") ||
    (one.claim === "not-ai" && SAYS_AI.has(other.claim));
  if (isOtherwise) return { code: "labels_claim_otherwise", params: places };
  const field = SAME_FIELDS.find((name) => {
    const [a, b] = [one.aigc?.[name], other.aigc?.[name]];
    return a !== undefined && b !== undefined && a !== b;
  });
  return field ? { code: "labels_differ_in_field", params: { ...places, field } } : null;
}
