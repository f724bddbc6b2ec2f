import { FACT_COLUMNS } from "#lib/catalogue/fact-columns.ts";
import type { TemplateStep } from "./template.ts";

/** Products or passages that a step reads where it does not say how many. */
export const USUAL_LIMIT = 5;

/** Of the nearest rows of a dataset, those that are shown as examples. */
export const USUAL_EXAMPLES = 3;

const OF_PASSAGES = ["passages"] as const;
const OF_EXAMPLES = ["text", "examples"] as const;
const OF_MANY = ["products", "count"] as const;

/** Whether a look-up reads one product, rather than several that have something in common. */
export function readsOneProduct({ by }: { by: string }): boolean {
  return by === "key";
}

/**
 * The fields that later steps may read of a step; `null` where they are known only once it has run: those of a product or
 * of a tool's answer.
 */
export function fieldsOfStep(step: TemplateStep): readonly string[] | null {
  switch (step.kind) {
    case "generate":
      return step.outputs.map(({ name }) => name);
    case "examples":
      return OF_EXAMPLES;
    case "retrieve":
      return OF_PASSAGES;
    case "look-up":
      return readsOneProduct(step) ? null : OF_MANY;
    case "http":
      return null;
    case "picture":
    case "edit-picture":
      return [step.field];
  }
}

/** The fields of a step that an author is offered: all that are known, and those that it most often has. */
export function fieldsToOffer(step: TemplateStep): readonly string[] {
  return fieldsOfStep(step) ?? (step.kind === "look-up" ? FACT_COLUMNS : ["result"]);
}
