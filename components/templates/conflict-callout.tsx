import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { Draft, OtherSave } from "./use-draft.ts";

/** The same draft was saved from elsewhere: by whom, and the choice between theirs and mine. */
export function ConflictCallout({ draft, other }: { draft: Draft; other: OtherSave }) {
  const t = useTranslations("templates.conflict");
  const { by, isOwn, at } = other;
  return (
    <Callout
      tone="danger"
      className="mb-4"
      title={t(isOwn ? "titleMine" : "title")}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void draft.takeTheirs()}>
            {t("takeTheirs")}
          </Button>
          <Button size="sm" onClick={() => void draft.keepMine()}>
            {t("keepMine")}
          </Button>
        </div>
      }
    >
      {by && at ? t.rich("by", { name: by, when: () => <DateTime iso={at} relative /> }) : null} {t("detail")}
    </Callout>
  );
}
