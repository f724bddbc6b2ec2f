import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { REFERENCE_KINDS, type ReferenceSpec } from "#lib/templates/evaluator-spec.ts";

const NONE = "";
const USUAL_THRESHOLD = 0.8;

export interface EvaluatorRowProps {
  spec: ReferenceSpec;
  /** Names of the fields that can be evaluated. */
  fields: readonly string[];
  /** Columns that can hold what is right. */
  columns: readonly string[];
  readOnly: boolean;
  problems: ReactNode;
  onChange: (spec: ReferenceSpec) => void;
  onRemove: () => void;
}

/** One evaluator that holds a field against a reference: its name, the field, what it is held against and how, and whether it counts. */
export function EvaluatorRow({
  spec,
  fields,
  columns,
  readOnly,
  problems,
  onChange,
  onRemove,
}: EvaluatorRowProps) {
  const t = useTranslations("templates.evaluators");
  const { name, kind, field, reference, match, threshold, ignoreCase, gate } = spec;
  const change = (part: { [Key in keyof ReferenceSpec]?: ReferenceSpec[Key] | undefined }) =>
    onChange(withoutUnset({ ...spec, ...part } as ReferenceSpec));
  const chooseKind = (chosen: ReferenceSpec["kind"]) =>
    onChange(
      withoutUnset({
        ...spec,
        kind: chosen,
        threshold: chosen === "similarity" ? (threshold ?? USUAL_THRESHOLD) : undefined,
      }),
    );
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
      <div className="grid grid-cols-2 gap-2">
        <Field label={t("field")} group>
          <Select
            aria-label={t("field")}
            className="w-full min-w-0"
            value={field}
            placeholder={t("chooseField")}
            disabled={readOnly}
            onValueChange={(chosen) => change({ field: chosen })}
            options={withOwn(fields, field).map((one) => ({ value: one, label: one }))}
          />
        </Field>
        <Field label={t("kind")} group>
          <Select
            aria-label={t("kind")}
            className="w-full min-w-0"
            value={kind}
            disabled={readOnly}
            onValueChange={chooseKind}
            options={REFERENCE_KINDS.map((one) => ({ value: one, label: t(`kinds.${one}.title`) }))}
          />
        </Field>
      </div>
      <p className="text-muted text-xs">{t(`kinds.${kind}.hint`)}</p>
      <Field label={t("reference")} hint={t("referenceHint")} group>
        <Select
          aria-label={t("reference")}
          className="w-full min-w-0"
          value={reference ?? NONE}
          disabled={readOnly}
          onValueChange={(column) => change({ reference: column === NONE ? undefined : column })}
          options={[
            { value: NONE, label: t("noReference") },
            ...withOwn(columns, reference).map((one) => ({ value: one, label: one })),
          ]}
        />
      </Field>
      {kind === "contains" ? (
        <Field label={t("match")} group>
          <Select
            aria-label={t("match")}
            value={match}
            disabled={readOnly}
            onValueChange={(chosen) => change({ match: chosen })}
            options={(["all", "any"] as const).map((one) => ({ value: one, label: t(`matches.${one}`) }))}
          />
        </Field>
      ) : null}
      {kind === "similarity" ? (
        <Field label={t("threshold")} optional>
          <NumberInput
            plain
            unit="%"
            className="w-24"
            min={0}
            max={100}
            disabled={readOnly}
            value={threshold === undefined ? null : Math.round(threshold * 100)}
            onValueChange={(percent) =>
              change({ threshold: percent === null ? undefined : Math.round(percent) / 100 })
            }
          />
        </Field>
      ) : null}
      <Checkbox
        label={t("ignoreCase")}
        checked={ignoreCase}
        disabled={readOnly}
        onCheckedChange={(isOn) => change({ ignoreCase: isOn })}
      />
      <Checkbox
        label={t("gate")}
        hint={t("gateHint")}
        checked={gate}
        disabled={readOnly}
        onCheckedChange={(isOn) => change({ gate: isOn })}
      />
      {problems}
    </fieldset>
  );
}

// One that is gone stays shown until another is chosen.
function withOwn(names: readonly string[], own: string | undefined): readonly string[] {
  return own === undefined || own === NONE || names.includes(own) ? names : [own, ...names];
}

// What is not asked for is not there at all, so that a draft is the same as it was saved.
function withoutUnset(spec: ReferenceSpec): ReferenceSpec {
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)) as ReferenceSpec;
}
