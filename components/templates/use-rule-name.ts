import { useTranslations } from "next-intl";
import type { Rule } from "#lib/templates/rule.ts";

/** Names a rule by its number and what it does: "Rule 2 adds to Requirements". */
export function useRuleName(): (
  rule: Pick<Rule, "do" | "section">,
  index: number,
) => { number: string; does: string } {
  const t = useTranslations("templates");
  return (rule, index) => ({
    number: t("rules.number", { number: index + 1 }),
    does: t(`rules.summary.${rule.do}`, { section: t(`sections.${rule.section}.title`) }),
  });
}
