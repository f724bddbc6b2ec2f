"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { XLIFF_VERSIONS, type XliffVersion } from "#lib/publishing/channels/xliff/xliff-config.ts";

/** What is set of a file for translators, as somebody writes it. */
export interface XliffDraft {
  version: XliffVersion;
  sourceLanguage: string;
  targetLanguage: string;
  /** With commas between. */
  fields: string;
}

/** What a new one begins as. */
export const NEW_XLIFF: XliffDraft = { version: "2.0", sourceLanguage: "", targetLanguage: "", fields: "" };

/** What is set of a file for translators: its version, from which language to which, and what of an output. */
export function XliffFields({
  draft,
  onChange,
  misfit,
}: {
  draft: XliffDraft;
  onChange: (draft: XliffDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.xliff");
  const set = (change: Partial<XliffDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Field label={t("version")} hint={t("versionHint")} group error={misfit("config.version")}>
        <Select
          aria-label={t("version")}
          value={draft.version}
          onValueChange={(version) => set({ version })}
          options={XLIFF_VERSIONS.map((value) => ({ value, label: `XLIFF ${value}` }))}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("from")} hint={t("fromHint")} error={misfit("config.sourceLanguage")}>
          <Input
            value={draft.sourceLanguage}
            onValueChange={(sourceLanguage) => set({ sourceLanguage })}
            placeholder="zh-CN"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label={t("to")} error={misfit("config.targetLanguage")}>
          <Input
            value={draft.targetLanguage}
            onValueChange={(targetLanguage) => set({ targetLanguage })}
            placeholder="de"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      </div>
      <Field label={t("fields")} hint={t("fieldsHint")} optional error={misfit("config.fields")}>
        <Input
          value={draft.fields}
          onValueChange={(fields) => set({ fields })}
          placeholder="title, description"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
    </>
  );
}
