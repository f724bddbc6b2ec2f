"use client";
import { useTranslations } from "next-intl";
import { DataTable } from "#components/ui/data-table.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import { reviewHref } from "./queue-address.ts";
import type { QueueNarrowed } from "./review-session.ts";

/** Batches with items to review, each a link to its own queue. */
export function QueueList({
  batches,
  narrowed = {},
}: {
  batches: readonly QueuedBatch[];
  narrowed?: QueueNarrowed;
}) {
  const t = useTranslations("review.queue");
  return (
    <DataTable
      label={t("label")}
      rows={batches}
      rowKey={({ batchId }) => batchId}
      rowHref={({ batchId }) => reviewHref(narrowed, batchId)}
      plain
      columns={[
        {
          id: "name",
          header: t("batch"),
          cell: ({ name, simulated }) => (
            <span className="inline-flex items-center gap-2">
              {name} {simulated ? <SimulatedMark brief /> : null}
            </span>
          ),
        },
        {
          id: "template",
          header: t("template"),
          cell: ({ templateName }) => templateName,
        },
        {
          id: "languages",
          header: t("language"),
          cell: ({ languages }) => languages.join(", "),
        },
        {
          id: "pending",
          header: t("pending"),
          align: "end",
          cell: ({ pending }) => <NumberText value={pending} />,
        },
        {
          id: "escalated",
          header: t("escalated"),
          align: "end",
          cell: ({ escalated }) => <NumberText value={escalated} />,
        },
        {
          id: "approved",
          header: t("approved"),
          align: "end",
          cell: ({ approved }) => <NumberText value={approved} />,
        },
        {
          id: "rejected",
          header: t("rejected"),
          align: "end",
          cell: ({ rejected }) => <NumberText value={rejected} />,
        },
        {
          id: "mine",
          header: t("note"),
          width: "14rem",
          wrap: true,
          cell: ({ launchedByMe, isForMe, pending, pendingForMe, isNew, inLot }) =>
            [
              launchedByMe ? t("launchedByMe") : isForMe ? null : t("forOthers"),
              isForMe && pendingForMe < pending ? t("forMe", { count: pendingForMe }) : null,
              isNew ? t("isNew") : null,
              inLot > 0 ? t("inLot", { count: inLot }) : null,
            ]
              .filter((note) => note !== null)
              .join(" · "),
        },
      ]}
    />
  );
}
