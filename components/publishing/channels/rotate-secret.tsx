"use client";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { SecretOnce } from "#components/settings/secret-once.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Channel } from "./channel.ts";

const HOURS = ["0", "1", "24", "168"] as const;
const HOUR_SECONDS = 3_600;

/** Gives a webhook another secret, with the former still signed with for a while. */
export function RotateSecret({ channel: { id, formerSecretUntil } }: { channel: Channel }) {
  const t = useTranslations("publishing.channels.rotate");
  const [hours, setHours] = useState<(typeof HOURS)[number]>("24");
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useChange(client.channels.rotate, { touches: [api.channels.key()] });
  return (
    <div className="flex flex-col gap-2">
      <p className="text-muted">{t("hint")}</p>
      {rotate.problem ? <Callout tone="danger">{rotate.problem}</Callout> : null}
      {secret ? <SecretOnce label={t("secret")} secret={secret} /> : null}
      {formerSecretUntil ? (
        <p>
          {t("overlapsUntil")} <DateTime iso={formerSecretUntil} />
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("overlap")}
          value={hours}
          onValueChange={setHours}
          options={HOURS.map((value) => ({ value, label: t("hours", { count: Number(value) }) }))}
        />
        <Button
          icon={<KeyRound aria-hidden />}
          loading={rotate.pending}
          onClick={() =>
            rotate.run({ id, overlapSeconds: Number(hours) * HOUR_SECONDS }, (made) => setSecret(made.secret))
          }
        >
          {t("do")}
        </Button>
      </div>
    </div>
  );
}
