"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { api, problemOf } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { CHANGE_KINDS } from "#lib/datasets/dataset.ts";
import { ChangeCounts } from "./change-counts.tsx";
import { ChangesTable } from "./changes-table.tsx";
import type { DatasetAnswer } from "./dataset-answer.ts";

const ROWS_PER_READ = 50;
const DATASETS_OFFERED = 200;

const inAddress = {
  against: parseAsString,
  key: parseAsString,
  kind: parseAsStringLiteral(CHANGE_KINDS),
};

/** What is new, changed and gone beside the former version, or any other dataset; what is compared stands in the address. */
export function ChangesView({ dataset, mayWrite }: { dataset: DatasetAnswer; mayWrite: boolean }) {
  const t = useTranslations("datasets.changes");
  const [asked, setAsked] = useQueryStates(inAddress);
  const { id, versionOf } = dataset;
  const against = asked.against ?? versionOf?.id ?? null;
  const offered = useQuery(
    api.datasets.list.queryOptions({ input: { limit: DATASETS_OFFERED, status: "ready" } }),
  );
  const list = useInfiniteQuery({
    ...api.datasets.changes.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id,
        limit: ROWS_PER_READ,
        ...(against && { against }),
        ...(asked.key && { key: asked.key }),
        ...(asked.kind && { kind: [asked.kind] }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    enabled: against !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const changes = list.error ? undefined : list.data?.pages[0];
  const datasets = optionsOf([...(changes ? [changes.against] : []), ...(offered.data?.items ?? [])], id);

  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap gap-4">
        <Field label={t("compareWith")} hint={t("compareHint")} className="w-full sm:w-80" group>
          <Combobox
            aria-label={t("compareWith")}
            value={against}
            placeholder={t("chooseDataset")}
            required
            options={datasets.map(({ id, name, version }) => ({
              ...{ value: id, label: name, hint: version > 1 ? t("version", { version }) : undefined },
            }))}
            onValueChange={(next) => void setAsked({ against: next, key: null, kind: null })}
          />
        </Field>
        {changes && changes.columns.shared.length > 0 ? (
          <Field label={t("key")} hint={t("keyHint")} className="w-full sm:w-80" group>
            <Select
              aria-label={t("key")}
              value={changes.key}
              placeholder={t("chooseKey")}
              className="w-full"
              options={changes.columns.shared.map((name) => ({ value: name, label: name }))}
              onValueChange={(key) => void setAsked({ key, kind: null })}
            />
          </Field>
        ) : null}
      </div>
      <ProblemCallout error={list.error} />
      {problemOf(list.error)?.code === "key_not_shared" && asked.key !== null ? (
        <Button className="self-start" onClick={() => void setAsked({ key: null, kind: null })}>
          {t("keySuggested")}
        </Button>
      ) : null}
      {against === null ? (
        <EmptyState title={t("noAgainst")} cause={t("noAgainstCause")} />
      ) : list.isPending ? (
        <div aria-busy="true">
          <p className="mb-2 text-muted">{t("comparing")}</p>
          <Skeleton className="h-40 w-full" />
        </div>
      ) : !changes ? null : changes.columns.shared.length === 0 ? (
        <EmptyState title={t("noShared")} cause={t("noSharedCause")} />
      ) : changes.counts === null ? (
        <Callout tone="info" title={t("noKey")}>
          {t("noKeyCause")}
        </Callout>
      ) : (
        <>
          <ChangeCounts changes={{ ...changes, counts: changes.counts }} rowCount={dataset.rowCount} />
          <ChangesTable
            dataset={dataset}
            changes={{ ...changes, counts: changes.counts }}
            rows={list.data?.pages.flatMap(({ items }) => items) ?? []}
            kind={asked.kind}
            onKind={(kind) => void setAsked({ kind })}
            mayWrite={mayWrite}
            paging={{
              hasMore: list.hasNextPage,
              loadingMore: list.isFetchingNextPage,
              onLoadMore: () => void list.fetchNextPage(),
            }}
          />
        </>
      )}
    </div>
  );
}

/** Each once, without the dataset itself. */
function optionsOf<One extends { id: string }>(found: readonly One[], id: string): One[] {
  return [...new Map(found.map((one) => [one.id, one])).values()].filter((one) => one.id !== id);
}
