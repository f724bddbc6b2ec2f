import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/select.tsx";
import { clausesOf } from "#lib/templates/condition.ts";
import type { Rule } from "#lib/templates/rule.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { type RuleClause, RuleClauseRow } from "./rule-clause-row.tsx";

export interface RuleConditionsProps {
  when: Rule["when"];
  inputs: InputColumn[];
  /** What may be asked for besides: `steps.<name>.<field>` of earlier steps. */
  fields?: string[];
  languages: string[];
  readOnly: boolean;
  onChange: (when: Rule["when"]) => void;
}

/** When a rule fires: its conditions, and whether all of them must hold or any. */
export function RuleConditions({
  when,
  inputs,
  fields = [],
  languages,
  readOnly,
  onChange,
}: RuleConditionsProps) {
  const t = useTranslations("templates.rules");
  const { key } = clausesOf(when);
  const clauses = "all" in when ? when.all : when.any;
  const put = (changed: RuleClause[], match = key) =>
    onChange(match === "all" ? { all: changed } : { any: changed });
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{t("when")}</legend>
      <div className="flex items-center gap-2">
        <span aria-hidden className="text-muted text-xs">
          {t("when")}
        </span>
        <Select
          size="sm"
          aria-label={t("when")}
          value={key}
          disabled={readOnly}
          options={(["all", "any"] as const).map((value) => ({ value, label: t(`match.${value}`) }))}
          onValueChange={(match) => put(clauses, match)}
        />
      </div>
      <ul className="flex flex-col gap-2">
        {clauses.map((clause, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its place
          <li key={at}>
            <RuleClauseRow
              clause={clause}
              number={at + 1}
              inputs={inputs}
              fields={fields}
              languages={languages}
              readOnly={readOnly}
              onChange={(changed) => put(clauses.map((other, place) => (place === at ? changed : other)))}
              onRemove={() => put(clauses.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
      {readOnly ? null : (
        <Button
          size="sm"
          variant="ghost"
          className="self-start"
          icon={<Plus aria-hidden />}
          onClick={() => put([...clauses, { input: inputs[0]?.name ?? "language", is: "equals", value: "" }])}
        >
          {t("addCondition")}
        </Button>
      )}
    </fieldset>
  );
}
