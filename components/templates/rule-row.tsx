import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { RULE_ACTS, type Rule } from "#lib/templates/rule.ts";
import { SECTIONS } from "#lib/templates/section.ts";
import type { InputColumn } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { RuleConditions } from "./rule-conditions.tsx";
import type { Problem } from "./template-view.ts";
import { useRuleName } from "./use-rule-name.ts";

export interface RuleRowProps {
  rule: Rule;
  index: number;
  inputs: InputColumn[];
  languages: string[];
  /** Of a chain; none for a template of one prompt. */
  steps: string[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
  /** `null` for the first. */
  onMoveUp: (() => void) | null;
  /** `null` for the last. */
  onMoveDown: (() => void) | null;
}

/** One rule: when it fires, and what it then does with which section. */
export function RuleRow(props: RuleRowProps) {
  const { rule, index, inputs, languages, steps, problems, readOnly, onChange } = props;
  const t = useTranslations("templates.rules");
  const tSections = useTranslations("templates.sections");
  const { number, does } = useRuleName()(rule, index);
  return (
    <Disclosure
      startsOpen={rule.do !== "drop" && !rule.text}
      label={
        <h3 className="truncate">
          <span className="font-medium">{number}</span> <span className="text-muted">{does}</span>
        </h3>
      }
      below={<FieldProblems problems={problems} path={`rules.${index}`} />}
    >
      <fieldset aria-label={number} className="flex min-w-0 flex-col gap-3">
        <RuleConditions
          when={rule.when}
          inputs={inputs}
          languages={languages}
          readOnly={readOnly}
          onChange={(when) => onChange({ ...rule, when })}
        />
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
          <Field label={t("do")} group>
            <Select
              aria-label={t("do")}
              value={rule.do}
              disabled={readOnly}
              options={RULE_ACTS.map((value) => ({ value, label: t(`acts.${value}`) }))}
              onValueChange={(act) => onChange({ ...rule, do: act })}
              className="w-full min-w-0"
            />
          </Field>
          <Field label={t("section")} group>
            <Select
              aria-label={t("section")}
              value={rule.section}
              disabled={readOnly}
              options={SECTIONS.map((value) => ({ value, label: tSections(`${value}.title`) }))}
              onValueChange={(section) => onChange({ ...rule, section })}
              className="w-full min-w-0"
            />
          </Field>
          {steps.length > 0 ? <RuleStep {...{ rule, steps, readOnly, onChange }} /> : null}
        </div>
        {rule.do === "drop" ? null : (
          <Field label={t("text")} hint={t("textHint")}>
            <Textarea
              autoGrow
              rows={2}
              value={rule.text ?? ""}
              disabled={readOnly}
              onChange={(event) => onChange({ ...rule, text: event.target.value })}
              className="font-mono text-xs"
            />
          </Field>
        )}
        {readOnly ? null : <RuleActions {...props} />}
      </fieldset>
    </Disclosure>
  );
}

/** No step can be called so. */
const ALL_STEPS = "*";

function RuleStep({
  rule,
  steps,
  readOnly,
  onChange,
}: Pick<RuleRowProps, "rule" | "steps" | "readOnly" | "onChange">) {
  const t = useTranslations("templates.rules");
  const { step, ...everywhere } = rule;
  const names = step === undefined || steps.includes(step) ? steps : [...steps, step];
  return (
    <Field label={t("step")} group>
      <Select
        aria-label={t("step")}
        value={step ?? ALL_STEPS}
        disabled={readOnly}
        options={[
          { value: ALL_STEPS, label: t("allSteps") },
          ...names.map((name) => ({ value: name, label: name })),
        ]}
        onValueChange={(name) => onChange(name === ALL_STEPS ? everywhere : { ...rule, step: name })}
        className="w-full min-w-0"
      />
    </Field>
  );
}

function RuleActions({ index, onRemove, onMoveUp, onMoveDown }: RuleRowProps) {
  const t = useTranslations("templates.rules");
  const number = index + 1;
  return (
    <div className="flex gap-1">
      <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden />} onClick={onRemove}>
        {t("remove", { number })}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveUp", { number })}
        icon={<ArrowUp aria-hidden />}
        disabled={!onMoveUp}
        onClick={() => onMoveUp?.()}
      />
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveDown", { number })}
        icon={<ArrowDown aria-hidden />}
        disabled={!onMoveDown}
        onClick={() => onMoveDown?.()}
      />
    </div>
  );
}
