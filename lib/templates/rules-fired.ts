import { z } from "zod";
import { askedValue } from "./asked-value.ts";
import { holds } from "./condition.ts";
import type { TemplateBody } from "./template.ts";

/** A rule by its place in the template's list, from 0, and whether its condition holds. */
export const firedRuleSchema = z.object({
  index: z.number().int().describe("The rule's place in the list, from 0"),
  fired: z.boolean(),
});

export type FiredRule = z.output<typeof firedRuleSchema>;

/**
 * Which rules of a template fire on a row in a language, in their order.
 * @param row text by input name; a default stands in where one was chosen.
 */
export function rulesFired(
  { rules, inputs }: Pick<TemplateBody, "rules" | "inputs">,
  row: Readonly<Record<string, string>>,
  language: string,
): FiredRule[] {
  const valueIn = (name: string) => askedValue({ inputs, row, language }, name);
  return rules.map(({ when }, index) => ({ index, fired: holds(when, valueIn) }));
}
