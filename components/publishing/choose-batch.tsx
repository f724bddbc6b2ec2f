import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { BatchChoice } from "./batch-choice.tsx";

/** Batches with approved outputs, to publish one of them. */
export function ChooseBatch({
  batches,
}: {
  batches: readonly { batchId: string; name: string; approved: number; pending: number }[];
}) {
  const t = useTranslations("publishing.new");
  if (batches.length > 0) return <BatchChoice batches={batches} />;
  return (
    <EmptyState
      title={t("nothing")}
      cause={t("nothingCause")}
      action={<LinkButton href="/review">{t("toReview")}</LinkButton>}
    />
  );
}
