"use client";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Batch } from "./answers.ts";

type ProviderBatch = Batch["providerBatches"][number];

/** What the provider was given in batches: how far each is, and by when it is expected. */
export function ProviderBatchesCard({ batch }: { batch: Batch }) {
  const t = useTranslations("batches.providerBatches");
  return (
    <Card title={t("title")}>
      <p className="text-muted">{batch.runsAsFor?.message ?? t(`as.${batch.runsAs}`)}</p>
      {batch.providerBatches.length === 0 ? null : (
        <DataTable
          plain
          className="mt-3"
          label={t("title")}
          rows={batch.providerBatches}
          rowKey={({ id }) => id}
          columns={[
            { id: "state", header: t("state"), cell: (one) => <State of={one} /> },
            ...(batch.providerBatches.some(({ model }) => model !== null)
              ? [{ id: "model", header: t("model"), cell: ({ model }: ProviderBatch) => model ?? "" }]
              : []),
            {
              id: "answered",
              header: t("answered"),
              align: "end",
              cell: ({ answered, requests }) => (
                <>
                  <NumberText value={answered} /> / <NumberText value={requests} />
                </>
              ),
            },
            {
              id: "takenIn",
              header: t("takenIn"),
              align: "end",
              cell: ({ takenIn }) => <NumberText value={takenIn} />,
            },
            {
              id: "submitted",
              header: t("submitted"),
              cell: ({ submittedAt }) => <DateTime iso={submittedAt} relative />,
            },
            {
              id: "expected",
              header: t("expected"),
              cell: ({ endedAt, expectedBy }) =>
                endedAt ? <DateTime iso={endedAt} relative /> : <By iso={expectedBy} />,
            },
          ]}
        />
      )}
      {batch.providerBatches.map(({ id, trouble }) =>
        trouble ? (
          <p key={id} className="mt-2 text-warning-text">
            {trouble.message}
          </p>
        ) : null,
      )}
    </Card>
  );
}

const tones: Record<NonNullable<ProviderBatch["ending"]>, Tone> = {
  completed: "success",
  expired: "warning",
  cancelled: "neutral",
  failed: "danger",
  lost: "danger",
};

function State({ of: { state, ending } }: { of: ProviderBatch }) {
  const t = useTranslations("batches.providerBatches");
  if (state !== "done") {
    return (
      <StateBadge tone="info" busy>
        {t(`states.${state}`)}
      </StateBadge>
    );
  }
  const known = ending ?? "completed";
  return <StateBadge tone={tones[known]}>{t(`endings.${known}`)}</StateBadge>;
}

function By({ iso }: { iso: string | null }) {
  const t = useTranslations("batches.providerBatches");
  return iso ? (
    <>
      {t("by")} <DateTime iso={iso} />
    </>
  ) : (
    "—"
  );
}
