"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import type { Rule } from "#lib/templates/rule.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { CompiledRules } from "./compiled-rules.tsx";
import { RuleRow } from "./rule-row.tsx";
import type { Problem } from "./template-view.ts";

export interface RulesPanelProps {
  body: TemplateBody;
  onChange: (part: Partial<TemplateBody>) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** The parts of the prompt that depend on the row or the language, in their order, and what Liquid they are. */
export function RulesPanel({ body, onChange, problems, readOnly }: RulesPanelProps) {
  const t = useTranslations("templates.rules");
  const { rules, inputs } = body;
  const put = (index: number, rule: Rule) =>
    onChange({ rules: rules.map((other, at) => (at === index ? rule : other)) });
  const swap = (index: number, other: number) =>
    onChange({
      rules: rules.map((rule, at) => rules[at === index ? other : at === other ? index : at] ?? rule),
    });
  const add = () => {
    const clause = { input: inputs[0]?.name ?? "language", is: "equals" as const, value: "" };
    onChange({
      rules: [...rules, { when: { all: [clause] }, do: "add", section: "requirements", text: "" }],
    });
  };
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-3">
        <h2 className="font-semibold">{t("title")}</h2>
        <div className="flex items-center gap-2">
          <span className="text-muted text-xs">{t("count", { count: rules.length })}</span>
          {readOnly ? null : (
            <Button size="sm" icon={<Plus aria-hidden />} onClick={add}>
              {t("add")}
            </Button>
          )}
        </div>
      </div>
      {rules.length === 0 ? <p className="px-3 py-3 text-muted">{t("empty")}</p> : null}
      <ol className="divide-y divide-line">
        {rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other name than its place
          <li key={index}>
            <RuleRow
              rule={rule}
              index={index}
              inputs={inputs}
              languages={body.languages}
              steps={body.steps.filter(isGenerating).map(({ name }) => name)}
              problems={problems}
              readOnly={readOnly}
              onChange={(changed) => put(index, changed)}
              onRemove={() => onChange({ rules: rules.filter((_, at) => at !== index) })}
              onMoveUp={index > 0 ? () => swap(index, index - 1) : null}
              onMoveDown={index < rules.length - 1 ? () => swap(index, index + 1) : null}
            />
          </li>
        ))}
      </ol>
      {rules.length > 0 && body.steps.length === 0 ? (
        <CompiledRules body={body} problems={problems} readOnly={readOnly} onTakeOver={onChange} />
      ) : null}
    </section>
  );
}
