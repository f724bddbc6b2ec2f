"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { languageName } from "#components/templates/language-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Expected, RegressionCase } from "./regression-answers.ts";

export interface ExpectedField {
  name: string;
  type: string;
}

export interface ExpectedDialogProps {
  of: RegressionCase;
  fields: readonly ExpectedField[];
  busy: boolean;
  problem: string | null;
  onClose: () => void;
  /** `null`: nobody says what is right. */
  onSave: (expected: Expected | null) => void;
}

/** What is right for one case, field by field; a field that is left empty is held against nothing. */
export function ExpectedDialog({ of, fields, busy, problem, onClose, onSave }: ExpectedDialogProps) {
  const t = useTranslations("templates.regression");
  const common = useTranslations("common.action");
  const locale = useLocale();
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map(({ name }) => [name, textOf(of.expected?.[name])])),
  );
  const misread = fields.filter(({ name, type }) => type === "number" && isNoNumber(texts[name] ?? ""));
  const save = () => {
    // Fields that the draft no longer has stay as they were said.
    const others = Object.entries(of.expected ?? {}).filter(
      ([name]) => !fields.some((field) => field.name === name),
    ) as [string, Expected[string]][];
    const said = fields.flatMap(({ name, type }): [string, Expected[string]][] => {
      const text = (texts[name] ?? "").trim();
      return text === "" ? [] : [[name, expectedValue(text, type)]];
    });
    const all = Object.fromEntries([...others, ...said]);
    onSave(Object.keys(all).length > 0 ? all : null);
  };
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => !open && onClose()}
      title={t("expectedTitle", {
        case: t("case", { row: of.rowNumber, language: languageName(of.language, locale) }),
      })}
      description={t("expectedDetail")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button variant="primary" loading={busy} disabled={misread.length > 0} onClick={save}>
            {common("save")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {fields.map(({ name, type }) => (
          <Field
            key={name}
            label={name}
            optional
            hint={type === "list" ? t("oneALine") : undefined}
            error={misread.some((field) => field.name === name) ? t("notNumber") : undefined}
          >
            <Textarea
              rows={type === "text" || type === "list" ? 3 : 1}
              lang={of.language}
              value={texts[name] ?? ""}
              onChange={({ currentTarget: { value } }) => setTexts({ ...texts, [name]: value })}
            />
          </Field>
        ))}
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
      </div>
    </Dialog>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join("\n");
  return value === null || value === undefined || typeof value === "object" ? "" : String(value);
}

function expectedValue(text: string, type: string): Expected[string] {
  if (type === "number") return Number(text);
  if (type !== "list") return text;
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

function isNoNumber(text: string): boolean {
  return text.trim() !== "" && !Number.isFinite(Number(text));
}
