import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import type { OutputField } from "#lib/templates/template.ts";
import { limitsOf } from "./output-fields.ts";

export interface OutputLimitsProps {
  field: OutputField;
  readOnly: boolean;
  onChange: (part: Partial<OutputField>) => void;
}

/** How long, how many or how large what a field holds may be. */
export function OutputLimits({ field, readOnly, onChange }: OutputLimitsProps) {
  const t = useTranslations("templates.outputs");
  return limitsOf(field).map((limit) => (
    <Field key={limit} label={t(`limits.${limit}`)} optional>
      <NumberInput
        plain
        className="w-full"
        disabled={readOnly}
        value={field[limit] ?? null}
        {...(limit.endsWith("imum") ? {} : { min: 0, step: 1 })}
        onValueChange={(value) => onChange({ [limit]: value ?? undefined })}
      />
    </Field>
  ));
}
