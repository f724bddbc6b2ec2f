"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import { type ColumnMatch, startMatches } from "./column-match.ts";
import type { UploadPreview } from "./dataset-answer.ts";
import { FileStep } from "./file-step.tsx";
import { FixStep } from "./fix-step.tsx";
import { MatchStep } from "./match-step.tsx";
import { SheetStep } from "./sheet-step.tsx";
import { useKeptChoice } from "./use-kept-choice.ts";
import { fileChoice, type STEPS, wizardAddress } from "./wizard-address.ts";
import { WizardSteps } from "./wizard-steps.tsx";

/** From a file to a dataset: file, sheet, match, fix, then the import goes on by itself. */
export function ImportWizard() {
  const t = useTranslations("datasets.wizard");
  const [address, setAddress] = useQueryStates(wizardAddress, { history: "push", scroll: true });
  const { step, upload, template, versionOf } = address;
  const former = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: versionOf ?? "" } }),
    enabled: versionOf !== null,
    retry: false,
  });
  const inputs = useTemplateInputs(template);
  const preview = useQuery({
    ...api.uploads.preview.queryOptions({
      input: {
        id: upload ?? "",
        ...fileChoice(address),
        ...(versionOf !== null && { versionOf }),
        ...(inputs && inputs.length > 0 && { inputs: inputs.map(({ name }) => name).join(",") }),
      },
    }),
    enabled: upload !== null && (template === null || inputs !== undefined),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const read = preview.data?.id === upload ? preview.data : undefined;
  // Another header is another file to match.
  const [matches, setMatches] = useKeptChoice<ColumnMatch[]>(
    upload && preview.data ? `import.${upload}.${preview.data.columns.map(matchKey).join()}` : null,
    {
      none: [],
      begin: () =>
        preview.data ? startMatches(preview.data.columns, inputs ?? [], preview.data.remembered) : [],
    },
  );
  const [fixes, setFixes] = useKeptChoice<CellFix[]>(read ? `import.${read.id}.fixes` : null, {
    none: [],
    begin: () => read?.remembered?.fixes ?? [],
  });
  const current = upload === null ? "file" : step;
  const goTo = (next: (typeof STEPS)[number]) => void setAddress({ step: next });
  const canPassSheet =
    preview.data !== undefined && preview.data.headerProblem === null && !preview.isFetching;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("toList"), href: "/datasets" }]}
        title={former.data ? t("versionTitle", { name: former.data.name }) : t("title")}
        facts={preview.data && upload !== null ? [preview.data.fileName] : []}
      />
      <div className="lg:hidden">
        <EmptyState
          icon={<Monitor aria-hidden />}
          title={t("tooNarrow")}
          cause={t("tooNarrowCause")}
          action={<LinkButton href="/datasets">{t("toList")}</LinkButton>}
        />
      </div>
      <div className="hidden flex-col gap-4 lg:flex">
        <ProblemCallout error={former.error} />
        <WizardSteps
          current={current}
          onGoTo={goTo}
          canGoTo={(target) => target === "file" || canPassSheet}
        />
        {current === "file" ? (
          <FileStep
            onSent={(id) =>
              void setAddress({
                step: "sheet",
                upload: id,
                sheet: null,
                headerRow: null,
                delimiter: null,
                encoding: null,
              })
            }
          />
        ) : preview.error ? (
          <>
            <ProblemCallout error={preview.error} />
            <div>
              <Button onClick={() => void setAddress({ step: "file", upload: null })}>
                {t("otherFile")}
              </Button>
            </div>
          </>
        ) : !preview.data || !upload ? (
          <Skeleton className="h-80 w-full" />
        ) : current === "sheet" ? (
          <SheetStep
            preview={preview.data}
            isStale={preview.isFetching}
            onChoice={(choice) => void setAddress(choice, { history: "replace", scroll: false })}
            canGoOn={canPassSheet}
            onNext={() => goTo("match")}
          />
        ) : current === "match" ? (
          <MatchStep
            preview={preview.data}
            isVersion={versionOf !== null}
            matches={matches}
            onMatches={setMatches}
            inputs={inputs ?? []}
            template={template}
            onTemplate={(id) => void setAddress({ template: id }, { history: "replace", scroll: false })}
            onBack={() => goTo("sheet")}
            onNext={() => goTo("fix")}
          />
        ) : (
          <FixStep
            uploadId={upload}
            versionOf={versionOf}
            preview={preview.data}
            choice={fileChoice(address)}
            inputs={template === null ? [] : (inputs ?? [])}
            matches={matches}
            onMatches={setMatches}
            fixes={fixes}
            onFixes={setFixes}
            onBack={() => goTo("match")}
          />
        )}
      </div>
    </>
  );
}

function useTemplateInputs(id: string | null) {
  const template = useQuery({
    ...api.templates.find.queryOptions({ input: { id: id ?? "" } }),
    enabled: id !== null,
  });
  return id === null ? [] : template.data?.draft.inputs;
}

function matchKey({ header, match }: UploadPreview["columns"][number]): string {
  return `${header}=${match ?? ""}`;
}
