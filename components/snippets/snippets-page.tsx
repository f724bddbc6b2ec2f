"use client";
import { Plus, Puzzle } from "lucide-react";
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

/** A snippet as its list shows it. */
export interface SnippetLine {
  id: string;
  name: string;
  version: number;
  usedBy: number;
  updatedAt: string;
  updatedBy: string | null;
}

/** The snippets in use, and making one. */
export function SnippetsPage({ snippets, mayWrite }: { snippets: SnippetLine[]; mayWrite: boolean }) {
  const t = useTranslations("templates.snippets");
  const [creating, setCreating] = useState(false);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<SnippetLine>[] = [
    { id: "name", header: t("name"), cell: ({ name }) => <span className="font-medium">{name}</span> },
    { id: "version", header: t("versionColumn"), align: "end", cell: ({ version }) => version },
    {
      id: "used",
      header: t("usedBy"),
      align: "end",
      cell: ({ usedBy }) => <NumberText value={usedBy} />,
    },
    { id: "updated", header: t("updated"), cell: ({ updatedAt }) => <DateTime iso={updatedAt} relative /> },
    { id: "by", header: t("by"), cell: ({ updatedBy }) => updatedBy ?? "—" },
  ];
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={mayWrite ? add : null} />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={snippets}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/settings/snippets/${id}`}
        storageKey="snippets"
        empty={<EmptyState icon={<Puzzle aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {creating ? <NewSnippetDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function NewSnippetDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("templates.snippets");
  const words = useTranslations("common.action");
  const formId = useId();
  const router = useRouter();
  const create = useChange(client.snippets.create, { touches: [api.snippets.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.run({ name: String(form.get("name")) }, ({ id }) => router.push(`/settings/snippets/${id}`));
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
        <Field label={t("name")} hint={t("nameHint")} error={create.misfit("name")}>
          <Input name="name" maxLength={64} autoComplete="off" autoFocus />
        </Field>
      </form>
    </Dialog>
  );
}
