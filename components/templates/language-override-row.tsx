import { useLocale, useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { hasLength } from "#lib/templates/check-languages.ts";
import type { LanguageOverride } from "#lib/templates/language-override.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { languageName } from "./language-name.ts";
import type { Problem } from "./template-view.ts";

export interface LanguageOverrideRowProps {
  language: string;
  override: LanguageOverride | undefined;
  outputs: OutputField[];
  problems: Problem[];
  readOnly: boolean;
  /** `null` where nothing is otherwise any more. */
  onChange: (override: LanguageOverride | null) => void;
}

/** What a template does otherwise in one language: its tone, what else it requires, and how long its fields may be. */
export function LanguageOverrideRow({
  language,
  override = {},
  outputs,
  problems,
  readOnly,
  onChange,
}: LanguageOverrideRowProps) {
  const t = useTranslations("templates.languages");
  const locale = useLocale();
  const { tone = "", requirements = "", maxLength = {} } = override;
  const count = Number(tone !== "") + Number(requirements !== "") + Object.keys(maxLength).length;
  const name = languageName(language, locale);
  const put = (part: LanguageOverride) => onChange(withoutBlanks({ ...override, ...part }));
  const limit = (field: string, length: number | null) => {
    const { [field]: _, ...others } = maxLength;
    put({ maxLength: length === null ? others : { ...others, [field]: length } });
  };
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

function withoutBlanks({ tone, requirements, maxLength }: LanguageOverride): LanguageOverride | null {
  const kept = {
    ...(tone && { tone }),
    ...(requirements && { requirements }),
    ...(maxLength && Object.keys(maxLength).length > 0 && { maxLength }),
  };
  return Object.keys(kept).length > 0 ? kept : null;
}
