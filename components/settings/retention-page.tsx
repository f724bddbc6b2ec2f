"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { NumberInput } from "#components/ui/number-input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { LONGEST_DAYS, type RetentionKind } from "#lib/retention/retention-kind.ts";
import type { Policy, PolicyEffect } from "#lib/retention/view-retention.ts";

type Draft = Record<RetentionKind, number | null>;

/** How long each kind of data is kept, and what that would remove before it is set. */
export function RetentionPage({ policies }: { policies: Policy[] }) {
  const t = useTranslations("settings.retention");
  const [kept, setKept] = useState(() => draftOf(policies));
  const [draft, setDraft] = useState(kept);
  const [effects, setEffects] = useState<PolicyEffect[] | null>(null);
  const [asking, setAsking] = useState(false);
  const preview = useChange(client.retention.preview, { touches: [] });
  const save = useChange(client.retention.save, { touches: [api.retention.key(), api.audit.key()] });
  const isDirty = policies.some(({ kind }) => draft[kind] !== kept[kind]);
  const look = (then?: () => void) =>
    preview.run({ keepDays: keepDaysOf(draft) }, (answer) => {
      setEffects(answer.effects);
      then?.();
    });
  const set = (kind: RetentionKind, days: number | null) => {
    setDraft({ ...draft, [kind]: days });
    setEffects(null);
  };

  return (
    <>
      <PageHeader
        title={t("title")}
        facts={[t("about")]}
        actions={
          <Button loading={preview.pending && !asking} onClick={() => look()}>
            {t("preview")}
          </Button>
        }
        primaryAction={
          <Button variant="primary" disabled={!isDirty} onClick={() => look(() => setAsking(true))}>
            {t("save")}
          </Button>
        }
      />
      <div className="flex flex-col gap-4">
        {preview.problem ? <Callout tone="danger">{preview.problem}</Callout> : null}
        <Card>
          <ul className="flex flex-col divide-y divide-line">
            {policies.map(({ kind, leastDays }) => (
              <li
                key={kind}
                className="grid items-center gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0 md:grid-cols-[1fr_9rem_20rem]"
              >
                <div>
                  <p className="font-medium">{t(`kinds.${kind}.name`)}</p>
                  <p className="text-muted text-xs">{t(`kinds.${kind}.what`)}</p>
                </div>
                <div className="flex flex-col gap-1">
                  <NumberInput
                    aria-label={t("keepOf", { kind: t(`kinds.${kind}.name`) })}
                    value={draft[kind]}
                    onValueChange={(days) => set(kind, days)}
                    min={leastDays}
                    max={LONGEST_DAYS}
                    unit={draft[kind] === null ? undefined : t("days")}
                    placeholder={t("forGood")}
                    plain
                  />
                  {preview.misfit(`keepDays.${kind}`) ? (
                    <span className="text-danger-text text-xs">{preview.misfit(`keepDays.${kind}`)}</span>
                  ) : null}
                </div>
                {effects ? <Effect effect={effects.find((effect) => effect.kind === kind) ?? null} /> : null}
              </li>
            ))}
          </ul>
        </Card>
        <p className="text-muted text-xs">{t("stays")}</p>
      </div>
      {asking ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsking(false)}
          title={t("confirmTitle")}
          description={t("confirmHint")}
          confirmLabel={t("save")}
          danger={effects?.some(({ count }) => count > 0) ?? false}
          busy={save.pending}
          onConfirm={() =>
            save.run({ keepDays: keepDaysOf(draft) }, () => {
              setKept(draft);
              setAsking(false);
              showToast({ title: t("savedToast") });
            })
          }
        >
          {save.problem ? <Callout tone="danger">{save.problem}</Callout> : null}
          <ul className="flex flex-col gap-2">
            {(effects ?? []).map((effect) => (
              <li key={effect.kind} className="flex flex-col">
                <span className="font-medium">{t(`kinds.${effect.kind}.name`)}</span>
                <Effect effect={effect} />
              </li>
            ))}
            {effects?.length === 0 ? <li>{t("allForGood")}</li> : null}
          </ul>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Effect({ effect }: { effect: PolicyEffect | null }) {
  const t = useTranslations("settings.retention");
  const locale = useLocale();
  if (!effect) return <span className="text-muted">{t("staysForGood")}</span>;
  const { kind, count, bytes, heldBack } = effect;
  return (
    <span className="flex flex-col">
      <span>
        {count === 0
          ? t("nothing")
          : t("removes", { what: t(`kinds.${kind}.count`, { count }), size: formatFileSize(bytes, locale) })}
      </span>
      {heldBack > 0 ? (
        <span className="text-muted text-xs">
          {t("heldBack", { what: t(`kinds.${kind}.count`, { count: heldBack }) })}
        </span>
      ) : null}
    </span>
  );
}

function draftOf(policies: readonly Policy[]): Draft {
  return Object.fromEntries(policies.map(({ kind, keepDays }) => [kind, keepDays])) as Draft;
}

// What is kept for good is not named.
function keepDaysOf(draft: Draft): Partial<Record<RetentionKind, number>> {
  return Object.fromEntries(Object.entries(draft).filter(([, days]) => days !== null));
}
