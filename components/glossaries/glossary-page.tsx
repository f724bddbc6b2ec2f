"use client";
import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { useChange } from "#components/api/use-change.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { ExportMenu } from "#components/checks/export-menu.tsx";
import { glossaryFacts } from "#components/checks/glossary-facts.ts";
import { ImportTableDialog } from "#components/checks/import-table-dialog.tsx";
import { VersionChangesDialog } from "#components/checks/version-changes-dialog.tsx";
import { type TableVersion, VersionList } from "#components/checks/version-list.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";
import { TABLE_FORMATS } from "#lib/table-format.ts";
import { GlossaryEntries } from "./glossary-entries.tsx";
import { GlossaryEntryDialog } from "./glossary-entry-dialog.tsx";

/** A glossary as its page shows it. */
export interface GlossaryWithTerms {
  id: string;
  name: string;
  version: number;
  updatedAt: string;
  entries: GlossaryEntry[];
  versions: TableVersion[];
}

/** A glossary: its terms, each change of them its next version, and its versions. */
export function GlossaryPage({ glossary, mayWrite }: { glossary: GlossaryWithTerms; mayWrite: boolean }) {
  const { id, name, version, entries } = glossary;
  const t = useTranslations("checks.glossary");
  const table = useTranslations("checks.table");
  const textOf = useProblemText();
  const router = useRouter();
  const [edited, setEdited] = useState<GlossaryEntry | "new" | null>(null);
  const [dialog, setDialog] = useState<"import" | "archive" | null>(null);
  const [opened, setOpened] = useState<TableVersion | null>(null);
  const save = useChange(client.glossaries.putEntries, { touches: [api.glossaries.key()] });
  const opening = useQuery({
    ...api.glossaries.changes.queryOptions({
      input: { id, from: (opened?.version ?? 2) - 1, to: opened?.version ?? 2 },
    }),
    enabled: opened !== null,
  });

  function keep(changed: GlossaryEntry[]) {
    save.run({ id, entries: changed, version }, (saved) => {
      setEdited(null);
      showToast({ title: t("savedToast", { version: saved.version }) });
      router.refresh();
    });
  }

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("all"), href: "/settings/glossaries" }]}
        title={name}
        facts={[t("terms", { count: entries.length }), t("version", { version })]}
        actions={
          <>
            <ExportMenu
              label={t("export")}
              files={[...TABLE_FORMATS, "tmx"].map((format) => ({
                name: t("exportAs", { format }),
                href: `/api/v1/glossaries/${id}/file?format=${format}`,
              }))}
            />
            {mayWrite ? (
              <>
                <Button icon={<FileUp aria-hidden />} onClick={() => setDialog("import")}>
                  {t("import")}
                </Button>
                <Button onClick={() => setDialog("archive")}>{t("archive")}</Button>
              </>
            ) : null}
          </>
        }
        primaryAction={
          mayWrite ? (
            <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setEdited("new")}>
              {t("addTerm")}
            </Button>
          ) : null
        }
      />
      {save.problem && edited === null ? <Callout tone="danger">{save.problem}</Callout> : null}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <GlossaryEntries
          entries={entries}
          onEdit={mayWrite ? setEdited : null}
          onRemove={mayWrite ? (entry) => keep(entries.filter((other) => other !== entry)) : null}
        />
        <VersionList
          title={t("versions")}
          versions={glossary.versions}
          countOf={(count) => t("terms", { count })}
          onOpen={setOpened}
        />
      </div>
      {edited ? (
        <GlossaryEntryDialog
          entry={edited === "new" ? null : edited}
          taken={entries}
          pending={save.pending}
          problem={save.problem}
          onSave={(entry) =>
            keep(
              edited === "new"
                ? [entry, ...entries]
                : entries.map((other) => (other === edited ? entry : other)),
            )
          }
          onClose={() => setEdited(null)}
        />
      ) : null}
      {opened ? (
        <VersionChangesDialog
          version={opened}
          changes={opening.data?.items}
          problem={opening.error ? textOf(opening.error) : null}
          factsOf={glossaryFacts}
          onClose={() => setOpened(null)}
        />
      ) : null}
      {dialog === "import" ? (
        <ImportTableDialog
          path={`/glossaries/${id}`}
          name={name}
          version={version}
          accept=".tmx,.xlsx,.csv,.tsv,.txt,.jsonl"
          hint={table("fileHintGlossary")}
          factsOf={glossaryFacts}
          onTaken={() => {
            setDialog(null);
            router.refresh();
          }}
          onClose={() => setDialog(null)}
        />
      ) : null}
      <ConfirmChange
        open={dialog === "archive"}
        onOpenChange={(open) => setDialog(open ? "archive" : null)}
        title={t("archiveOne", { name })}
        description={t("archiveHint")}
        confirmLabel={t("archive")}
        danger
        change={client.glossaries.archive}
        input={{ id }}
        touches={[api.glossaries.key()]}
        onDone={() => router.push("/settings/glossaries")}
      />
    </>
  );
}
