import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Draft } from "./use-draft.ts";

/** Somebody else saved the same draft: theirs or mine. */
export function ConflictCallout({ draft }: { draft: Draft }) {
  const t = useTranslations("templates.conflict");
  return (
    <Callout
      tone="danger"
      className="mb-4"
      title={t("title")}
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
      {t("detail")}
    </Callout>
  );
}
