import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** For things that are not there, with the shell kept around. */
export default function NotFound() {
  const t = useTranslations("common.error");
  return (
    <EmptyState
      titleAs="h1"
      title={t("notFoundTitle")}
      cause={t("notFoundDetail")}
      action={<LinkButton href="/">{t("home")}</LinkButton>}
    />
  );
}
