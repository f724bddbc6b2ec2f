"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { DELIMITERS, ENCODINGS } from "#lib/datasets/file-format.ts";
import type { UploadPreview } from "./dataset-answer.ts";
import { HeaderRowTable } from "./header-row-table.tsx";
import { RecordTable } from "./record-table.tsx";
import type { FileChoice } from "./wizard-address.ts";

export interface SheetStepProps {
  preview: UploadPreview;
  /** Another choice is being looked at. */
  isStale: boolean;
  onChoice: (choice: { [Key in keyof FileChoice]?: FileChoice[Key] | null }) => void;
  canGoOn: boolean;
  onNext: () => void;
}

const DELIMITER_NAMES = {
  ",": "comma",
  "\t": "tab",
  ";": "semicolon",
  "|": "pipe",
  "，": "fullWidthComma",
  "^": "caret",
  "~": "tilde",
  none: "none",
} as const;

/** Which part of the file is the table: sheet and header row, or how the text is to be read. */
export function SheetStep({ preview, isStale, onChoice, canGoOn, onNext }: SheetStepProps) {
  const t = useTranslations("datasets.sheetStep");
  const { format, sheet, sheets, headerProblem, notices } = preview;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        {format.kind === "xlsx" ? (
          <Field label={t("sheet")} group>
            <Select
              aria-label={t("sheet")}
              value={sheet}
              options={sheets.map(({ name, hidden }) => ({
                value: name,
                label: hidden ? t("hiddenSheet", { name }) : name,
              }))}
              onValueChange={(value) => onChoice({ sheet: value, headerRow: null })}
            />
          </Field>
        ) : null}
        {format.encoding ? (
          <Field label={t("encoding")} group>
            <Select
              aria-label={t("encoding")}
              value={format.encoding}
              options={ENCODINGS.map((encoding) => ({ value: encoding, label: encoding.toUpperCase() }))}
              onValueChange={(encoding) => onChoice({ encoding, headerRow: null })}
            />
          </Field>
        ) : null}
        {format.delimiter ? (
          <Field label={t("delimiter")} group>
            <Select
              aria-label={t("delimiter")}
              value={format.delimiter}
              options={DELIMITERS.map((delimiter) => ({
                value: delimiter,
                label: t(`delimiters.${DELIMITER_NAMES[delimiter]}`),
              }))}
              onValueChange={(delimiter) => onChoice({ delimiter, headerRow: null })}
            />
          </Field>
        ) : null}
        <p className="pb-1.5 text-muted">{format.kind === "jsonl" ? t("noHeaderNeeded") : t("headerHint")}</p>
      </div>
      {notices.length > 0 ? (
        <Callout tone="info" title={t("notices")}>
          <ul className="flex flex-col gap-1">
            {notices.map(({ code, detail }) => (
              <li key={code}>{detail}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {headerProblem ? (
        <Callout
          tone="danger"
          title={headerProblem.code === "encoding_broken" ? t("encodingProblem") : t("headerProblem")}
        >
          {headerProblem.detail}
        </Callout>
      ) : null}
      {format.kind === "jsonl" ? (
        <RecordTable preview={preview} />
      ) : (
        <HeaderRowTable
          preview={preview}
          isStale={isStale}
          onChoose={(row) => onChoice({ headerRow: row })}
        />
      )}
      <div className="flex justify-end">
        <Button variant="primary" disabled={!canGoOn} onClick={onNext}>
          {t("next")}
        </Button>
      </div>
    </div>
  );
}
