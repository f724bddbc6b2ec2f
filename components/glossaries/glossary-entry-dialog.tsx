"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { entryTwice, type GlossaryEntry } from "#lib/glossaries/glossary.ts";
import { readTranslationLines, translationLines } from "./translation-lines.ts";

export interface GlossaryEntryDialogProps {
  /** `null` for a new one. */
  entry: GlossaryEntry | null;
  /** The terms there are: none stands in a glossary twice. */
  taken: readonly GlossaryEntry[];
  pending: boolean;
  problem: string | null;
  onSave: (entry: GlossaryEntry) => void;
  onClose: () => void;
}

/** A term of a glossary: what it is in other languages, and whether it stays as it is. */
export function GlossaryEntryDialog(props: GlossaryEntryDialogProps) {
  const { entry, taken, pending, problem, onSave, onClose } = props;
  const t = useTranslations("checks.glossary");
  const table = useTranslations("checks.table");
  const formId = useId();
  const [doNotTranslate, setDoNotTranslate] = useState(entry?.doNotTranslate ?? false);
  const [caseSensitive, setCaseSensitive] = useState(entry?.caseSensitive ?? false);
  const [misfits, setMisfits] = useState<{ term?: string; translations?: string }>({});

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const term = String(form.get("term") ?? "").trim();
    const read = readTranslationLines(String(form.get("translations") ?? ""));
    if (term === "") return setMisfits({ term: t("termMissing") });
    if (!read.ok) return setMisfits({ translations: t("translationBroken", { line: read.line }) });
    const made: GlossaryEntry = {
      term,
      translations: read.translations,
      ...(doNotTranslate && { doNotTranslate }),
      ...(caseSensitive && { caseSensitive }),
    };
    if (entryTwice([...taken.filter((other) => other !== entry), made]))
      return setMisfits({ term: t("termTaken") });
    onSave(made);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={entry ? table("editOne", { term: entry.term }) : t("addTerm")}
      description={t("entryHint")}
      footer={<FormButtons formId={formId} label={t("save")} pending={pending} onCancel={onClose} />}
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
        <Field label={t("term")} hint={t("termHint")} error={misfits.term}>
          <Input name="term" defaultValue={entry?.term} maxLength={200} autoComplete="off" autoFocus />
        </Field>
        <Field label={t("translations")} hint={t("translationsHint")} error={misfits.translations} optional>
          <Textarea
            name="translations"
            rows={4}
            defaultValue={entry ? translationLines(entry.translations) : ""}
          />
        </Field>
        <Checkbox label={t("doNotTranslate")} checked={doNotTranslate} onCheckedChange={setDoNotTranslate} />
        <Checkbox label={t("caseSensitive")} checked={caseSensitive} onCheckedChange={setCaseSensitive} />
      </form>
    </Dialog>
  );
}
