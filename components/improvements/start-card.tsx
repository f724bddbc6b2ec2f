"use client";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { CreationKey } from "#components/api/creation-key.ts";
import { useChange } from "#components/api/use-change.ts";
import type { PreviewModel } from "#components/templates/template-view.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { formatAmount } from "#components/ui/money-format.ts";
import { Select } from "#components/ui/select.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { MOST_PROPOSALS } from "#lib/improvements/improvement.ts";
import { isAmount } from "#lib/money.ts";
import type { ImprovementPreview } from "./improvement-answers.ts";

export interface StartCardProps {
  templateId: string;
  preview: ImprovementPreview;
  models: readonly PreviewModel[];
  /** The preview is of another choice of models. */
  isPending: boolean;
  onChoose: (models: { modelId?: string; trialModelId?: string }) => void;
}

/** Which models propose and are tried, what that may cost, and where it begins. */
export function StartCard({ templateId, preview, models, isPending, onChoose }: StartCardProps) {
  const t = useTranslations("improvements.start");
  const locale = useLocale();
  const router = useRouter();
  const [key] = useState(() => new CreationKey());
  const [typed, setTyped] = useState<string | null>(null);
  const start = useChange(
    (input: Parameters<typeof client.improvements.start>[0]) =>
      client.improvements.start(input, key.for(input)),
    { touches: [api.improvements.key()] },
  );
  const { cost, refusal, proposer, trialModel, heldOut, approved } = preview;
  const options = models.map(({ id, name }) => ({ value: id, label: name }));
  const cap = typed ?? cost?.suggested.amount ?? "";
  const isRight = isAmount(cap);
  return (
    <Card title={t("title")}>
      <div className="grid max-w-xl gap-3" aria-busy={isPending}>
        {refusal ? <Callout tone="warning">{refusal.message}</Callout> : null}
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t("proposer")} group>
            <Select
              aria-label={t("proposer")}
              options={options}
              value={proposer?.id ?? null}
              onValueChange={(modelId) => onChoose({ modelId })}
            />
          </Field>
          <Field label={t("trialModel")} hint={t("trialModelHint")} group>
            <Select
              aria-label={t("trialModel")}
              options={options}
              value={trialModel?.id ?? null}
              onValueChange={(trialModelId) => onChoose({ trialModelId })}
            />
          </Field>
        </div>
        {proposer?.simulated || trialModel?.simulated ? (
          <p>
            <SimulatedMark />
          </p>
        ) : null}
        {cost ? (
          <>
            <dl className="grid gap-1">
              <Line label={t("proposerCost")}>
                <MoneyText value={cost.proposer} />
              </Line>
              <Line
                label={t("trialCost", { versions: MOST_PROPOSALS + 1, cases: heldOut + approved })}
                badge={t("rough")}
              >
                <MoneyText value={cost.trial.low} bare /> – <MoneyText value={cost.trial.high} />
              </Line>
            </dl>
            <Field
              label={t("cap", { currency: cost.suggested.currency })}
              hint={t("capHint", {
                least: `${formatAmount(cost.least.amount, locale, { precision: "short" })} ${cost.least.currency}`,
              })}
              error={isRight ? start.misfit("budgetCap.amount") : t("noAmount")}
              className="max-w-60"
            >
              <Input inputMode="decimal" value={cap} onChange={(event) => setTyped(event.target.value)} />
            </Field>
            {start.problem ? <Callout tone="danger">{start.problem}</Callout> : null}
            <p className="text-muted text-xs">{t("about")}</p>
            <div>
              <Button
                variant="primary"
                disabled={!isRight || isPending || start.pending}
                onClick={() =>
                  start.run(
                    {
                      id: templateId,
                      ...(proposer && { modelId: proposer.id }),
                      ...(trialModel && { trialModelId: trialModel.id }),
                      budgetCap: { amount: cap.trim(), currency: cost.suggested.currency },
                    },
                    ({ id }) => {
                      key.done();
                      router.push(`/templates/${templateId}/improvements/${id}`);
                    },
                  )
                }
              >
                {t("start")}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </Card>
  );
}

function Line({ label, badge, children }: { label: string; badge?: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4">
      <dt className="text-muted">
        {label} {badge ? <Badge>{badge}</Badge> : null}
      </dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}
