"use client";
import { useTranslations } from "next-intl";
import { Meter } from "#components/ui/meter.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { sumAmounts } from "#lib/money.ts";
import type { Conversation } from "./conversation-answers.ts";

/** What a conversation has cost against its cap, and the tokens that it took. */
export function ConversationSpend({
  conversation: { cap, spent, unknownSpend, turns },
}: {
  conversation: Conversation;
}) {
  const t = useTranslations("conversations.spend");
  const used = sumAmounts([spent.amount, unknownSpend.amount]);
  const tokens = turns.reduce(
    (sum, { usage }) => sum + (usage ? usage.inputTokens + usage.outputTokens : 0),
    0,
  );
  const share = Number(cap.amount) > 0 ? Number(used) / Number(cap.amount) : 1;
  return (
    <div className="border-line border-b px-3 py-2">
      <Meter
        label={t("used")}
        value={Number(used)}
        max={Number(cap.amount)}
        tone={share >= 0.8 ? "warning" : "accent"}
        text={
          <>
            <MoneyText value={{ amount: used, currency: cap.currency }} bare /> / <MoneyText value={cap} />
          </>
        }
      />
      <p className="mt-1 text-muted text-xs">
        <NumberText value={tokens} /> {t("tokens")}
        {unknownSpend.amount === "0" ? null : (
          <>
            {" · "}
            {t("unknown")} <MoneyText value={unknownSpend} precision="exact" />
          </>
        )}
      </p>
    </div>
  );
}
