"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SegmentedBar } from "#components/ui/segmented-bar.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { FILE_FORMATS, type FileFormat, USUAL_FILE } from "#lib/publishing/channels/file/file-config.ts";
import type { PublicationPreview } from "#lib/publishing/read-publications.ts";
import { ChangesCard } from "./changes-card.tsx";
import type { Channel } from "./channels/channel.ts";
import { ProblemsCard } from "./problems-card.tsx";
import { TrainingFigures } from "./training-figures.tsx";

const PARTS = ["source", "output", "item"] as const;

type Only = "all" | "new" | "changed";

/** Chooses where it goes and publishes what is approved at that moment. */
export function PublishForm({
  preview,
  channels,
}: {
  preview: PublicationPreview;
  /** Those of the list that the reader may publish to. */
  channels: readonly Channel[];
}) {
  const t = useTranslations("publishing.new");
  const router = useRouter();
  const [place, setPlace] = useState<string>(USUAL_FILE.format);
  const [chosenOnly, setOnly] = useState<Only | null>(null);
  const { approved, heldBack, pending, escalated, rejected, batchId } = preview;
  const ready = approved - heldBack;
  const channel = channels.find(({ id }) => id === place);
  const format: FileFormat = FILE_FORMATS.find((known) => known === place) ?? USUAL_FILE.format;
  const isLater = preview.publications > 0;
  const usualOnly: Only = channel ? "changed" : isLater && preview.newlyApproved > 0 ? "new" : "all";
  const only = chosenOnly ?? usualOnly;
  const counts = useQuery({
    ...api.publications.changeCounts.queryOptions({
      input: {
        batchId,
        channelId: channel?.id ?? "",
        // Only its figures hang on what goes.
        ...(channel?.kind === "training-set" && { only }),
      },
    }),
    enabled: channel !== undefined,
  });
  const publish = useMutation({
    mutationFn: () =>
      client.publications.create({
        batchId,
        channel: channel ? { channelId: channel.id } : { ...USUAL_FILE, format },
        only,
      }),
    onSuccess: ({ id }) => router.push(`/published?batchId=${batchId}${channel ? `&publication=${id}` : ""}`),
  });
  const going = countGoing();

  function countGoing(): number | null {
    if (!channel) return only === "new" ? preview.newlyApproved : ready;
    const { data } = counts;
    if (!data?.isComplete) return null;
    if (only === "new") return data.new;
    return only === "changed" ? data.new + data.changed : data.new + data.changed + data.unchanged;
  }

  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <Card title={t("counts")} actions={preview.simulated ? <SimulatedMark /> : null}>
        <SegmentedBar
          label={t("counts")}
          segments={[
            { key: "approved", label: t("approved"), count: approved, tone: "success" },
            { key: "pending", label: t("pending"), count: pending, tone: "neutral" },
            { key: "escalated", label: t("escalated"), count: escalated, tone: "warning" },
            { key: "rejected", label: t("rejected"), count: rejected, tone: "danger" },
          ]}
        />
        <p className="mt-2 text-muted">{t("onlyApproved")}</p>
      </Card>
      {heldBack > 0 ? (
        <Callout
          tone="warning"
          title={t("heldBack", { count: heldBack })}
          action={<LinkButton href={`/batches/${batchId}?review=approved`}>{t("toItems")}</LinkButton>}
        >
          {t("heldBackCause")}
        </Callout>
      ) : null}
      {ready === 0 ? (
        <Callout
          tone="info"
          title={t("nothing")}
          action={<LinkButton href={`/review?batchId=${batchId}`}>{t("toReview")}</LinkButton>}
        >
          {t("nothingCause")}
        </Callout>
      ) : (
        <>
          <Field label={channels.length > 0 ? t("where") : t("format")} group>
            <RadioGroup
              cards
              aria-label={channels.length > 0 ? t("where") : t("format")}
              value={place}
              onValueChange={(chosen) => {
                setPlace(chosen);
                setOnly(null);
              }}
              options={[
                ...FILE_FORMATS.map((value) => ({
                  value: value as string,
                  label: t(`formats.${value}`),
                  hint: t(`formatHints.${value}`),
                })),
                ...channels.map(({ id, name, kind, holdSeconds }) => ({
                  value: id,
                  label: name,
                  hint: `${t(`kindHints.${kind}`)} ${t("holds", { minutes: Math.ceil(holdSeconds / MINUTE_SECONDS) })}`,
                })),
              ]}
            />
          </Field>
          {channel ? (
            <Field label={t("which")} group>
              <RadioGroup
                aria-label={t("which")}
                value={only}
                onValueChange={setOnly}
                options={(["changed", "new", "all"] as const).map((value) => ({
                  value,
                  label: t(`only.${value}`),
                }))}
              />
            </Field>
          ) : isLater ? (
            <Field label={t("which")} group>
              <RadioGroup
                aria-label={t("which")}
                value={only}
                onValueChange={setOnly}
                options={[
                  {
                    value: "new" as Only,
                    label: t("onlyNew", { count: preview.newlyApproved }),
                    disabled: preview.newlyApproved === 0,
                  },
                  { value: "all" as Only, label: t("all", { count: ready }) },
                ]}
              />
            </Field>
          ) : null}
          {channel ? (
            <>
              <ChangesCard
                batchId={batchId}
                channelId={channel.id}
                counts={counts.data}
                error={counts.error}
              />
              {counts.data?.training ? (
                <Card title={t("training")}>
                  <TrainingFigures figures={counts.data.training} />
                </Card>
              ) : null}
              {leavesOut(channel.kind) ? (
                <ProblemsCard
                  batchId={batchId}
                  channelId={channel.id}
                  kind={channel.kind}
                  counts={counts.data}
                />
              ) : null}
            </>
          ) : (
            <ColumnsCard preview={preview} format={format} />
          )}
          <ProblemCallout error={publish.error} />
          <div className="flex items-center gap-3">
            <Button
              variant="primary"
              loading={publish.isPending}
              disabled={going === 0}
              onClick={() => publish.mutate()}
            >
              {going === null ? t("submitUncounted") : t("submit", { count: going })}
            </Button>
            <p className="text-muted text-xs">
              {channel && channel.holdSeconds > 0
                ? t("held", { minutes: Math.ceil(channel.holdSeconds / MINUTE_SECONDS) })
                : t("frozen")}
            </p>
          </div>
        </>
      )}
    </div>
  );
}

const MINUTE_SECONDS = 60;
const TAKES_ALL = ["file", "webhook", "pull", "s3"] as const;

function leavesOut(kind: Channel["kind"]): boolean {
  return !TAKES_ALL.some((one) => one === kind);
}

function ColumnsCard({ preview, format }: { preview: PublicationPreview; format: FileFormat }) {
  const t = useTranslations("publishing.new");
  return (
    <Card title={t("columns")}>
      {format === "jsonl" ? (
        <p>{t("jsonlShape")}</p>
      ) : (
        <dl className="flex flex-col gap-2">
          {PARTS.map((part) => (
            <div key={part}>
              <dt className="text-muted text-xs">{t(`part.${part}`)}</dt>
              <dd className="mt-0.5 flex flex-wrap gap-1">
                {preview.columns
                  .filter((column) => column.part === part)
                  .map(({ name }) => (
                    <Badge key={name} tone={part === "output" ? "accent" : "neutral"}>
                      {name}
                    </Badge>
                  ))}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="mt-3 text-muted text-xs">{t("labels")}</p>
    </Card>
  );
}
