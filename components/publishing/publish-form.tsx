"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
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
import { FILE_FORMATS, USUAL_FILE } from "#lib/publishing/channels/file/file-config.ts";
import type { PublicationPreview } from "#lib/publishing/read-publications.ts";

const PARTS = ["source", "output", "item"] as const;

/** Chooses the file and publishes what is approved at that moment. */
export function PublishForm({ preview }: { preview: PublicationPreview }) {
  const t = useTranslations("publishing.new");
  const router = useRouter();
  const [channel, setChannel] = useState(USUAL_FILE);
  const publish = useMutation({
    mutationFn: () => client.publications.create({ batchId: preview.batchId, channel }),
    onSuccess: () => router.push(`/published?batchId=${preview.batchId}`),
  });
  const { approved, pending, escalated, rejected, batchId } = preview;
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
      {approved === 0 ? (
        <Callout
          tone="info"
          title={t("nothing")}
          action={<LinkButton href={`/review?batchId=${batchId}`}>{t("toReview")}</LinkButton>}
        >
          {t("nothingCause")}
        </Callout>
      ) : (
        <>
          <Field label={t("format")} group>
            <RadioGroup
              cards
              aria-label={t("format")}
              value={channel.format}
              onValueChange={(format) => setChannel({ ...channel, format })}
              options={FILE_FORMATS.map((value) => ({
                value,
                label: t(`formats.${value}`),
                hint: t(`formatHints.${value}`),
              }))}
            />
          </Field>
          <Card title={t("columns")}>
            {channel.format === "jsonl" ? (
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
          <ProblemCallout error={publish.error} />
          <div className="flex items-center gap-3">
            <Button variant="primary" loading={publish.isPending} onClick={() => publish.mutate()}>
              {t("submit", { count: approved })}
            </Button>
            <p className="text-muted text-xs">{t("frozen")}</p>
          </div>
        </>
      )}
    </div>
  );
}
