import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "#components/ui/class-names.ts";
import type { Rule } from "#lib/templates/rule.ts";
import type { FiredRule } from "#lib/templates/rules-fired.ts";
import { Disclosure } from "./disclosure.tsx";
import { useRuleName } from "./use-rule-name.ts";

export interface PreviewRulesProps {
  rules: Rule[];
  fired: readonly FiredRule[];
}

/** Which of a template's rules fire on the row that is looked at; nothing where it has none. */
export function PreviewRules({ rules, fired }: PreviewRulesProps) {
  const t = useTranslations("templates.preview");
  const nameOf = useRuleName();
  // A rule that was removed since the answer is none to speak of.
  const shown = fired.flatMap(({ index, fired }) =>
    rules[index] ? [{ index, fired, rule: rules[index] }] : [],
  );
  if (shown.length === 0) return null;
  return (
    <div className="border-line border-b py-1">
      <Disclosure
        startsOpen
        label={
          <h3 className="font-medium text-muted text-xs">
            {t("rules", { fired: shown.filter((rule) => rule.fired).length })}
          </h3>
        }
      >
        <ul className="flex flex-col gap-1 text-xs">
          {shown.map(({ index, fired, rule }) => {
            const { number, does } = nameOf(rule, index);
            const Mark = fired ? Check : Minus;
            return (
              <li key={index} className={cn("flex items-start gap-1.5", !fired && "text-muted")}>
                <Mark
                  className={cn("mt-0.5 size-3 shrink-0", fired && "text-success-text")}
                  aria-label={fired ? t("fires") : t("firesNot")}
                  role="img"
                />
                <span className="min-w-0">
                  <span className="font-medium">{number}</span> {does}
                </span>
              </li>
            );
          })}
        </ul>
      </Disclosure>
    </div>
  );
}
