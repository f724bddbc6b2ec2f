"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { formatAmount } from "#components/ui/money-format.ts";

/** Asks whether outputs of a lexicon's templates are to be checked anew, once it has said how many they are. */
export function RescanDialog({ lexiconId, onClose }: { lexiconId: string; onClose: () => void }) {
  const t = useTranslations("checks.rescans");
  const words = useTranslations("common.action");
  const router = useRouter();
  const textOf = useProblemText();
  const [published, setPublished] = useState(false);
  const locale = useLocale();
  const [asksModels, setAsksModels] = useState(false);
  const scope = { lexiconId, ...(published && { published }) };
  const count = useQuery(api.rescans.preview.queryOptions({ input: scope, gcTime: 0, staleTime: 0 }));
  const start = useChange(client.rescans.start, { touches: [api.rescans.key()] });
  const outputs = count.data?.outputs ?? 0;
  const judging = count.data?.judging ?? null;
  const asked = { ...scope, ...(judging && asksModels && { judgeCap: judging.cap }) };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("startTitle")}
      description={t("startHint")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            disabled={outputs === 0}
            loading={start.pending}
            onClick={() => start.run(asked, ({ id }) => router.push(`/settings/lexicons/rescans/${id}`))}
          >
            {t("start")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        <Checkbox label={t("onlyPublished")} checked={published} onCheckedChange={setPublished} />
        <p aria-live="polite" className="font-medium">
          {count.isPending
            ? t("counting")
            : count.data
              ? t("count", { outputs: count.data.outputs, batches: count.data.batches })
              : null}
        </p>
        {judging ? (
          <Checkbox
            label={t("askModels")}
            hint={t("askModelsHint", {
              calls: judging.calls,
              cap: `${formatAmount(judging.cap.amount, locale)} ${judging.cap.currency}`,
            })}
            checked={asksModels}
            onCheckedChange={setAsksModels}
          />
        ) : null}
        {count.data && outputs === 0 && !published ? <p className="text-muted">{t("noneToScan")}</p> : null}
        {count.error ? <Callout tone="danger">{textOf(count.error)}</Callout> : null}
        {start.problem ? <Callout tone="danger">{start.problem}</Callout> : null}
      </div>
    </Dialog>
  );
}
