"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { OverrideBlock } from "./override-block.tsx";
import { useCheckName } from "./use-check-name.ts";

/** Says what blocks an output, and lets who may let it pass. */
export function OpenBlocks({
  itemId,
  kinds,
  mayOverride,
  onOverridden,
}: {
  itemId: string;
  kinds: readonly string[];
  mayOverride: boolean;
  onOverridden: (check: string) => void;
}) {
  const t = useTranslations("review.blocked");
  const nameOf = useCheckName();
  const { listed } = usePunctuation();
  if (kinds.length === 0) return null;
  return (
    <Callout
      tone="danger"
      title={t("title", { checks: listed(kinds.map(nameOf)) })}
      action={
        mayOverride ? (
          <span className="flex flex-wrap gap-2">
            {kinds.map((check) => (
              <OverrideBlock
                key={check}
                itemId={itemId}
                check={check}
                onOverridden={() => onOverridden(check)}
              />
            ))}
          </span>
        ) : null
      }
    >
      {t(mayOverride ? "mayOverride" : "askOther")}
    </Callout>
  );
}
