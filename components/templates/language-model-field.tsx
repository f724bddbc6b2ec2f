import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { PreviewModel } from "./template-view.ts";

const OTHERWISE = "otherwise";

/** Which model a language asks; one that is not there any more stays shown until another is chosen. */
export function LanguageModelField({
  label,
  hint,
  otherwise,
  models,
  modelId,
  readOnly,
  onChange,
}: {
  label: string;
  hint?: string;
  /** What is asked where none is chosen. */
  otherwise: string;
  models: readonly PreviewModel[];
  modelId: string | undefined;
  readOnly: boolean;
  onChange: (modelId: string | undefined) => void;
}) {
  const t = useTranslations("templates.steps");
  const isGone = modelId !== undefined && !models.some(({ id }) => id === modelId);
  return (
    <Field label={label} {...(hint && { hint })} optional group>
      <Select
        aria-label={label}
        className="w-full min-w-0"
        value={modelId ?? OTHERWISE}
        disabled={readOnly}
        options={[
          { value: OTHERWISE, label: otherwise },
          ...models.map(({ id, name }) => ({ value: id, label: name })),
          ...(isGone ? [{ value: modelId, label: t("modelGone") }] : []),
        ]}
        onValueChange={(id) => onChange(id === OTHERWISE ? undefined : id)}
      />
    </Field>
  );
}
