"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

export interface LanguagesFieldProps {
  /** Those of the templates; they stand for an empty choice. */
  offered: string[];
  chosen: string[];
  onChange: (languages: string[]) => void;
}

/** Which languages are asked for: the templates' own, or others by their tags. */
export function LanguagesField({ offered, chosen, onChange }: LanguagesFieldProps) {
  const t = useTranslations("trials.new");
  const locale = useLocale();
  const names = new Intl.DisplayNames(locale, { type: "language" });
  const current = chosen.length > 0 ? chosen : offered;
  const others = current.filter((language) => !offered.includes(language));
  const [text, setText] = useState(others.join(", "));

  function toggle(language: string, on: boolean) {
    const next = on ? [...current, language] : current.filter((one) => one !== language);
    if (next.length > 0) onChange(next);
  }

  return (
    <>
      {offered.length > 0 ? (
        <Field label={t("languages")} group>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {offered.map((language) => (
              <Checkbox
                key={language}
                checked={current.includes(language)}
                onCheckedChange={(on) => toggle(language, on)}
                label={names.of(language) ?? language}
              />
            ))}
          </div>
        </Field>
      ) : null}
      <Field label={t("otherLanguages")} hint={t("otherLanguagesHint")} optional>
        <Input
          value={text}
          placeholder="de, fr, ja"
          onValueChange={(next) => {
            setText(next);
            const tags = next.split(/[\s,，]+/).filter(isLanguageTag);
            onChange([...current.filter((language) => offered.includes(language)), ...tags]);
          }}
        />
      </Field>
    </>
  );
}

function isLanguageTag(tag: string): boolean {
  try {
    return tag !== "" && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
