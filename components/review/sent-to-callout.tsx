"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** The item an address names, as it stood when the page was asked for. */
export interface SentTo {
  itemId: string;
  rowNumber: number;
  /** Why it may not be handed to the reader. */
  standing: "free" | "approved" | "rejected" | "held" | "own-launch" | "nothing";
  /** Who decided on it or holds it. */
  by: string | null;
}

/** Says why the output that somebody was sent to is not on the desk, and where it can be read. */
export function SentToCallout({
  sentTo,
  isHere,
  hasOthers,
}: {
  sentTo: SentTo;
  isHere: boolean;
  /** Whether another one is on the desk. */
  hasOthers: boolean;
}) {
  const t = useTranslations("review.sentTo");
  const { itemId, rowNumber, standing, by } = sentTo;
  if (isHere || standing === "free") return null;
  const [batchId, seq] = itemId.split(".");
  return (
    <Callout
      className="mb-3"
      title={t(standing, { row: rowNumber, name: by ?? "" })}
      action={
        <LinkButton size="sm" href={`/batches/${batchId}?item=${seq}`}>
          {t("read")}
        </LinkButton>
      }
    >
      {hasOthers ? t("others") : null}
    </Callout>
  );
}
