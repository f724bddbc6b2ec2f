import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { type LaunchChange, languageChange } from "./launch-changes.ts";
import type { LaunchPlan } from "./launch-plan.ts";

export interface LanguagesFieldProps {
  plan: LaunchPlan;
  /** Those of the template; they stand for an empty choice. */
  offered: string[];
  onChange: (change: LaunchChange) => void;
}

/** In which of a template's languages something is made; in one at least. */
export function LanguagesField({ plan, offered, onChange }: LanguagesFieldProps) {
  const t = useTranslations("batches.launch");
  const languages = plan.languages.length > 0 ? plan.languages : offered;
  return (
    <Field label={t("languages")} group>
      <div className="flex flex-wrap gap-4">
        {offered.map((language) => (
          <Checkbox
            key={language}
            label={language}
            checked={languages.includes(language)}
            disabled={languages.length === 1 && languages.includes(language)}
            onCheckedChange={(checked) => onChange(languageChange(plan, offered, language, checked))}
          />
        ))}
      </div>
    </Field>
  );
}
