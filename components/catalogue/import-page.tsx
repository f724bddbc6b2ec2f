"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { useServerEvents } from "#components/api/use-server-events.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { ImportAnswer, ImportSummary } from "./catalogue-answers.ts";
import { importedProductsHref } from "./filter-draft.ts";
import { IMPORT_VIEWS, ImportChanges } from "./import-changes.tsx";
import { ImportErrors } from "./import-errors.tsx";
import { ImportStatus, isMoving } from "./import-status.tsx";

/** One import: what it would do or did, and the buttons that write it or take it back. */
export function ImportPage({ asLoaded, mayWrite }: { asLoaded: ImportAnswer; mayWrite: boolean }) {
  const t = useTranslations("catalogue.importPage");
  const tabs = useTranslations("catalogue.tabs");
  const counts = useTranslations("catalogue.imports");
  const format = useFormatter();
  const router = useRouter();
  const { id } = asLoaded;
  const [view, setView] = useQueryState("view", parseAsStringLiteral(IMPORT_VIEWS));
  const [asking, setAsking] = useState<"commit" | "rollback" | null>(null);
  const query = useQuery({
    ...api.catalogue.imports.get.queryOptions({ input: { id } }),
    initialData: asLoaded,
  });
  const [heard, setHeard] = useState<ImportSummary | null>(null);
  const { status, sameFile, errors, fixes } = query.data;
  useServerEvents<ImportSummary>({
    source: isMoving(status) ? `${id}.${status}` : null,
    open: (signal) => client.catalogue.imports.events({ id }, { signal }),
    hear: setHeard,
    isLast: (now) => !isMoving(now.status),
    onEnd: () => void query.refetch(),
  });
  const found = isMoving(status) && heard ? heard : query.data;
  const touches = [api.catalogue.imports.key(), api.products.key()];
  const commit = useChange(client.catalogue.imports.commit, { touches });
  const rollback = useChange(client.catalogue.imports.rollback, { touches });
  const discard = useChange(client.catalogue.imports.discard, { touches });
  const again = useChange(client.catalogue.imports.again, { touches });
  const toWrite = found.counts.new + found.counts.changed;
  const shown = view ?? (found.counts.changed > 0 ? "changed" : found.counts.new > 0 ? "new" : "invalid");
  const problem = commit.problem ?? rollback.problem ?? discard.problem ?? again.problem;
  const isReady = found.status === "ready";
  const mayBeReadAgain = isReady || ["committed", "failed", "rolled-back"].includes(found.status);
  const open = (next: { id: string }) => router.push(`/catalogue/imports/${next.id}`);

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: tabs("imports"), href: "/catalogue/imports" }]}
        title={found.fileName}
        badge={<ImportStatus status={found.status} />}
        facts={[found.createdBy.name, <DateTime key="at" iso={found.createdAt} />]}
        actions={
          <>
            {found.status === "committed" ? (
              <LinkButton href={importedProductsHref(id)}>{t("toProducts")}</LinkButton>
            ) : null}
            {mayWrite ? (
              <>
                {isReady || found.status === "reading" || found.status === "failed" ? (
                  <Button loading={discard.pending} onClick={() => discard.run({ id })}>
                    {t("discard")}
                  </Button>
                ) : null}
                {isReady || found.status === "failed" || found.status === "rolled-back" ? (
                  <Button loading={again.pending} onClick={() => again.run({ id }, open)}>
                    {t("again")}
                  </Button>
                ) : null}
                {found.status === "committed" ? (
                  <Button onClick={() => setAsking("rollback")}>{t("rollback")}</Button>
                ) : null}
              </>
            ) : null}
          </>
        }
        primaryAction={
          mayWrite && isReady ? (
            <Button variant="primary" disabled={toWrite === 0} onClick={() => setAsking("commit")}>
              {t("commit")}
            </Button>
          ) : null
        }
      />
      {problem ? (
        <Callout tone="danger" className="mb-3">
          {problem}
        </Callout>
      ) : null}
      {found.failure ? (
        <Callout tone="danger" title={t("failedTitle")} className="mb-3">
          {found.failure.message}
        </Callout>
      ) : null}
      {isReady && toWrite === 0 ? <Callout className="mb-3">{t("commitNothing")}</Callout> : null}
      {isReady && sameFile ? (
        <Callout tone="warning" className="mb-3">
          {t("sameFile", {
            when: sameFile.committedAt ? format.dateTime(new Date(sameFile.committedAt), "medium") : "",
          })}
        </Callout>
      ) : null}
      {isReady && found.counts.older > 0 ? (
        <Callout
          tone="warning"
          className="mb-3"
          action={
            <Button size="sm" onClick={() => void setView("older")}>
              {t("showOlder")}
            </Button>
          }
        >
          {t("older", { count: found.counts.older })}
        </Callout>
      ) : null}
      {found.counts.kept > 0 ? (
        <Callout tone="warning" className="mb-3">
          {t("kept", { count: found.counts.kept })}
        </Callout>
      ) : null}
      {isMoving(found.status) ? <Progress found={found} /> : null}
      {found.status === "reading" ? null : (
        <>
          <Card className="mb-4">
            <div className="flex flex-wrap gap-8">
              {(["new", "changed", "unchanged", "invalid"] as const).map((name) => (
                <Stat
                  key={name}
                  label={counts(name)}
                  value={format.number(found.counts[name])}
                  href={`/catalogue/imports/${id}?view=${name}`}
                />
              ))}
            </div>
          </Card>
          {shown === "invalid" ? (
            <ImportErrors
              id={id}
              groups={errors}
              kept={fixes}
              onAgain={
                mayWrite && mayBeReadAgain ? (changed) => again.run({ id, fixes: changed }, open) : null
              }
              pending={again.pending}
            />
          ) : (
            <ImportChanges id={id} view={shown} onView={(next) => void setView(next)} />
          )}
        </>
      )}
      <ConfirmDialog
        open={asking === "commit"}
        onOpenChange={(open) => setAsking(open ? "commit" : null)}
        title={t("confirmCommit", { count: toWrite })}
        description={t("confirmCommitText", { invalid: found.counts.invalid })}
        confirmLabel={t("commit")}
        busy={commit.pending}
        onConfirm={() => commit.run({ id }, () => setAsking(null))}
      />
      <ConfirmDialog
        open={asking === "rollback"}
        onOpenChange={(open) => setAsking(open ? "rollback" : null)}
        title={t("confirmRollback")}
        description={t("confirmRollbackText")}
        confirmLabel={t("rollback")}
        danger
        busy={rollback.pending}
        onConfirm={() => rollback.run({ id }, () => setAsking(null))}
      />
      {mayWrite && found.status === "discarded" ? (
        <LinkButton href="/catalogue/imports/new">{tabs("imports")}</LinkButton>
      ) : null}
    </>
  );
}

function Progress({ found }: { found: ImportSummary }) {
  const t = useTranslations("catalogue.importPage");
  const { bytesRead, bytesTotal, products, written } = found.progress;
  const isReading = found.status === "reading";
  return (
    <Card className="mb-4">
      <ProgressBar
        label={found.fileName}
        value={isReading ? bytesRead : written}
        max={isReading ? bytesTotal : products}
        caption={
          <span className="figures">
            {isReading
              ? t("readProgress", { count: products })
              : t("writeProgress", { done: written, count: products })}
          </span>
        }
      />
      <p className="mt-2 text-muted text-xs">
        {isReading ? `${t("reading")} ` : ""}
        {t("goesOn")}
      </p>
    </Card>
  );
}
