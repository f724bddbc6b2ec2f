"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { sendWorkbook, type Workbook, WorkbookRefused } from "./send-workbook.ts";
import { WorkbookColumns } from "./workbook-columns.tsx";
import type { WorkbookDraft } from "./workbook-draft.ts";
import { WorkbookRows } from "./workbook-rows.tsx";

/** What is known of the workbook that a draft names, by the rows it has chosen. */
export function useWorkbook({ uploadId, sheet, headerRow, firstRow }: WorkbookDraft) {
  return useQuery({
    ...api.channels.workbooks.get.queryOptions({
      input: {
        id: uploadId,
        ...(sheet !== "" && { sheet }),
        ...(headerRow !== null && { headerRow }),
        ...(firstRow !== null && { firstRow }),
      },
    }),
    enabled: uploadId !== "",
    placeholderData: keepPreviousData,
  });
}

/** The workbook of a channel: its file, sheet, header and first row of data, its key and what its columns take. */
export function WorkbookFields({
  draft,
  onChange,
  misfit,
}: {
  draft: WorkbookDraft;
  onChange: (draft: WorkbookDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.channels.workbook");
  const textOf = useProblemText();
  const [file, setFile] = useState<File | null>(null);
  const [isLooking, setIsLooking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { data: workbook, error } = useWorkbook(draft);
  const set = (change: Partial<WorkbookDraft>) => onChange({ ...draft, ...change });

  // While a workbook is looked into, somebody fills in the rest.
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });

  // What the workbook seems to say is taken with it; a person may set it otherwise afterwards.
  async function take(asked: Promise<Workbook>): Promise<boolean> {
    setIsLooking(true);
    setRefusal(null);
    try {
      const { uploadId, sheet, headerRow, firstRow, keyColumn, columns } = await asked;
      const required = columns.filter(({ isRequired }) => isRequired).map(({ name }) => name);
      latest.current({ uploadId, sheet, headerRow, firstRow, keyColumn, required });
      return true;
    } catch (cause) {
      setRefusal(cause instanceof WorkbookRefused ? cause.message : textOf(cause));
      return false;
    } finally {
      setIsLooking(false);
    }
  }

  async function send(chosen: File) {
    if (await take(sendWorkbook(chosen))) setFile(chosen);
  }

  const lookAt = (choice: { sheet: string; headerRow?: number }) =>
    void take(client.channels.workbooks.get({ id: draft.uploadId, ...choice }));

  return (
    <>
      <Field label={t("file")} group error={refusal ?? misfit("config.uploadId")}>
        <FileDrop
          label={t("file")}
          accept=".xlsx"
          file={file}
          disabled={isLooking}
          onFile={(chosen) => void send(chosen)}
          hint={isLooking ? t("sending") : (workbook?.fileName ?? t("fileHint"))}
        />
      </Field>
      {error ? <Callout tone="danger">{textOf(error)}</Callout> : null}
      {workbook && draft.uploadId !== "" ? (
        <>
          <div className="flex flex-wrap gap-4">
            <Field label={t("sheet")} group error={misfit("config.sheet")}>
              <Select
                aria-label={t("sheet")}
                value={draft.sheet}
                options={workbook.sheets.map(({ name, hidden }) => ({
                  value: name,
                  label: hidden ? t("hiddenSheet", { name }) : name,
                }))}
                onValueChange={(sheet) => lookAt({ sheet })}
              />
            </Field>
            <Field label={t("headerRow")} hint={t("headerRowHint")} error={misfit("config.headerRow")}>
              <NumberInput
                value={draft.headerRow ?? workbook.headerRow}
                min={1}
                max={200}
                onValueChange={(headerRow) => headerRow !== null && lookAt({ sheet: draft.sheet, headerRow })}
              />
            </Field>
            <Field label={t("firstRow")} hint={t("firstRowHint")} error={misfit("config.firstRow")}>
              <NumberInput
                value={draft.firstRow ?? workbook.firstRow}
                min={2}
                max={400}
                onValueChange={(firstRow) => set({ firstRow })}
              />
            </Field>
          </div>
          <WorkbookRows workbook={workbook} />
          <Field label={t("keyColumn")} hint={t("keyColumnHint")} optional error={misfit("config.keyColumn")}>
            <Combobox
              aria-label={t("keyColumn")}
              value={draft.keyColumn}
              placeholder={t("noKeyColumn")}
              options={workbook.columns.map(({ name, letters }) => ({
                value: name,
                label: name,
                hint: letters,
              }))}
              onValueChange={(keyColumn) => set({ keyColumn })}
            />
          </Field>
          <WorkbookColumns
            columns={workbook.columns}
            required={draft.required}
            onRequired={(required) => set({ required })}
          />
        </>
      ) : null}
    </>
  );
}
