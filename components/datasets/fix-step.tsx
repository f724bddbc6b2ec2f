"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import { type ColumnMatch, planOf } from "./column-match.ts";
import type { UploadCheck, UploadPreview } from "./dataset-answer.ts";
import { FixDialog } from "./fix-dialog.tsx";
import { FixList } from "./fix-list.tsx";
import { type AskedInput, MissingInputs } from "./missing-inputs.tsx";
import type { FileChoice } from "./wizard-address.ts";

export interface FixStepProps {
  uploadId: string;
  /** The dataset that it is the next version of. */
  versionOf: string | null;
  preview: UploadPreview;
  choice: FileChoice;
  matches: ColumnMatch[];
  /** What the chosen template asks for. */
  inputs: readonly AskedInput[];
  onMatches: (matches: ColumnMatch[]) => void;
  fixes: CellFix[];
  onFixes: (fixes: CellFix[]) => void;
  onBack: () => void;
}

type Group = UploadCheck["groups"][number];

/** What would be left out, ways to let it in, and the import itself. */
export function FixStep(props: FixStepProps) {
  const { uploadId, versionOf, preview, choice, matches, inputs, onMatches, fixes, onFixes, onBack } = props;
  const t = useTranslations("datasets.fixStep");
  const format = useFormatter();
  const router = useRouter();
  const [name, setName] = useState(preview.fileName.replace(/\.[^.]+$/, ""));
  const [fixing, setFixing] = useState<Group | null>(null);
  const plan = planOf(matches, fixes);
  const check = useQuery({
    ...api.uploads.check.queryOptions({ input: { id: uploadId, ...choice, ...plan } }),
    enabled: matches.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const create = useMutation(
    api.datasets.create.mutationOptions({
      // A version is looked at for what changed, once it is there.
      onSuccess: ({ id }) => router.push(`/datasets/${id}${versionOf ? "?view=changes" : ""}`),
    }),
  );
  const change = (name: string, part: Partial<ColumnMatch>) =>
    onMatches(matches.map((match) => (match.name.trim() === name ? { ...match, ...part } : match)));

  const columns: DataTableColumn<Group>[] = [
    { id: "message", header: t("what"), cell: ({ message }) => message, wrap: true },
    {
      id: "examples",
      header: t("examples"),
      cell: ({ examples }) =>
        examples
          .map(({ sourceRow, value }) => t("example", { row: sourceRow, value: value || t("empty") }))
          .join(" · "),
    },
    { id: "count", header: t("rows"), align: "end", cell: ({ count }) => <NumberText value={count} /> },
    {
      id: "mend",
      header: t("mend"),
      cell: (group) => (
        <Mend group={group} onChange={(part) => change(group.column, part)} onFix={() => setFixing(group)} />
      ),
    },
  ];

  return (
    <div className="flex flex-col gap-4">
      <ProblemCallout error={check.error ?? create.error} />
      {check.isPending ? (
        <div aria-busy="true">
          <p className="mb-2 text-muted">{t("checking")}</p>
          <Skeleton className="h-40 w-full" />
        </div>
      ) : check.data ? (
        <>
          <Callout
            tone={check.data.rejected > 0 ? "warning" : "success"}
            title={
              check.data.rejected > 0
                ? t("someRejected", { rejected: check.data.rejected, checked: check.data.rowsChecked })
                : t("allFit", { checked: check.data.rowsChecked })
            }
          >
            {check.data.isComplete
              ? check.data.rejected > 0
                ? t("goOnAnyway")
                : null
              : t("onlyFirst", { checked: format.number(check.data.rowsChecked) })}
          </Callout>
          {check.data.groups.length > 0 ? (
            <DataTable
              label={t("groups")}
              columns={columns}
              rows={check.data.groups}
              rowKey={({ rule, column }) => `${rule} ${column}`}
              plain
            />
          ) : null}
        </>
      ) : null}
      <FixList fixes={plan.fixes} onFixes={onFixes} />
      {fixing ? (
        <FixDialog
          group={fixing}
          onClose={() => setFixing(null)}
          onFix={(fix) => {
            const others = plan.fixes.filter((other) => JSON.stringify(other) !== JSON.stringify(fix));
            onFixes([...others, fix]);
            setFixing(null);
          }}
        />
      ) : null}
      {inputs.length > 0 ? <MissingInputs inputs={inputs} matches={matches} /> : null}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({
            ...{ uploadId, name: name.trim(), ...choice, ...plan },
            ...(versionOf !== null && { versionOf }),
          });
        }}
      >
        <Field label={t("name")} className="max-w-md">
          <Input value={name} onValueChange={setName} maxLength={200} required />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onBack}>{t("back")}</Button>
          <Button
            variant="primary"
            type="submit"
            loading={create.isPending || create.isSuccess}
            disabled={!check.data || name.trim() === "" || check.data.rejected === check.data.rowsChecked}
          >
            {t("import")}
          </Button>
        </div>
      </form>
    </div>
  );
}

/** What would let these rows in without touching the file. */
function Mend({
  group,
  onChange,
  onFix,
}: {
  group: Group;
  onChange: (part: Partial<ColumnMatch>) => void;
  onFix: () => void;
}) {
  const t = useTranslations("datasets.fixStep");
  if (group.column === "") return <span className="text-muted">{t("afterImport")}</span>;
  return (
    <span className="flex gap-1">
      {group.rule === "missing_value" ? (
        <Button size="sm" onClick={() => onChange({ required: false })}>
          {t("notRequired")}
        </Button>
      ) : group.rule.startsWith("not_") ? (
        <Button size="sm" onClick={() => onChange({ type: "text" })}>
          {t("asText")}
        </Button>
      ) : null}
      <Button size="sm" onClick={onFix}>
        {group.rule === "missing_value" ? t("fill") : t("replace")}
      </Button>
    </span>
  );
}
