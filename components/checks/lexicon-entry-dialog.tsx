"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";

export interface LexiconEntryDialogProps {
  /** `null` for a new one. */
  entry: LexiconEntry | null;
  /** The terms there are: none stands in a lexicon twice. */
  taken: readonly LexiconEntry[];
  onSave: (entry: LexiconEntry) => void;
  onClose: () => void;
}

/** A term of a lexicon: how bad it is, where it is fine, and what to write in its place. */
export function LexiconEntryDialog({ entry, taken, onSave, onClose }: LexiconEntryDialogProps) {
  const t = useTranslations("checks.lexicon");
  const table = useTranslations("checks.table");
  const formId = useId();
  const [severity, setSeverity] = useState(entry?.severity ?? "block");
  const [misfit, setMisfit] = useState<string | null>(null);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const term = text("term");
    if (term === "") return setMisfit(t("termMissing"));
    if (taken.some((other) => other !== entry && other.term.toLowerCase() === term.toLowerCase()))
      return setMisfit(t("termTaken"));
    const [category, clause, suggestion, validFrom] = ["category", "clause", "suggestion", "validFrom"].map(
      text,
    );
    onSave({
      term,
      severity,
      exceptions: text("exceptions")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== ""),
      ...(category && { category }),
      ...(clause && { clause }),
      ...(suggestion && { suggestion }),
      ...(validFrom && { validFrom }),
    });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={entry ? table("editOne", { term: entry.term }) : t("addTerm")}
      description={t("entryHint")}
      footer={<FormButtons formId={formId} label={t("take")} pending={false} onCancel={onClose} />}
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label={t("term")} hint={t("termHint")} error={misfit}>
          <Input name="term" defaultValue={entry?.term} maxLength={200} autoComplete="off" autoFocus />
        </Field>
        <Field label={t("severity")} group>
          <Select
            aria-label={t("severity")}
            value={severity}
            onValueChange={setSeverity}
            options={(["block", "warn"] as const).map((value) => ({
              value,
              label: t(`severities.${value}`),
            }))}
          />
        </Field>
        <Field label={t("exceptions")} hint={t("exceptionsHint")} optional>
          <Textarea name="exceptions" rows={3} defaultValue={entry?.exceptions.join("\n")} />
        </Field>
        <Field label={t("suggestion")} optional>
          <Input name="suggestion" defaultValue={entry?.suggestion} maxLength={500} autoComplete="off" />
        </Field>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
          <Field label={t("category")} optional>
            <Input name="category" defaultValue={entry?.category} maxLength={100} />
          </Field>
          <Field label={t("clause")} optional>
            <Input name="clause" defaultValue={entry?.clause} maxLength={200} />
          </Field>
          <Field label={t("validFrom")} optional>
            <Input name="validFrom" type="date" defaultValue={entry?.validFrom} />
          </Field>
        </div>
      </form>
    </Dialog>
  );
}
