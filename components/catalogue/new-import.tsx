"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { FileStep } from "#components/datasets/file-step.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ImportOffer } from "./catalogue-answers.ts";
import { TargetTable } from "./target-table.tsx";

const ROWS_OFFERED = 20;
const inAddress = { upload: parseAsString, sheet: parseAsString, headerRow: parseAsInteger };

type Targets = Record<string, string | null>;

/** From a file to its dry run: the file, then what its columns are. A known shop's file is offered as such. */
export function NewImport() {
  const t = useTranslations("catalogue.import");
  const tabs = useTranslations("catalogue.tabs");
  const router = useRouter();
  const [{ upload, sheet, headerRow }, setAddress] = useQueryStates(inAddress, { history: "push" });
  const offer = useQuery({
    ...api.catalogue.imports.offer.queryOptions({
      input: { id: upload ?? "", ...(sheet !== null && { sheet }), ...(headerRow !== null && { headerRow }) },
    }),
    enabled: upload !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const found = upload === null ? undefined : offer.data;
  const [isPreset, setIsPreset] = useState(true);
  const [targets, setTargets] = useState<Targets>({});
  const headers = found?.columns.map(({ header }) => header).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the headers stand for what is offered
  useEffect(() => {
    if (found) setTargets(targetsOf(found, isPreset));
  }, [headers, isPreset]);
  const create = useChange(client.catalogue.imports.create, { touches: [api.catalogue.imports.list.key()] });
  const hasKey = Object.values(targets).includes("key");
  const again = () => void setAddress({ upload: null, sheet: null, headerRow: null });

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: tabs("imports"), href: "/catalogue/imports" }]}
        title={t("title")}
        facts={found ? [found.fileName] : [t("fileHint")]}
      />
      <div className="lg:hidden">
        <EmptyState
          icon={<Monitor aria-hidden />}
          title={t("tooNarrow")}
          cause={t("tooNarrowCause")}
          action={<LinkButton href="/catalogue/imports">{tabs("imports")}</LinkButton>}
        />
      </div>
      <div className="hidden flex-col gap-4 lg:flex">
        {upload === null ? (
          <FileStep onSent={(id) => void setAddress({ upload: id, sheet: null, headerRow: null })} />
        ) : offer.error ? (
          <>
            <ProblemCallout error={offer.error} />
            <div>
              <Button onClick={again}>{t("otherFile")}</Button>
            </div>
          </>
        ) : !found ? (
          <Skeleton className="h-80 w-full" />
        ) : (
          <>
            {found.preset ? (
              <Callout
                action={
                  <Button size="sm" onClick={() => setIsPreset(!isPreset)}>
                    {isPreset ? t("presetOff") : t("presetUse", { name: t(`presets.${found.preset.name}`) })}
                  </Button>
                }
              >
                {t("preset", { name: t(`presets.${found.preset.name}`) })}
              </Callout>
            ) : null}
            {found.notices.map((notice) => (
              <Callout key={notice.code} tone="warning">
                {notice.detail}
              </Callout>
            ))}
            {found.headerProblem ? <Callout tone="danger">{found.headerProblem.detail}</Callout> : null}
            {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
            <div className="flex flex-wrap gap-3">
              {found.sheets.length > 1 ? (
                <Select
                  aria-label={t("sheet")}
                  value={found.sheet}
                  options={found.sheets.map(({ name }) => ({ value: name, label: name }))}
                  onValueChange={(name) => void setAddress({ sheet: name, headerRow: null })}
                />
              ) : null}
              {found.headerRow > 0 ? (
                <span className="flex items-center gap-2 text-muted">
                  {t("headerRow")}
                  <Select
                    aria-label={t("headerRow")}
                    value={String(found.headerRow)}
                    options={found.firstRows.slice(0, ROWS_OFFERED).map(({ sourceRow, cells }) => ({
                      value: String(sourceRow),
                      label: String(sourceRow),
                      hint: cells.slice(0, 4).join(" · ").slice(0, 60),
                    }))}
                    onValueChange={(row) => void setAddress({ headerRow: Number(row) })}
                  />
                </span>
              ) : null}
            </div>
            <TargetTable
              columns={found.columns}
              targets={targets}
              onChange={setTargets}
              misfit={(header) => create.misfit(`mapping.${header}`)}
            />
            {hasKey ? null : <Callout tone="warning">{t("needsKey")}</Callout>}
            <div className="flex justify-end gap-2">
              <Button onClick={again}>{t("otherFile")}</Button>
              <Button
                variant="primary"
                loading={create.pending}
                disabled={!hasKey || found.headerProblem !== null}
                onClick={() =>
                  create.run(
                    {
                      uploadId: upload,
                      dryRun: true,
                      mapping: targets,
                      preset: found.preset && isPreset ? found.preset.name : "none",
                      headerRow: found.headerRow,
                      ...(found.sheet !== null && { sheet: found.sheet }),
                    },
                    ({ id }) => router.push(`/catalogue/imports/${id}`),
                  )
                }
              >
                {t("run")}
              </Button>
            </div>
          </>
        )}
      </div>
    </>
  );
}

function targetsOf({ columns, preset, likely }: ImportOffer, isPreset: boolean): Targets {
  if (preset && isPreset) return { ...preset.mapping, ...(preset.key !== null && { [preset.key]: "key" }) };
  const taken = new Set<string>();
  return Object.fromEntries(
    columns.map(({ header }) => {
      const target = likely[header] ?? `attributes.${header}`;
      const isTwice = target !== "pictures" && taken.has(target);
      taken.add(target);
      return [header, isTwice ? `attributes.${header}` : target];
    }),
  );
}
