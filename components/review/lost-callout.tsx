import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

/** Says that the item on the desk is not held any more, and leads on. */
export function LostCallout({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations("review.lost");
  return (
    <Callout
      tone="warning"
      className="mb-3"
      title={t("title")}
      action={<Button onClick={onLeave}>{t("next")}</Button>}
    >
      {t("detail")}
    </Callout>
  );
}
