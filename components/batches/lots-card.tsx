"use client";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { Lot } from "#lib/review/lots/view-lots.ts";
import type { Batch } from "./answers.ts";

const TONES: Record<Lot["state"], Tone> = {
  sampling: "info",
  accepted: "accent",
  rejected: "danger",
  released: "success",
  held: "warning",
};
const LOTS_SHOWN = 200;
const LOOK_AGAIN_MS = 15_000;

/** The lots of a batch: what their samples say, what they may hold in spite of that, and releasing or holding them. */
export function LotsCard({ batch, canRelease }: { batch: Batch; canRelease: boolean }) {
  const t = useTranslations("batches.lots");
  const format = useFormatter();
  const { data, isPending } = useQuery({
    ...api.lots.list.queryOptions({ input: { batchId: batch.id, limit: LOTS_SHOWN } }),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  return (
    <Card title={t("title")} flush>
      <DataTable
        plain
        label={t("title")}
        rows={data?.items ?? []}
        loading={isPending}
        rowKey={({ id }) => id}
        empty={<p className="p-4 text-muted">{t("none")}</p>}
        columns={[
          {
            id: "lot",
            header: t("lot"),
            cell: ({ number, language }) => t("numbered", { number, language }),
          },
          {
            id: "state",
            header: t("state"),
            cell: (lot) => (
              <span className="flex flex-col items-start gap-0.5">
                <StateBadge tone={TONES[lot.state]}>{t(`states.${lot.state}`)}</StateBadge>
                <span className="text-muted text-xs">
                  <Standing lot={lot} />
                </span>
              </span>
            ),
          },
          { id: "size", header: t("size"), align: "end", cell: ({ size }) => <NumberText value={size} /> },
          {
            id: "decided",
            header: t("decided"),
            align: "end",
            cell: ({ decided, sample, critical }) => (
              <>
                {t("of", { part: decided, whole: sample })}
                {critical && critical.sample > sample ? (
                  <span className="block text-muted text-xs">
                    {t("lookedFor", { part: critical.decided, whole: critical.sample })}
                  </span>
                ) : null}
              </>
            ),
          },
          {
            id: "defects",
            header: t("defects"),
            align: "end",
            cell: ({ defects, accept, critical }) => (
              <>
                {t("defectsOf", { defects, accept })}
                {critical ? (
                  <span className="block text-muted text-xs">
                    {t("criticals", { count: critical.defects })}
                  </span>
                ) : null}
              </>
            ),
          },
          {
            id: "stillPasses",
            header: t("stillPasses"),
            wrap: true,
            cell: ({ stillPasses: { badShare, probability }, severity, critical, ...lot }) => (
              <>
                {unreadOf({ ...lot, critical }) === 0
                  ? t("passesNothing")
                  : t("passes", { share: percent(badShare), chance: percent(probability) })}
                {critical && unreadOf({ ...lot, critical }) > 0 ? (
                  <span className="block">
                    {t("passesCritical", { share: percent(critical.stillPasses.badShare) })}
                  </span>
                ) : null}
                {severity === "normal" ? null : (
                  <span className="block text-muted text-xs">{t(`severity.${severity}`)}</span>
                )}
              </>
            ),
          },
          {
            id: "act",
            header: t("act"),
            align: "end",
            cell: (lot) => (canRelease && !lot.launchedByMe ? <Moves lot={lot} /> : null),
          },
        ]}
      />
    </Card>
  );
}

function Standing({ lot: { state, publishableAt, settledAt, movedBy, note } }: { lot: Lot }) {
  const t = useTranslations("batches.lots");
  const by = movedBy ? t("by", { name: movedBy.name }) : null;
  if (state === "rejected") return t("readWhole");
  if (settledAt) return [t("settled"), by].filter(Boolean).join(" · ");
  if (state === "released" && publishableAt)
    return (
      <>
        {t.rich("publishable", { when: () => <DateTime iso={publishableAt} /> })} {by ? `· ${by}` : null}
      </>
    );
  return [state === "held" ? by : null, note].filter(Boolean).join(" · ");
}

/** How many of a lot nobody has to read before it is released. */
function unreadOf({ size, sample, critical }: Pick<Lot, "size" | "sample" | "critical">): number {
  return size - Math.max(sample, critical?.sample ?? 0);
}

/** What can be done with a lot as it stands. */
function Moves({ lot }: { lot: Lot }) {
  const canHold = lot.settledAt === null && (lot.state === "accepted" || lot.state === "released");
  const canRelease = lot.state === "accepted" || lot.state === "held";
  return (
    <span className="inline-flex gap-2">
      {canHold ? <Move lot={lot} move="hold" /> : null}
      {canRelease ? <Move lot={lot} move="release" /> : null}
    </span>
  );
}

function Move({ lot, move }: { lot: Lot; move: "release" | "hold" }) {
  const t = useTranslations("batches.lots");
  const format = useFormatter();
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState("");
  const change = useChange(client.lots[move], { touches: [api.lots.key(), api.batches.key()] });
  const unread = unreadOf(lot);
  const bad = format.number(lot.stillPasses.badShare, { style: "percent", maximumFractionDigits: 1 });
  return (
    <ConfirmDialog
      open={asking}
      onOpenChange={setAsking}
      trigger={
        <Button size="sm" variant={move === "release" ? "primary" : "secondary"}>
          {t(move)}
        </Button>
      }
      title={t(`${move}Title`, { number: lot.number, size: lot.size })}
      description={unread === 0 ? t(`${move}WholeHint`) : t(`${move}Hint`, { unread, bad })}
      confirmLabel={t(move)}
      busy={change.pending}
      onConfirm={() =>
        change.run({ id: lot.id, ...(note.trim() && { note }) }, () => {
          setAsking(false);
          setNote("");
        })
      }
    >
      {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
      <Field label={t("note")} optional>
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={2} />
      </Field>
    </ConfirmDialog>
  );
}
