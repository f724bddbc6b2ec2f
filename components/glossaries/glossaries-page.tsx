"use client";
import { Languages, Plus } from "lucide-react";
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
import { TermsTabs } from "./terms-tabs.tsx";

/** A glossary as its list shows it. */
export interface GlossaryLine {
  id: string;
  name: string;
  version: number;
  entries: number;
  updatedAt: string;
  updatedBy: string | null;
}

/** The glossaries in use, and making one. */
export function GlossariesPage({ glossaries, mayWrite }: { glossaries: GlossaryLine[]; mayWrite: boolean }) {
  const t = useTranslations("checks.glossaries");
  const [creating, setCreating] = useState(false);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<GlossaryLine>[] = [
    { id: "name", header: t("name"), cell: ({ name }) => <span className="font-medium">{name}</span> },
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
        tabs={<TermsTabs current="/settings/glossaries" />}
        primaryAction={mayWrite ? add : null}
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={glossaries}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/settings/glossaries/${id}`}
        storageKey="glossaries"
        empty={<EmptyState icon={<Languages aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {creating ? <NewGlossaryDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function NewGlossaryDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("checks.glossaries");
  const words = useTranslations("common.action");
  const formId = useId();
  const router = useRouter();
  const create = useChange(client.glossaries.create, { touches: [api.glossaries.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.run({ name: String(form.get("name")) }, ({ id }) => router.push(`/settings/glossaries/${id}`));
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
      </form>
    </Dialog>
  );
}
