import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { COMPARISONS, needsValue, valuesOf } from "#lib/templates/condition.ts";
import type { Rule } from "#lib/templates/rule.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { languageName } from "./language-name.ts";

export type RuleClause = Extract<Rule["when"], { all: unknown }>["all"][number];

export interface RuleClauseRowProps {
  clause: RuleClause;
  /** Its place among the conditions, from 1. */
  number: number;
  inputs: InputColumn[];
  fields: string[];
  languages: string[];
  readOnly: boolean;
  onChange: (clause: RuleClause) => void;
  onRemove: () => void;
}

/** One condition: which input, how it is compared, and with what. */
export function RuleClauseRow(props: RuleClauseRowProps) {
  const { clause, number, inputs, fields, readOnly, onChange, onRemove } = props;
  const t = useTranslations("templates.rules");
  const names = inputs.flatMap(({ name }) => (name === "" ? [] : [name]));
  const known = [...names, ...fields].map((name) => ({ value: name, label: name }));
  const language = { value: "language", label: t("targetLanguage") };
  const isKnown = [...known, language].some(({ value }) => value === clause.input);
  const unknown = { value: clause.input, label: t("unknownInput", { name: clause.input }) };
  return (
    <fieldset
      aria-label={t("condition", { number })}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-1 sm:grid-cols-[minmax(0,10rem)_minmax(0,9rem)_minmax(0,1fr)_auto]"
    >
      <Combobox
        required
        aria-label={t("input")}
        disabled={readOnly}
        options={isKnown || clause.input === "" ? [...known, language] : [...known, language, unknown]}
        value={clause.input}
        onValueChange={(input) => input && onChange({ ...clause, input })}
      />
      <Select
        aria-label={t("comparison")}
        value={clause.is}
        disabled={readOnly}
        options={COMPARISONS.map((value) => ({ value, label: t(`is.${value}`) }))}
        onValueChange={(is) => onChange({ ...clause, is })}
        className="col-start-1 w-full min-w-0 sm:col-start-auto"
      />
      <div className="col-start-1 min-w-0 sm:col-start-auto">
        {needsValue(clause.is) ? <ClauseValue {...props} /> : null}
      </div>
      {readOnly ? null : (
        <Button
          variant="ghost"
          className="col-start-2 row-start-1 sm:col-start-4"
          aria-label={t("removeCondition", { number })}
          icon={<X aria-hidden />}
          onClick={onRemove}
        />
      )}
    </fieldset>
  );
}

function ClauseValue({ clause, languages, readOnly, onChange }: RuleClauseRowProps) {
  const t = useTranslations("templates.rules");
  const locale = useLocale();
  const texts = valuesOf(clause);
  const isOneLanguage = clause.input === "language" && clause.is !== "in" && clause.is !== "contains";
  if (isOneLanguage && languages.length > 0) {
    const offered = [...new Set([...languages, ...texts.filter((text) => text !== "")])];
    return (
      <Select
        aria-label={t("value")}
        value={texts[0] || null}
        disabled={readOnly}
        options={offered.map((value) => ({ value, label: languageName(value, locale), hint: value }))}
        onValueChange={(value) => onChange({ ...clause, value })}
        className="w-full min-w-0"
      />
    );
  }
  if (clause.is === "in")
    return (
      <Textarea
        autoGrow
        rows={2}
        aria-label={t("value")}
        placeholder={t("valuesHint")}
        value={texts.join("\n")}
        disabled={readOnly}
        onChange={(event) => onChange({ ...clause, value: event.target.value.split("\n") })}
      />
    );
  return (
    <Input
      aria-label={t("value")}
      value={texts.join(", ")}
      disabled={readOnly}
      onValueChange={(value) => onChange({ ...clause, value })}
    />
  );
}
