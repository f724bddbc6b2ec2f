import { Trash2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type JudgeSpec, MOST_POINTS, MOST_RUBRIC_CHARS, USUAL_PASS } from "#lib/templates/evaluator-spec.ts";
import { ModelChoice } from "./model-choice.tsx";
import type { PreviewModel } from "./template-view.ts";
import { WhereTheyDiffer } from "./where-they-differ.tsx";

/** How often a judge says what people say. */
export interface Agreement {
  n: number;
  agreed: number;
  blind: number;
  interval: { share: number; low: number; high: number } | null;
  passedBad: number;
  failedGood: number;
  gates: boolean;
}

export interface JudgeRowProps {
  spec: JudgeSpec;
  templateId: string;
  /** Names of the output's fields. */
  fields: readonly string[];
  models: readonly PreviewModel[];
  /** Of the judge as it is saved; `null` while nobody knows. */
  agreement: Agreement | null;
  readOnly: boolean;
  problems: ReactNode;
  onChange: (spec: JudgeSpec) => void;
  onRemove: () => void;
}

/** One judge: its rubric, the model that goes by it, its scale, and how often it says what people say. */
export function JudgeRow({
  spec,
  templateId,
  fields,
  models,
  agreement,
  readOnly,
  problems,
  onChange,
  onRemove,
}: JudgeRowProps) {
  const t = useTranslations("templates.evaluators");
  const { name, rubric, modelId, fields: shown, scale, threshold, examples, gate } = spec;
  const change = (part: Partial<JudgeSpec>) => onChange({ ...spec, ...part });
  return (
    <fieldset aria-label={name} className="flex min-w-0 flex-col gap-2 border-line border-t pt-2">
      <div className="flex items-end gap-2">
        <Field label={t("name")} className="min-w-0 flex-1">
          <Input
            value={name}
            maxLength={60}
            disabled={readOnly}
            onChange={({ target }) => change({ name: target.value })}
          />
        </Field>
        <Badge>{t("kinds.judge.title")}</Badge>
        {readOnly ? null : (
          <Button
            size="sm"
            variant="ghost"
            icon={<Trash2 aria-hidden />}
            aria-label={t("remove", { name })}
            onClick={onRemove}
          />
        )}
      </div>
      <p className="text-muted text-xs">{t("kinds.judge.hint")}</p>
      <Field label={t("rubric")} hint={t("rubricHint")}>
        <Textarea
          autoGrow
          rows={4}
          maxLength={MOST_RUBRIC_CHARS}
          value={rubric}
          disabled={readOnly}
          onChange={({ target }) => change({ rubric: target.value })}
        />
      </Field>
      <Field label={t("model")} group>
        <ModelChoice
          label={t("model")}
          models={models}
          value={modelId}
          disabled={readOnly}
          onChange={(id) => change({ modelId: id })}
        />
      </Field>
      <div className="grid grid-cols-2 gap-2">
        <Field label={t("scale")}>
          <NumberInput
            plain
            className="w-full min-w-0"
            min={2}
            max={MOST_POINTS}
            step={1}
            disabled={readOnly}
            value={scale}
            onValueChange={(value) => change({ scale: value ?? MOST_POINTS })}
          />
        </Field>
        <Field label={t("passesFrom")}>
          <NumberInput
            plain
            className="w-full min-w-0"
            min={2}
            max={MOST_POINTS}
            step={1}
            disabled={readOnly}
            value={threshold}
            onValueChange={(value) => change({ threshold: value ?? USUAL_PASS })}
          />
        </Field>
      </div>
      <ShownFields
        {...{ fields, shown, readOnly }}
        onChange={(chosen) => {
          const { fields: _, ...rest } = spec;
          onChange(chosen ? { ...rest, fields: chosen } : rest);
        }}
      />
      <Examples {...{ examples, readOnly }} onChange={(left) => change({ examples: left })} />
      <Checkbox
        label={t("gate")}
        hint={t("judgeGateHint")}
        checked={gate}
        disabled={readOnly}
        onCheckedChange={(isOn) => change({ gate: isOn })}
      />
      {agreement ? <AgreementLine agreement={agreement} /> : null}
      {agreement && agreement.agreed < agreement.n ? (
        <WhereTheyDiffer
          {...{ templateId, spec, readOnly }}
          onUse={(example) => change({ examples: [...examples, example] })}
        />
      ) : null}
      {problems}
    </fieldset>
  );
}

function ShownFields({
  fields,
  shown,
  readOnly,
  onChange,
}: {
  fields: readonly string[];
  shown: readonly string[] | undefined;
  readOnly: boolean;
  onChange: (fields: string[] | null) => void;
}) {
  const t = useTranslations("templates.evaluators");
  const put = (field: string, isOn: boolean) => {
    const now = isOn ? [...(shown ?? []), field] : (shown ?? []).filter((other) => other !== field);
    onChange(now.length > 0 ? fields.filter((one) => now.includes(one)) : null);
  };
  if (fields.length < 2) return null;
  return (
    <Field label={t("fieldsShown")} group>
      <div className="flex flex-wrap gap-x-3 gap-y-1">
        <Checkbox
          label={t("allFields")}
          checked={shown === undefined}
          disabled={readOnly}
          onCheckedChange={(isOn) => onChange(isOn ? null : [...fields])}
        />
        {shown === undefined
          ? null
          : fields.map((field) => (
              <Checkbox
                key={field}
                label={field}
                checked={shown.includes(field)}
                disabled={readOnly}
                onCheckedChange={(isOn) => put(field, isOn)}
              />
            ))}
      </div>
    </Field>
  );
}

function Examples({
  examples,
  readOnly,
  onChange,
}: Pick<JudgeSpec, "examples"> & { readOnly: boolean; onChange: (left: JudgeSpec["examples"]) => void }) {
  const t = useTranslations("templates.evaluators");
  if (examples.length === 0) return null;
  return (
    <div>
      <p className="text-muted text-xs">{t("examples", { count: examples.length })}</p>
      <ul>
        {examples.map(({ output, isGood, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same
          <li key={index} className="flex items-start gap-1 text-xs">
            <span className="line-clamp-2 min-w-0 flex-1 break-words" title={why}>
              {t("example", { isGood: isGood ? "yes" : "no", output })}
            </span>
            {readOnly ? null : (
              <Button
                size="sm"
                variant="ghost"
                icon={<Trash2 aria-hidden />}
                aria-label={t("removeExample", { number: index + 1 })}
                onClick={() => onChange(examples.toSpliced(index, 1))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function AgreementLine({ agreement }: { agreement: Agreement }) {
  const t = useTranslations("templates.evaluators");
  const format = useFormatter();
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  const { n, interval, passedBad, failedGood, blind, gates } = agreement;
  if (!interval) return <p className="text-muted text-xs">{t("noAgreement")}</p>;
  const { share, low, high } = interval;
  return (
    <p className="text-muted text-xs">
      <Badge tone={gates ? "success" : "neutral"}>{t(gates ? "gates" : "gatesNot")}</Badge>{" "}
      {t("agreement", {
        ...{ n, passedBad, failedGood, blind },
        ...{ share: percent(share), low: percent(low), high: percent(high) },
      })}
    </p>
  );
}
