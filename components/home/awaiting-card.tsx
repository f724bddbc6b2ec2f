import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Money } from "#lib/money.ts";

/** A launch that waits for the reader's word. */
export interface AwaitingLaunch {
  id: string;
  name: string;
  launchedBy: { name: string };
  createdAt: string;
  expectedTotal: Money | null;
  budgetCap: Money;
}

/** Launches of others that wait for the reader's word; nothing where none does. */
export function AwaitingCard({ launches }: { launches: readonly AwaitingLaunch[] }) {
  const t = useTranslations("home.awaiting");
  if (launches.length === 0) return null;
  return (
    <Card
      title={t("title")}
      actions={<TextLink href="/batches?status=awaiting-approval">{t("all")}</TextLink>}
      flush
    >
      <ul>
        {launches.map((launch) => (
          <li key={launch.id} className="border-line border-b px-4 py-2.5 last:border-b-0">
            <TextLink href={`/batches/${launch.id}`} className="block min-w-0 truncate font-medium">
              {launch.name}
            </TextLink>
            <p className="flex flex-wrap justify-between gap-x-3 text-muted text-xs">
              <span>
                {launch.launchedBy.name} · <DateTime iso={launch.createdAt} relative />
              </span>
              <span className="figures">
                {t("upTo")} <MoneyText value={launch.budgetCap} />
              </span>
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
