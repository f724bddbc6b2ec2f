"use client";
import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Channel } from "./channel.ts";
import { type ChannelDraft, draftOf, termsOf } from "./channel-draft.ts";
import { ChannelFields } from "./channel-fields.tsx";
import { ChannelHistory } from "./channel-history.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { TestChannel } from "./test-channel.tsx";
import { useChannelName } from "./use-channel-name.ts";

/** One channel: what stands there, its settings, its secret and its end. */
export function ChannelPanel({
  channelId,
  canWrite,
  onClose,
}: {
  channelId: string;
  canWrite: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("publishing.channels");
  const { data, error } = useQuery(api.channels.get.queryOptions({ input: { id: channelId } }));
  if (!data) return <LoadingPanel title={t("title")} error={error} onClose={onClose} />;
  return <KnownChannelPanel channel={data} canWrite={canWrite} onClose={onClose} />;
}

function KnownChannelPanel({
  channel,
  canWrite,
  onClose,
}: {
  channel: Channel;
  canWrite: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("publishing.channels");
  const words = useTranslations("common.action");
  const nameOf = useChannelName();
  const formId = useId();
  const [draft, setDraft] = useState<ChannelDraft>(() => draftOf(channel));
  const [archiving, setArchiving] = useState(false);
  const change = useChange(client.channels.change, { touches: [api.channels.key()] });
  const { id, kind, isBuiltIn, figures, endedAt, hasSecret } = channel;
  const name = nameOf(channel);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    change.run({ id, ...termsOf(draft) }, () => showToast({ title: t("saved") }));
  }

  return (
    <SidePanel
      title={name}
      width="lg"
      facts={
        <>
          <span>{t(`kinds.${kind}`)}</span>
          <span>
            {t("standing")} <NumberText value={figures.standing} />
          </span>
        </>
      }
      onClose={onClose}
      footer={
        canWrite ? (
          <>
            <TestChannel channelId={id} name={name} />
            {isBuiltIn ? null : (
              <>
                <Button icon={<Archive aria-hidden />} onClick={() => setArchiving(true)}>
                  {t("archive")}
                </Button>
                <Button type="submit" form={formId} variant="primary" loading={change.pending}>
                  {words("save")}
                </Button>
              </>
            )}
          </>
        ) : null
      }
    >
      <div className="flex flex-col gap-6">
        {endedAt ? (
          <Callout tone="danger" title={t("ended")}>
            {t("endedHint")}
          </Callout>
        ) : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("history.title")}</h3>
          <ChannelHistory channelId={id} />
        </section>
        {isBuiltIn ? <p className="text-muted">{t("builtInHint")}</p> : null}
        {canWrite && !isBuiltIn ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("edit")}</h3>
            <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
              {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
              <ChannelFields draft={draft} onChange={setDraft} misfit={change.misfit} />
            </form>
          </section>
        ) : null}
        {canWrite && hasSecret && kind === "webhook" ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("rotate.title")}</h3>
            <RotateSecret channel={channel} />
          </section>
        ) : null}
      </div>
      {archiving ? (
        <ArchiveChannel channel={channel} onCancel={() => setArchiving(false)} onDone={onClose} />
      ) : null}
    </SidePanel>
  );
}

function ArchiveChannel({
  channel: { id, name },
  onCancel,
  onDone,
}: {
  channel: Channel;
  onCancel: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("publishing.channels");
  return (
    <ConfirmChange
      open
      onOpenChange={(open) => !open && onCancel()}
      title={t("archiveOne", { name })}
      description={t("archiveHint")}
      confirmLabel={t("archive")}
      danger
      change={client.channels.archive}
      input={{ id }}
      touches={[api.channels.key()]}
      onDone={() => {
        showToast({ title: t("archived", { name }) });
        onDone();
      }}
    />
  );
}
