"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Switch } from "#components/ui/switch.tsx";
import type { EventKind } from "#lib/notifications/event-kind.ts";

type Kinds = { kind: EventKind; wanted: boolean }[];

/** What one wants to be told of in the product: each kept as soon as it is switched. */
export function NotificationChoices({ initial }: { initial: Kinds }) {
  const t = useTranslations("notifications");
  const [kinds, setKinds] = useState(initial);
  const save = useChange(client.notifications.kinds.set, { touches: [api.notifications.key()] });
  function choose(changed: Kinds[number]["kind"], wanted: boolean) {
    const next = kinds.map((each) => (each.kind === changed ? { ...each, wanted } : each));
    setKinds(next);
    save.run({ muted: next.filter((each) => !each.wanted).map(({ kind }) => kind) }, (kept) =>
      setKinds(kept.kinds),
    );
  }
  if (kinds.length === 0) return <p className="text-muted">{t("noKinds")}</p>;
  return (
    <div className="flex flex-col items-start gap-2">
      <p className="text-muted text-xs">{t("preferencesHint")}</p>
      {save.problem ? <Callout tone="danger">{save.problem}</Callout> : null}
      {kinds.map(({ kind, wanted }) => (
        <Switch
          key={kind}
          checked={wanted}
          onCheckedChange={(on) => choose(kind, on)}
          label={t(`kind.${kind}`)}
        />
      ))}
    </div>
  );
}
