import { FACT_COLUMNS } from "#lib/catalogue/fact-columns.ts";
import type { TemplateStep } from "./template.ts";

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
    case "look-up":
      return readsOneProduct(step) ? null : OF_MANY;
    case "http":
      return null;
  }
}

/** The fields of a step that an author is offered: all that are known, and those that it most often has. */
export function fieldsToOffer(step: TemplateStep): readonly string[] {
  return fieldsOfStep(step) ?? (step.kind === "look-up" ? FACT_COLUMNS : ["result"]);
}
