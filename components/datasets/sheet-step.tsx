"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { DELIMITERS, ENCODINGS } from "#lib/datasets/file-format.ts";
import { columnLetters } from "#lib/datasets/header.ts";
import type { UploadPreview } from "./dataset-answer.ts";
import type { FileChoice } from "./wizard-address.ts";

export interface SheetStepProps {
  preview: UploadPreview;
  /** Another choice is being looked at. */
  isStale: boolean;
  onChoice: (choice: { [Key in keyof FileChoice]?: FileChoice[Key] | null }) => void;
  canGoOn: boolean;
  onNext: () => void;
}

const CELL_CHARACTERS = 120;

/** Which part of the file is the table: sheet and header row, or how the text is to be read. */
export function SheetStep({ preview, isStale, onChoice, canGoOn, onNext }: SheetStepProps) {
  const t = useTranslations("datasets.sheetStep");
  const { format, sheet, sheets, headerRow, headerProblem, firstRows } = preview;
  const width = Math.max(1, ...firstRows.map(({ cells }) => cells.length));
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
      {headerProblem ? (
        <Callout tone="danger" title={t("headerProblem")}>
          {headerProblem.detail}
        </Callout>
      ) : null}
      {format.kind === "jsonl" ? (
        <RecordTable preview={preview} />
      ) : (
        <section
          className={cn("overflow-auto rounded-lg border border-line bg-surface", isStale && "opacity-60")}
          aria-busy={isStale}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by key
          tabIndex={0}
          aria-label={t("firstRows")}
        >
          <table className="w-full border-collapse text-sm" aria-label={t("firstRows")}>
            <thead className="sticky top-0 bg-sunken text-muted text-xs">
              <tr>
                <th scope="col" className="h-7 px-3 text-start font-medium">
                  {t("header")}
                </th>
                {Array.from({ length: width }, (_, column) => (
                  <th key={columnLetters(column)} scope="col" className="h-7 px-3 text-start font-medium">
                    {columnLetters(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {firstRows.map(({ sourceRow, cells }) => (
                <tr
                  key={sourceRow}
                  className={cn(
                    "border-line border-b last:border-b-0",
                    sourceRow === headerRow && "bg-accent-soft font-medium",
                    sourceRow < headerRow && "text-faint line-through",
                  )}
                >
                  <td className="h-row whitespace-nowrap px-3 no-underline">
                    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2">
                      <input
                        type="radio"
                        name="header-row"
                        checked={sourceRow === headerRow}
                        onChange={() => onChoice({ headerRow: sourceRow })}
                        aria-label={t("chooseHeader", { row: sourceRow })}
                        className="size-4 accent-accent"
                      />
                      <span className="figures text-muted text-xs">{sourceRow}</span>
                    </label>
                  </td>
                  {Array.from({ length: width }, (_, column) => (
                    <td key={columnLetters(column)} className="max-w-64 truncate px-3">
                      {cells[column]?.slice(0, CELL_CHARACTERS)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <div className="flex justify-end">
        <Button variant="primary" disabled={!canGoOn} onClick={onNext}>
          {t("next")}
        </Button>
      </div>
    </div>
  );
}

const DELIMITER_NAMES = { ",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe" } as const;

/** The first records of a file that names its fields in each line. */
function RecordTable({ preview }: { preview: UploadPreview }) {
  const t = useTranslations("datasets.sheetStep");
  return (
    <section
      className="overflow-auto rounded-lg border border-line bg-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box has to be reachable by key
      tabIndex={0}
      aria-label={t("firstRows")}
    >
      <table className="w-full border-collapse text-sm" aria-label={t("firstRows")}>
        <thead className="bg-sunken text-muted text-xs">
          <tr>
            {preview.columns.map(({ header }) => (
              <th key={header} scope="col" className="h-7 px-3 text-start font-medium">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.firstRows.map(({ sourceRow, cells }) => (
            <tr key={sourceRow} className="border-line border-b last:border-b-0">
              {preview.columns.map(({ header }, column) => (
                <td key={header} className="h-row max-w-64 truncate px-3">
                  {cells[column]?.slice(0, CELL_CHARACTERS)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
