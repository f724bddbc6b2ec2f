"use client";
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Code } from "#components/ui/code.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { Stat } from "#components/ui/stat.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { CHANGES } from "#lib/publishing/book/change-of.ts";
import { useChannelName } from "./channels/use-channel-name.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { PublicationFile } from "./publication-file.tsx";
import { PublicationState } from "./publication-state.tsx";
import { RecallForm } from "./recall-form.tsx";
import { RecallList } from "./recall-list.tsx";
import { RefusedList } from "./refused-list.tsx";
import { Translations } from "./returns/translations.tsx";
import { TrainingFigures } from "./training-figures.tsx";

const LOOK_EVERY_MS = 2_000;

/** One publication: what it changed in its channel, how it goes there, and what of it was called back. */
export function PublicationPanel({
  publicationId,
  canPublish,
  canRecall,
  onClose,
}: {
  publicationId: string;
  canPublish: boolean;
  canRecall: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("publishing.panel");
  const changes = useTranslations("publishing.changes");
  const nameOf = useChannelName();
  const { data, error } = useQuery({
    ...api.publications.get.queryOptions({ input: { id: publicationId } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const undo = useChange(client.publications.undo, { touches: [api.publications.key()] });
  if (!data) return <LoadingPanel title={t("title")} error={error} onClose={onClose} />;
  const isHeld = data.status === "queued" && data.heldUntil !== null;
  return (
    <SidePanel
      title={t("of", {
        batch: data.batchName,
        channel: nameOf({ name: data.channelName, isBuiltIn: data.isBuiltIn }),
      })}
      width="lg"
      facts={
        <>
          <PublicationState publication={data} />
          <span>{data.createdBy.name}</span>
          <DateTime iso={data.createdAt} />
          <PublicationFile publication={data} />
        </>
      }
      onClose={onClose}
    >
      <div className="flex flex-col gap-6">
        {isHeld ? (
          <Callout
            tone="info"
            title={t("held")}
            action={
              canPublish ? (
                <Button
                  icon={<Undo2 aria-hidden />}
                  loading={undo.pending}
                  onClick={() => undo.run({ id: data.id }, () => showToast({ title: t("undone") }))}
                >
                  {t("undo")}
                </Button>
              ) : null
            }
          >
            {t("heldUntil")} <DateTime iso={data.heldUntil ?? ""} />
          </Callout>
        ) : null}
        {undo.problem ? <Callout tone="danger">{undo.problem}</Callout> : null}
        {data.failure ? <Callout tone="danger">{data.failure.message}</Callout> : null}
        {data.channel.kind === "s3" && data.reference ? (
          <p>
            {t("inBucket")} <Code>{data.reference}</Code>
          </p>
        ) : null}
        {data.changes ? (
          <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
            {CHANGES.map((change) => (
              <Stat key={change} label={changes(change)} value={String(data.changes?.[change] ?? 0)} />
            ))}
          </div>
        ) : null}
        {data.training ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("training")}</h3>
            <TrainingFigures figures={data.training} />
          </section>
        ) : null}
        {data.channel.kind === "xliff" && data.status === "succeeded" ? (
          <Translations publicationId={data.id} canReturn={canPublish} />
        ) : null}
        {data.refused > 0 ? (
          <RefusedList publicationId={data.id} kind={data.channel.kind} count={data.refused} />
        ) : null}
        {data.deliveries ? (
          <DeliveryList publicationId={data.id} counts={data.deliveries} canRedeliver={canPublish} />
        ) : null}
        {data.changes ? <RecallList publicationId={data.id} canAcknowledge={canRecall} /> : null}
        {data.changes && canRecall ? <RecallForm publicationId={data.id} /> : null}
      </div>
    </SidePanel>
  );
}
