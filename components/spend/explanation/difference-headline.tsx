"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MoneyText } from "#components/ui/money.tsx";
import type { SpendExplanation } from "../spend-answers.ts";
import { mainParts, relationOf } from "./cost-story.ts";
import { SignedMoney } from "./signed-money.tsx";
import { usePeriodName } from "./use-period-name.ts";

type Part = SpendExplanation["parts"][number];

/** In plain words how one period's cost stands to the other's, and what that mainly comes of. */
export function DifferenceHeadline({ explanation }: { explanation: SpendExplanation }) {
  const t = useTranslations("spend.explanation.headline");
  const format = useFormatter();
  const nameOf = usePeriodName();
  const { now, before, difference, parts } = explanation;
  const relation = relationOf(before.cost.amount, now.cost.amount);
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
  const values = {
    ...{ now: nameOf(now), before: nameOf(before) },
    ratio: "ratio" in relation ? format.number(relation.ratio, { maximumFractionDigits: 1 }) : "",
    share: "share" in relation ? percent(relation.share) : "",
    amount: () => <MoneyText value={relation.kind === "ended" ? before.cost : now.cost} />,
    difference: () => <SignedMoney value={difference} />,
  };
  const main = mainParts(parts, difference.amount);
  return (
    <section aria-label={t("label")} className="mb-4 grid gap-1" data-testid="spend-headline">
      <p className="font-semibold text-lg tracking-tight">{t.rich(relation.kind, values)}</p>
      {relation.kind === "nothing" && !main ? <p className="text-muted">{t("nothingNext")}</p> : null}
      {main && relation.kind !== "new" && relation.kind !== "ended" ? (
        <p>
          <Because kind={main.weight} part={main.main} explanation={explanation} />
          {main.against ? (
            <>
              {" "}
              <Because kind="against" part={main.against} explanation={explanation} />
            </>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}

function Because({
  kind,
  part: { cause, amount },
  explanation: { now, before },
}: {
  kind: "all" | "most" | "largest" | "against";
  part: Part;
  explanation: SpendExplanation;
}): ReactNode {
  const t = useTranslations("spend.explanation");
  const isLess = amount.amount.startsWith("-");
  const reason = t(`reason.${cause}`, {
    direction: isLess ? "less" : "more",
    ...{ now: now.items, before: before.items },
  });
  return t.rich(`because.${kind}`, { reason, amount: () => <SignedMoney value={amount} /> });
}
