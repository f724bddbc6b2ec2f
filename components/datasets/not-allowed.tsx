import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** Instead of the wizard, for people who may only look. */
export function NotAllowed() {
  const t = useTranslations("datasets.wizard");
  return (
    <EmptyState
      title={t("notAllowed")}
      cause={t("notAllowedCause")}
      action={<LinkButton href="/datasets">{t("toList")}</LinkButton>}
    />
  );
}
