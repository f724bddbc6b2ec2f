"use client";
import { BookOpenCheck, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { PeriodReport } from "./period-report.tsx";

/** A lexicon as its list shows it. */
export interface LexiconLine {
  id: string;
  name: string;
  languages: string[];
  version: number;
  entries: number;
  updatedAt: string;
  updatedBy: string | null;
}

/** The lexicons in use, and making one. */
export function LexiconsPage({
  lexicons,
  mayWrite,
  mayReport,
}: {
  lexicons: LexiconLine[];
  mayWrite: boolean;
  /** May download what an audit asks for. */
  mayReport: boolean;
}) {
  const t = useTranslations("checks.lexicons");
  const [creating, setCreating] = useState(false);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<LexiconLine>[] = [
    { id: "name", header: t("name"), cell: ({ name }) => <span className="font-medium">{name}</span> },
    {
      id: "languages",
      header: t("languages"),
      cell: ({ languages }) => languages.join(", ") || t("everyLanguage"),
    },
    {
      id: "terms",
      header: t("terms"),
      align: "end",
      cell: ({ entries }) => <NumberText value={entries} />,
    },
    { id: "version", header: t("version"), align: "end", cell: ({ version }) => version },
    { id: "updated", header: t("updated"), cell: ({ updatedAt }) => <DateTime iso={updatedAt} relative /> },
    { id: "by", header: t("by"), cell: ({ updatedBy }) => updatedBy ?? "—" },
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("about")]}
        actions={mayReport ? <PeriodReport /> : null}
        primaryAction={mayWrite ? add : null}
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={lexicons}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/settings/lexicons/${id}`}
        storageKey="lexicons"
        empty={<EmptyState icon={<BookOpenCheck aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {creating ? <NewLexiconDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function NewLexiconDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("checks.lexicons");
  const words = useTranslations("common.action");
  const formId = useId();
  const router = useRouter();
  const create = useChange(client.lexicons.create, { touches: [api.lexicons.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const languages = String(form.get("languages"))
      .split(/[\s,，、]+/)
      .filter((tag) => tag !== "");
    create.run({ name: String(form.get("name")), languages }, ({ id }) =>
      router.push(`/settings/lexicons/${id}`),
    );
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("add")}
      description={t("about")}
      footer={
        <FormButtons formId={formId} label={words("create")} pending={create.pending} onCancel={onClose} />
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
        <Field label={t("name")} error={create.misfit("name")}>
          <Input name="name" maxLength={200} autoComplete="off" autoFocus />
        </Field>
        <Field
          label={t("languages")}
          hint={t("languagesHint")}
          optional
          error={create.misfit("languages") ?? create.misfit("languages.0")}
        >
          <Input name="languages" maxLength={200} autoComplete="off" placeholder="zh, en" />
        </Field>
      </form>
    </Dialog>
  );
}
