"use client";
import { useQuery } from "@tanstack/react-query";
import { FileUp, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { useChange } from "#components/api/use-change.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { RecallHitsDialog } from "#components/publishing/recall-hits-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";
import { type LexiconEdits, withEdits, withEntry, withoutEntry } from "#lib/checks/lexicons/lexicon-edits.ts";
import { TABLE_FORMATS } from "#lib/table-format.ts";
import { ExportMenu } from "./export-menu.tsx";
import { ImportTableDialog } from "./import-table-dialog.tsx";
import { LexiconEntries } from "./lexicon-entries.tsx";
import { LexiconEntryDialog } from "./lexicon-entry-dialog.tsx";
import { lexiconFacts } from "./lexicon-facts.ts";
import { RescanDialog } from "./rescan-dialog.tsx";
import { RescanList } from "./rescan-list.tsx";
import { TryLexicon } from "./try-lexicon.tsx";
import { VersionChangesDialog } from "./version-changes-dialog.tsx";
import { type TableVersion, VersionList } from "./version-list.tsx";

/** A lexicon as its page shows it. */
export interface LexiconWithTerms {
  id: string;
  name: string;
  languages: string[];
  version: number;
  updatedAt: string;
  entries: LexiconEntry[];
  versions: TableVersion[];
}

/** A lexicon: its terms, changed together as its next version, a text to try it on, its versions, and what it says of old outputs. */
export function LexiconPage({
  lexicon,
  mayWrite,
  mayRescan,
  mayRecall,
}: {
  lexicon: LexiconWithTerms;
  mayWrite: boolean;
  mayRescan: boolean;
  mayRecall: boolean;
}) {
  const t = useTranslations("checks.lexicon");
  const table = useTranslations("checks.table");
  const textOf = useProblemText();
  const router = useRouter();
  // Kept by the browser until they are saved: neither Back nor a reload nor somebody else's version loses them.
  const [edits, setEdits] = useStoredState<LexiconEdits>(`lexicon-edits.${lexicon.id}`, {});
  const entries = useMemo(() => withEdits(lexicon.entries, edits), [lexicon.entries, edits]);
  const [edited, setEdited] = useState<LexiconEntry | "new" | null>(null);
  const [archiving, setArchiving] = useState(false);
  const [dialog, setDialog] = useState<"import" | "rescan" | "recall" | null>(null);
  const [opened, setOpened] = useState<TableVersion | null>(null);
  const opening = useQuery({
    ...api.lexicons.changes.queryOptions({
      input: { id: lexicon.id, from: (opened?.version ?? 2) - 1, to: opened?.version ?? 2 },
    }),
    enabled: opened !== null,
  });
  const save = useChange(client.lexicons.putEntries, { touches: [api.lexicons.key()] });
  const changes = Object.keys(edits).length;
  const put = (entry: LexiconEntry, before: LexiconEntry | null) => {
    setEdits(withEntry(edits, before, entry));
    setEdited(null);
  };
  // What was refused because of another version is to be saved over that one.
  useEffect(() => {
    if (save.problem) router.refresh();
  }, [save.problem, router]);

  function saveAll() {
    save.run({ id: lexicon.id, entries, version: lexicon.version }, ({ version }) => {
      setEdits({});
      showToast({ title: t("savedToast", { version }) });
      router.refresh();
    });
  }

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("all"), href: "/settings/lexicons" }]}
        title={lexicon.name}
        facts={[
          lexicon.languages.join(", ") || t("everyLanguage"),
          t("terms", { count: entries.length }),
          t("version", { version: lexicon.version }),
        ]}
        actions={
          <>
            <ExportMenu
              label={t("export")}
              files={TABLE_FORMATS.map((format) => ({
                name: t("exportAs", { format }),
                href: `/api/v1/lexicons/${lexicon.id}/file?format=${format}`,
              }))}
            />
            {mayRescan ? <Button onClick={() => setDialog("rescan")}>{t("rescan")}</Button> : null}
            {mayRecall ? <Button onClick={() => setDialog("recall")}>{t("recall")}</Button> : null}
            {mayWrite ? (
              <>
                <Button icon={<FileUp aria-hidden />} onClick={() => setDialog("import")}>
                  {t("import")}
                </Button>
                {changes > 0 ? <Button onClick={() => setEdits({})}>{t("discard")}</Button> : null}
                <Button onClick={() => setArchiving(true)}>{t("archive")}</Button>
                <Button icon={<Plus aria-hidden />} onClick={() => setEdited("new")}>
                  {t("addTerm")}
                </Button>
              </>
            ) : null}
          </>
        }
        primaryAction={
          mayWrite ? (
            <Button variant="primary" disabled={changes === 0} loading={save.pending} onClick={saveAll}>
              {t("save", { count: changes })}
            </Button>
          ) : null
        }
      />
      {save.problem ? <Callout tone="danger">{save.problem}</Callout> : null}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <LexiconEntries
          entries={entries}
          onEdit={mayWrite ? setEdited : null}
          onRemove={mayWrite ? (entry) => setEdits(withoutEntry(edits, lexicon.entries, entry)) : null}
        />
        <div className="flex min-w-0 flex-col gap-4">
          <TryLexicon
            lexiconId={lexicon.id}
            language={lexicon.languages[0] ?? "en"}
            isChanged={changes > 0}
          />
          <VersionList
            title={t("versions")}
            versions={lexicon.versions}
            countOf={(count) => t("terms", { count })}
            onOpen={setOpened}
          />
          <RescanList lexiconId={lexicon.id} />
        </div>
      </div>
      {edited ? (
        <LexiconEntryDialog
          entry={edited === "new" ? null : edited}
          taken={entries}
          onSave={(entry) => put(entry, edited === "new" ? null : edited)}
          onClose={() => setEdited(null)}
        />
      ) : null}
      {opened ? (
        <VersionChangesDialog
          version={opened}
          changes={opening.data?.items}
          problem={opening.error ? textOf(opening.error) : null}
          factsOf={lexiconFacts}
          onClose={() => setOpened(null)}
        />
      ) : null}
      {dialog === "rescan" ? <RescanDialog lexiconId={lexicon.id} onClose={() => setDialog(null)} /> : null}
      {dialog === "recall" ? (
        <RecallHitsDialog lexiconId={lexicon.id} onClose={() => setDialog(null)} />
      ) : null}
      {dialog === "import" ? (
        <ImportTableDialog
          path={`/lexicons/${lexicon.id}`}
          name={lexicon.name}
          version={lexicon.version}
          accept=".xlsx,.csv,.tsv,.txt,.jsonl"
          hint={table("fileHintLexicon")}
          factsOf={lexiconFacts}
          onTaken={() => {
            setDialog(null);
            router.refresh();
          }}
          onClose={() => setDialog(null)}
        />
      ) : null}
      <ConfirmChange
        open={archiving}
        onOpenChange={setArchiving}
        title={t("archiveOne", { name: lexicon.name })}
        description={t("archiveHint")}
        confirmLabel={t("archive")}
        danger
        change={client.lexicons.archive}
        input={{ id: lexicon.id }}
        touches={[api.lexicons.key()]}
        onDone={() => router.push("/settings/lexicons")}
      />
    </>
  );
}
