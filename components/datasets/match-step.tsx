"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { type ColumnMatch, namesGivenTwice } from "./column-match.ts";
import type { UploadPreview } from "./dataset-answer.ts";
import { MatchRow } from "./match-row.tsx";
import { type AskedInput, MissingInputs } from "./missing-inputs.tsx";

export interface MatchStepProps {
  preview: UploadPreview;
  /** The file is the next version of a dataset. */
  isVersion: boolean;
  matches: ColumnMatch[];
  onMatches: (matches: ColumnMatch[]) => void;
  /** What the chosen template asks for. */
  inputs: readonly AskedInput[];
  template: string | null;
  onTemplate: (id: string | null) => void;
  onBack: () => void;
  onNext: () => void;
}

/** Which column of the file is which input, and what its cells have to hold. */
export function MatchStep(props: MatchStepProps) {
  const { preview, isVersion, matches, onMatches, inputs, template, onTemplate, onBack, onNext } = props;
  const t = useTranslations("datasets.matchStep");
  const listId = useId();
  const templates = useQuery(api.templates.list.queryOptions({ input: { limit: 100 } }));
  const twice = namesGivenTwice(matches);
  const taken = matches.filter((match) => match.taken);
  const isNameless = taken.some(({ name }) => name.trim() === "");
  const change = (header: string, part: Partial<ColumnMatch>) =>
    onMatches(matches.map((match) => (match.header === header ? { ...match, ...part } : match)));

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("template")} hint={t("templateHint")} group optional>
          <Select
            aria-label={t("template")}
            value={template ?? ""}
            options={[
              { value: "", label: t("noTemplate") },
              ...(templates.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []),
            ]}
            onValueChange={(id) => onTemplate(id || null)}
          />
        </Field>
      </div>
      {preview.remembered ? (
        <div className="text-muted">
          <p>{t(isVersion ? "asFormer" : "remembered", { name: preview.remembered.dataset.name })}</p>
          {isVersion ? <ColumnsApart preview={preview} /> : null}
        </div>
      ) : null}
      {template ? <MissingInputs inputs={inputs} matches={matches} /> : null}
      <div className="overflow-auto rounded-lg border border-line bg-surface">
        <table className="w-full border-collapse text-sm" aria-label={t("columns")}>
          <thead className="bg-sunken text-muted text-xs">
            <tr>
              <th scope="col" className="h-7 w-10 px-3 text-start font-medium">
                {t("take")}
              </th>
              <th scope="col" className="h-7 px-3 text-start font-medium">
                {t("header")}
              </th>
              <th scope="col" className="h-7 px-3 text-start font-medium">
                {t("samples")}
              </th>
              <th scope="col" className="h-7 px-3 text-end font-medium">
                {t("filled")}
              </th>
              <th scope="col" className="h-7 px-3 text-start font-medium">
                {t("name")}
              </th>
              <th scope="col" className="h-7 px-3 text-start font-medium">
                {t("type")}
              </th>
              <th scope="col" className="h-7 px-3 text-start font-medium">
                {t("required")}
              </th>
            </tr>
          </thead>
          <tbody>
            {matches.map((match) => (
              <MatchRow
                key={match.header}
                match={match}
                preview={preview}
                isTwice={match.taken && twice.has(match.name.trim())}
                namesListId={listId}
                onChange={(part) => change(match.header, part)}
              />
            ))}
          </tbody>
        </table>
        <datalist id={listId}>
          {inputs.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>{t("back")}</Button>
        <Button
          variant="primary"
          disabled={taken.length === 0 || twice.size > 0 || isNameless}
          onClick={onNext}
        >
          {t("next")}
        </Button>
      </div>
    </div>
  );
}

/** The columns that the former version had and this file lacks, and those that are new in it. */
function ColumnsApart({ preview: { columns, remembered } }: { preview: UploadPreview }) {
  const t = useTranslations("datasets.matchStep");
  const lacking = remembered?.lacking ?? [];
  const known = new Set(remembered?.columns.map(({ header }) => header));
  const added = columns.filter(({ header }) => !known.has(header)).map(({ header }) => header);
  return (
    <>
      {lacking.length > 0 ? (
        <p className="text-warning-text">{t("lacking", { columns: lacking.join(" · ") })}</p>
      ) : null}
      {added.length > 0 ? <p>{t("added", { columns: added.join(" · ") })}</p> : null}
    </>
  );
}
