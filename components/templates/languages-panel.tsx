"use client";
import { X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { Combobox } from "#components/ui/combobox.tsx";
import type { LanguageOverride } from "#lib/templates/language-override.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import { languageName } from "./language-name.ts";
import { LanguageOverrideRow } from "./language-override-row.tsx";
import type { PreviewModel, Problem } from "./template-view.ts";

// Markets that cross-border shops sell to; any other tag can come in through the API.
const OFFERED =
  "en en-GB zh-CN zh-TW ja ko de fr es es-MX it pt-BR pt-PT nl pl sv da nb fi cs sk hu ro bg hr el tr ru uk ar he hi bn th vi id ms fil".split(
    " ",
  );

export interface LanguagesPanelProps {
  body: Pick<TemplateBody, "languages" | "languageOverrides" | "outputs" | "steps">;
  /** Those that write text. */
  models: readonly PreviewModel[];
  onChange: (part: Partial<Pick<TemplateBody, "languages" | "languageOverrides">>) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** The languages a run writes in, one output for each row and language; and what is otherwise in each. */
export function LanguagesPanel({ body, models, onChange, problems, readOnly }: LanguagesPanelProps) {
  const { languages, languageOverrides, outputs, steps } = body;
  const listed = [...new Set([...languages, ...Object.keys(languageOverrides)])];
  const put = (language: string, override: LanguageOverride | null) => {
    const { [language]: _, ...others } = languageOverrides;
    onChange({ languageOverrides: override ? { ...others, [language]: override } : others });
  };
  const t = useTranslations("templates.languages");
  const locale = useLocale();
  const options = useMemo(
    () =>
      OFFERED.filter((code) => !languages.includes(code)).map((code) => ({
        value: code,
        label: languageName(code, locale),
        hint: code,
      })),
    [languages, locale],
  );
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      <div className="flex flex-col gap-2 p-3">
        {languages.length === 0 ? <p className="text-muted">{t("empty")}</p> : null}
        <ul className="flex flex-wrap gap-1">
          {languages.map((code) => (
            <li key={code} className="flex h-6 items-center gap-1 rounded-sm bg-neutral-soft ps-1.5 text-xs">
              {languageName(code, locale)}
              <span className="pe-1.5 text-faint">{code}</span>
              {readOnly ? null : (
                <button
                  type="button"
                  aria-label={t("remove", { language: languageName(code, locale) })}
                  onClick={() => onChange({ languages: languages.filter((other) => other !== code) })}
                  className="flex size-6 items-center justify-center rounded-sm hover:bg-hover"
                >
                  <X className="size-3" aria-hidden />
                </button>
              )}
            </li>
          ))}
        </ul>
        {readOnly ? null : (
          <Combobox
            key={languages.length}
            aria-label={t("add")}
            placeholder={t("add")}
            options={options}
            value={null}
            onValueChange={(code) => code && onChange({ languages: [...languages, code] })}
          />
        )}
      </div>
      {listed.length > 0 ? (
        <ul aria-label={t("overrides")} className="divide-y divide-line border-line border-t">
          {listed.map((code) => (
            <li key={code}>
              <LanguageOverrideRow
                language={code}
                override={languageOverrides[code]}
                outputs={outputs}
                steps={steps}
                models={models}
                problems={problems}
                readOnly={readOnly}
                onChange={(override) => put(code, override)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <FieldProblems problems={problems} path="languages" />
    </section>
  );
}
