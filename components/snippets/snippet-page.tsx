"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { useChange } from "#components/api/use-change.ts";
import { liquidWith } from "#components/templates/liquid-extensions.ts";
import { SectionEditor } from "#components/templates/section-editor.tsx";
import { TextDiff } from "#components/templates/text-diff.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { checkSnippet } from "#lib/templates/snippets/check-snippet.ts";
import { positionAt } from "#lib/templates/text-position.ts";

/** A snippet as its page shows it; times are RFC 3339. */
export interface WholeSnippet {
  id: string;
  name: string;
  version: number;
  text: string;
  archivedAt: string | null;
  versions: { version: number; text: string; createdAt: string; createdBy: string | null }[];
  usedIn: {
    templateId: string;
    templateName: string;
    versionNumber: number | null;
    snippetVersion: number;
  }[];
}

/** A snippet: its text, each change of it its next version, where it is used, and what each version changed. */
export function SnippetPage({ snippet, mayWrite }: { snippet: WholeSnippet; mayWrite: boolean }) {
  const { id, name, version, archivedAt } = snippet;
  const t = useTranslations("templates.snippets");
  const router = useRouter();
  const readOnly = !mayWrite || archivedAt !== null;
  const [text, setText] = useState(snippet.text);
  const [archiving, setArchiving] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  const save = useChange(client.snippets.putText, { touches: [api.snippets.key()] });
  const tag = `{% render "${name}" %}`;
  const keep = () =>
    save.run({ id, text, version }, (saved) => {
      showToast({ title: t("saved", { version: saved.version }) });
      router.refresh();
    });

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("title"), href: "/settings/snippets" }]}
        title={name}
        facts={[
          t("version", { version }),
          <span key="tag" className="inline-flex items-center gap-1">
            <Code>{tag}</Code>
            <CopyButton text={tag} />
          </span>,
        ]}
        actions={readOnly ? null : <Button onClick={() => setArchiving(true)}>{t("archive")}</Button>}
        primaryAction={
          readOnly ? null : (
            <Button variant="primary" onClick={keep} loading={save.pending} disabled={text === snippet.text}>
              {t("save")}
            </Button>
          )
        }
      />
      {archivedAt ? <Callout tone="warning">{t("archived")}</Callout> : null}
      {save.problem ? <Callout tone="danger">{save.problem}</Callout> : null}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <SnippetText name={name} text={text} onChange={setText} onSave={keep} readOnly={readOnly} />
        <div className="grid gap-4">
          <Card title={t("usedIn")}>
            {snippet.usedIn.length === 0 ? <p className="text-muted">{t("unused")}</p> : null}
            <ul className="flex flex-col gap-1">
              {snippet.usedIn.map((use) => (
                <li
                  key={`${use.templateId}:${use.versionNumber}`}
                  className="flex flex-wrap justify-between gap-x-3"
                >
                  <TextLink href={`/templates/${use.templateId}`}>
                    {use.templateName} ·{" "}
                    {use.versionNumber === null
                      ? t("draft")
                      : t("templateVersion", { number: use.versionNumber })}
                  </TextLink>
                  <span className={use.snippetVersion < version ? "text-warning-text" : "text-muted"}>
                    {t("version", { version: use.snippetVersion })}
                  </span>
                </li>
              ))}
            </ul>
          </Card>
          <Card title={t("versions")}>
            <ul className="flex flex-col gap-1">
              {snippet.versions.map((made) => (
                <li key={made.version} className="flex flex-wrap items-center justify-between gap-x-3">
                  <button
                    type="button"
                    onClick={() => setOpened(made.version)}
                    className="min-h-6 rounded-sm text-accent-text hover:underline"
                  >
                    {t("version", { version: made.version })}
                  </button>
                  <span className="text-muted text-xs">
                    {made.createdBy ?? "—"}, <DateTime iso={made.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
      {opened === null ? null : (
        <VersionDialog snippet={snippet} version={opened} onClose={() => setOpened(null)} />
      )}
      <ConfirmChange
        open={archiving}
        onOpenChange={setArchiving}
        title={t("archiveOne", { name })}
        description={t("archiveHint")}
        confirmLabel={t("archive")}
        danger
        change={client.snippets.archive}
        input={{ id }}
        touches={[api.snippets.key()]}
        onDone={() => router.push("/settings/snippets")}
      />
    </>
  );
}

function SnippetText({
  name,
  text,
  onChange,
  onSave,
  readOnly,
}: {
  name: string;
  text: string;
  onChange: (text: string) => void;
  onSave: () => void;
  readOnly: boolean;
}) {
  const t = useTranslations("templates");
  const library = useQuery(api.snippets.list.queryOptions({ input: {} })).data?.items;
  const problem = useMemo(() => library && checkSnippet({ name, text }, library), [name, text, library]);
  const others = (library ?? []).map((other) => other.name).filter((other) => other !== name);
  const key = JSON.stringify(others);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor takes a new language only for new names
  const language = useMemo(
    () =>
      liquidWith(
        { inputs: [], columns: [], snippets: others, steps: [] },
        {
          property: t("sections.languageProperty"),
          snippet: t("sections.snippet"),
          step: t("sections.step"),
          field: t("sections.stepField"),
        },
      ),
    [key],
  );
  const message = problem ? t(`errors.${problem.code}` as "errors.template_syntax", problem.params) : "";
  const diagnostics = useMemo(
    () => (problem ? [{ from: problem.from, to: problem.to, severity: problem.severity, message }] : []),
    [problem, message],
  );
  return (
    <Card title={t("snippets.text")} flush>
      <SectionEditor
        label={t("snippets.text")}
        hint={t("snippets.textHint")}
        value={text}
        onChange={onChange}
        onSave={onSave}
        readOnly={readOnly}
        language={language}
        diagnostics={diagnostics}
      />
      {problem ? (
        <p className="px-3 pb-2 text-danger-text text-xs">
          <span className="figures text-muted">
            {t("sections.position", { ...positionAt(text, problem.from) })}
          </span>{" "}
          {message}
        </p>
      ) : null}
    </Card>
  );
}

function VersionDialog({
  snippet: { versions },
  version,
  onClose,
}: {
  snippet: WholeSnippet;
  version: number;
  onClose: () => void;
}) {
  const t = useTranslations("templates.snippets");
  const textOf = (wanted: number) => versions.find((made) => made.version === wanted)?.text ?? "";
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("version", { version })} width="lg">
      <TextDiff
        before={textOf(version - 1)}
        after={textOf(version)}
        beforeLabel={version === 1 ? "—" : t("version", { version: version - 1 })}
        afterLabel={t("version", { version })}
      />
    </Dialog>
  );
}
