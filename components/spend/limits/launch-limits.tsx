"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { isAmount } from "#lib/money.ts";

export type LaunchLimit = Awaited<ReturnType<typeof client.launchLimits.list>>["items"][number];

export interface LaunchLimitsProps {
  limits: LaunchLimit[];
  /** The reader, who cannot set their own. */
  readerId: string;
  /** For a new limit. */
  currency: string;
}

/** How much each launcher may launch without somebody else's word, and setting it. */
export function LaunchLimits({ limits, readerId, currency }: LaunchLimitsProps) {
  const t = useTranslations("spend.limits");
  const [changing, setChanging] = useState<LaunchLimit | null>(null);
  const limited = limits.filter(({ limit }) => limit).length;
  return (
    <section aria-label={t("title")} className="mb-4">
      <details className="rounded-lg border border-line bg-surface px-4 py-2">
        <summary className="min-h-8 cursor-pointer content-center font-semibold">
          {t("summary", { limited, count: limits.length })}
        </summary>
        <p className="mb-2 text-muted">{t("hint")}</p>
        {limits.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
        <ul className="grid gap-x-6 md:grid-cols-2">
          {limits.map((entry) => (
            <li
              key={entry.memberId}
              className="flex min-h-10 items-center justify-between gap-3 border-line border-b py-1"
            >
              <span className="min-w-0 truncate">{entry.name}</span>
              <span className="flex shrink-0 items-center gap-3">
                <span className="figures text-muted">
                  {entry.limit ? <MoneyText value={entry.limit} /> : t("unlimited")}
                </span>
                {entry.memberId === readerId ? null : (
                  <Button
                    size="sm"
                    aria-label={t("changeOf", { name: entry.name })}
                    onClick={() => setChanging(entry)}
                  >
                    {t("change")}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </details>
      {changing ? (
        <ChangeLimit entry={changing} currency={currency} onClose={() => setChanging(null)} />
      ) : null}
    </section>
  );
}

function ChangeLimit({
  entry,
  currency: usual,
  onClose,
}: {
  entry: LaunchLimit;
  currency: string;
  onClose: () => void;
}) {
  const t = useTranslations("spend.limits");
  const budgets = useTranslations("spend.budgets");
  const words = useTranslations("common.action");
  const router = useRouter();
  const [amount, setAmount] = useState(entry.limit?.amount ?? "");
  const [currency, setCurrency] = useState(entry.limit?.currency ?? usual);
  const set = useChange(client.launchLimits.set, { touches: [] });
  const isNone = amount.trim() === "";
  const isFine = isNone || (isAmount(amount) && /^[A-Za-z]{3}$/.test(currency.trim()));
  const save = () =>
    set.run(
      {
        memberId: entry.memberId,
        limit: isNone ? null : { amount: amount.trim(), currency: currency.trim().toUpperCase() },
      },
      () => {
        router.refresh();
        onClose();
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("of", { name: entry.name })}
      description={t("hint")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button variant="primary" loading={set.pending} disabled={!isFine} onClick={save}>
            {words("save")}
          </Button>
        </>
      }
    >
      {set.problem ? (
        <Callout tone="danger" className="mb-3">
          {set.problem}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-3">
        <Field
          label={t("amount")}
          hint={t("amountHint")}
          className="w-48"
          error={isNone || isAmount(amount) ? undefined : budgets("amountMisfit")}
        >
          <Input inputMode="decimal" autoComplete="off" autoFocus value={amount} onValueChange={setAmount} />
        </Field>
        <Field label={budgets("currency")} className="w-28">
          <Input maxLength={3} autoComplete="off" value={currency} onValueChange={setCurrency} />
        </Field>
      </div>
    </Dialog>
  );
}
