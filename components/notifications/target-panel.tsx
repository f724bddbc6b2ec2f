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
import { DateTime } from "#components/ui/date-time.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { DeliveryState } from "./delivery-state.tsx";
import type { Target } from "./target.ts";
import { type TargetDraft, TargetFields } from "./target-fields.tsx";
import { TestTarget } from "./test-target.tsx";

type KnownTarget = Awaited<ReturnType<typeof client.notifications.targets.get>>;

const LOOK_EVERY_MS = 5_000;

/** One target: what was last sent there and how that went, its settings, and its end. */
export function TargetPanel({ targetId, onClose }: { targetId: string; onClose: () => void }) {
  const t = useTranslations("notifications.targets");
  const { data, error } = useQuery({
    ...api.notifications.targets.get.queryOptions({ input: { id: targetId } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  if (!data) return <LoadingPanel title={t("title")} error={error} onClose={onClose} />;
  return <KnownTargetPanel target={data} onClose={onClose} />;
}

function KnownTargetPanel({ target, onClose }: { target: KnownTarget; onClose: () => void }) {
  const t = useTranslations("notifications.targets");
  const words = useTranslations("common.action");
  const formId = useId();
  const [draft, setDraft] = useState<TargetDraft>(() => draftOf(target));
  const [archiving, setArchiving] = useState(false);
  const change = useChange(client.notifications.targets.change, { touches: [api.notifications.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { kind, address, url, secret, allowPrivateNetwork, ...common } = draft;
    const reach =
      kind === "email"
        ? { address }
        : { allowPrivateNetwork, ...(url !== "" && { url }), ...(secret !== "" && { secret }) };
    change.run({ id: target.id, ...common, ...reach }, () => {
      showToast({ title: t("saved") });
      setDraft({ ...draft, url: "", secret: "" });
    });
  }

  return (
    <SidePanel
      title={target.name}
      facts={
        <>
          <span>{t(`kinds.${target.kind}`)}</span>
          <span className="break-all">{target.address}</span>
        </>
      }
      onClose={onClose}
      footer={
        <>
          <TestTarget targetId={target.id} name={target.name} />
          <Button icon={<Archive aria-hidden />} onClick={() => setArchiving(true)}>
            {t("archive")}
          </Button>
          <Button type="submit" form={formId} variant="primary" loading={change.pending}>
            {words("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        {target.deadAt ? (
          <Callout tone="danger" title={t("dead")}>
            {t("deadSince")} <DateTime iso={target.deadAt} />. {t("deadHint")}
          </Callout>
        ) : null}
        <section>
          <h3 className="mb-2 font-semibold">{t("latest")}</h3>
          <Deliveries deliveries={target.deliveries} />
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("edit")}</h3>
          <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
            {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
            <TargetFields draft={draft} onChange={setDraft} misfit={change.misfit} isKept />
          </form>
        </section>
      </div>
      {archiving ? (
        <ArchiveTarget target={target} onCancel={() => setArchiving(false)} onDone={onClose} />
      ) : null}
    </SidePanel>
  );
}

function draftOf({
  name,
  kind,
  address,
  events,
  team,
  digestMinutes,
  language,
  allowPrivateNetwork,
}: Target): TargetDraft {
  return {
    name,
    kind,
    address,
    url: "",
    secret: "",
    events,
    team: team ?? "",
    digestMinutes,
    language,
    allowPrivateNetwork,
  };
}

function Deliveries({ deliveries }: { deliveries: KnownTarget["deliveries"] }) {
  const t = useTranslations("notifications.targets");
  if (deliveries.length === 0) return <p className="text-muted">{t("nothingSent")}</p>;
  return (
    <ul className="rounded-md border border-line">
      {deliveries.map(({ state, failure, attempts, at, title }) => (
        <li key={`${at} ${title}`} className="border-line border-b px-3 py-2 last:border-b-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="min-w-0 break-words">{title}</span>
            <span className="flex items-center gap-2 text-muted text-xs">
              <DeliveryState state={state} failure={failure} />
              {attempts > 1 ? t("attempts", { attempts }) : null}
              <DateTime iso={at} relative />
            </span>
          </div>
          {failure ? <p className="break-words text-danger-text text-xs">{failure.text}</p> : null}
        </li>
      ))}
    </ul>
  );
}

function ArchiveTarget({
  target: { id, name },
  onCancel,
  onDone,
}: {
  target: Target;
  onCancel: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("notifications.targets");
  return (
    <ConfirmChange
      open
      onOpenChange={(open) => !open && onCancel()}
      title={t("archiveOne", { name })}
      description={t("archiveHint")}
      confirmLabel={t("archive")}
      danger
      change={client.notifications.targets.archive}
      input={{ id }}
      touches={[api.notifications.key()]}
      onDone={() => {
        showToast({ title: t("archived", { name }) });
        onDone();
      }}
    />
  );
}
