"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { DatasetAnswer } from "./dataset-answer.ts";
import { fixOf, startDraft } from "./fix-draft.ts";
import { FixFields } from "./fix-fields.tsx";

type Example = Awaited<ReturnType<typeof client.datasets.tryFix>>["examples"][number];

/** Rows left out for one reason: what a fix would do is shown on them before it is done. */
export function FixPanel({
  id,
  group,
  onClose,
}: {
  id: string;
  group: DatasetAnswer["errors"][number];
  onClose: () => void;
}) {
  const t = useTranslations("datasets.fix");
  const formId = useId();
  const [draft, setDraft] = useState(() => startDraft(group.rule));
  const fix = fixOf(group, draft);
  const askedDraft = useDeferredValue(draft);
  const asked = fixOf(group, askedDraft);
  const trial = useQuery({
    ...api.datasets.tryFix.queryOptions({ input: { id, fixes: asked ? [asked] : [] } }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const apply = useChange(client.datasets.fix, { touches: [api.datasets.key()] });
  const tried = asked ? trial.data : undefined;
  const columns: DataTableColumn<Example>[] = [
    {
      id: "row",
      header: t("row"),
      align: "end",
      width: "5rem",
      cell: ({ sourceRow }) => <NumberText value={sourceRow} />,
    },
    { id: "before", header: t("before"), cell: ({ before }) => before || t("empty") },
    { id: "after", header: t("after"), cell: ({ after }) => after || t("empty") },
    {
      id: "fits",
      header: t("fits"),
      cell: ({ fits }) => (
        <StateBadge tone={fits ? "success" : "warning"}>{fits ? t("yes") : t("no")}</StateBadge>
      ),
    },
  ];
  return (
    <SidePanel
      title={group.message}
      facts={t("rows", { count: group.count })}
      onClose={onClose}
      footer={
        <FormButtons
          formId={formId}
          label={t("apply")}
          pending={apply.pending}
          disabled={!fix || draft !== askedDraft || !tried || trial.isPlaceholderData || !helps(tried)}
          onCancel={onClose}
        />
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!fix) return;
          apply.run({ id, fixes: [fix] }, ({ mended, leftOut }) => {
            showToast({ title: t("done", { mended, leftOut }) });
            onClose();
          });
        }}
      >
        <p className="text-muted">{t("hint")}</p>
        <FixFields rule={group.rule} draft={draft} onDraft={setDraft} />
        {apply.problem ? <Callout tone="danger">{apply.problem}</Callout> : null}
        <ProblemCallout error={asked ? trial.error : null} />
        {tried ? (
          <div className="flex flex-col gap-3" aria-live="polite">
            <Callout tone={tried.mended > 0 ? "success" : helps(tried) ? "info" : "warning"}>
              {t("would", { mended: tried.mended, leftOut: tried.leftOut })}
              {tried.isComplete ? null : ` ${t("onlyFirst", { count: tried.mended + tried.leftOut })}`}
              {helps(tried) && tried.leftOut > 0 ? ` ${t("stays")}` : null}
            </Callout>
            <DataTable
              label={t("examples")}
              columns={columns}
              rows={tried.examples}
              rowKey={({ sourceRow, column }) => `${sourceRow} ${column}`}
              plain
            />
          </div>
        ) : null}
      </form>
    </SidePanel>
  );
}

function helps({ mended, examples }: { mended: number; examples: readonly Example[] }): boolean {
  return mended > 0 || examples.some(({ fits }) => fits);
}
