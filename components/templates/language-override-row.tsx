import { useLocale, useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { hasLength } from "#lib/templates/check-languages.ts";
import type { LanguageOverride } from "#lib/templates/language-override.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import type { OutputField, TemplateStep } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { LanguageModelField } from "./language-model-field.tsx";
import { languageName } from "./language-name.ts";
import type { PreviewModel, Problem } from "./template-view.ts";

export interface LanguageOverrideRowProps {
  language: string;
  override: LanguageOverride | undefined;
  outputs: OutputField[];
  /** Of a chain. */
  steps: readonly TemplateStep[];
  /** Those that write text. */
  models: readonly PreviewModel[];
  problems: Problem[];
  readOnly: boolean;
  /** `null` where nothing is otherwise any more. */
  onChange: (override: LanguageOverride | null) => void;
}

/** What a template does otherwise in one language: its tone, what else it requires, how long its fields may be, and whom it asks. */
export function LanguageOverrideRow({
  language,
  override = {},
  outputs,
  steps,
  models,
  problems,
  readOnly,
  onChange,
}: LanguageOverrideRowProps) {
  const t = useTranslations("templates.languages");
  const locale = useLocale();
  const { tone = "", requirements = "", maxLength = {}, modelId, stepModelIds = {} } = override;
  const named = [modelId, tone || undefined, requirements || undefined].filter((one) => one !== undefined);
  const count = named.length + Object.keys(maxLength).length + Object.keys(stepModelIds).length;
  const name = languageName(language, locale);
  const put = (part: LanguageOverride) => onChange(withoutBlanks({ ...override, ...part }));
  const limit = (field: string, length: number | null) => {
    const { [field]: _, ...others } = maxLength;
    put({ maxLength: length === null ? others : { ...others, [field]: length } });
  };
  const askStep = (step: string, id: string | undefined) => {
    const { [step]: _, ...others } = stepModelIds;
    put({ stepModelIds: id === undefined ? others : { ...others, [step]: id } });
  };
  // One that names a step which is gone stays in sight until it is taken out.
  const lost = Object.keys(stepModelIds).filter((step) => !steps.some((one) => one.name === step));
  const asking = [...steps.filter(isGenerating).map((step) => step.name), ...lost];
  return (
    <Disclosure
      label={
        <h3 className="truncate">
          {name} <span className="text-muted text-xs">{t("otherwise", { count })}</span>
        </h3>
      }
      below={<FieldProblems problems={problems} path={`languageOverrides.${language}`} />}
    >
      <fieldset aria-label={name} className="flex min-w-0 flex-col gap-3">
        <Field label={t("tone")} optional hint={t("toneHint")}>
          <Textarea
            autoGrow
            rows={1}
            value={tone}
            disabled={readOnly}
            onChange={(event) => put({ tone: event.target.value })}
          />
        </Field>
        <Field label={t("requirements")} optional hint={t("requirementsHint")}>
          <Textarea
            autoGrow
            rows={2}
            value={requirements}
            disabled={readOnly}
            onChange={(event) => put({ requirements: event.target.value })}
          />
        </Field>
        <LanguageModelField
          {...{ models, readOnly }}
          label={t("model")}
          hint={t(steps.length > 0 ? "modelOfStepsHint" : "modelHint")}
          otherwise={t("modelOfRun")}
          modelId={modelId}
          onChange={(id) => put({ modelId: id })}
        />
        {asking.map((step) => (
          <LanguageModelField
            key={step}
            {...{ models, readOnly }}
            label={t("stepModel", { step })}
            otherwise={t("modelOfStep")}
            modelId={stepModelIds[step]}
            onChange={(id) => askStep(step, id)}
          />
        ))}
        {outputs.filter(hasLength).map(({ name: field, maxLength: own }) => (
          <Field key={field} label={t("maxLength", { field })} optional>
            <NumberInput
              plain
              className="w-full"
              min={1}
              step={1}
              disabled={readOnly}
              value={maxLength[field] ?? null}
              {...(own !== undefined && { placeholder: String(own) })}
              onValueChange={(length) => limit(field, length)}
            />
          </Field>
        ))}
      </fieldset>
    </Disclosure>
  );
}

function withoutBlanks({
  tone,
  requirements,
  maxLength,
  modelId,
  stepModelIds,
}: LanguageOverride): LanguageOverride | null {
  const kept = {
    ...(tone && { tone }),
    ...(requirements && { requirements }),
    ...(maxLength && Object.keys(maxLength).length > 0 && { maxLength }),
    ...(modelId && { modelId }),
    ...(stepModelIds && Object.keys(stepModelIds).length > 0 && { stepModelIds }),
  };
  return Object.keys(kept).length > 0 ? kept : null;
}
