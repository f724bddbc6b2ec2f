import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";

/** For addresses outside the console. */
export default function NotFound() {
  const t = useTranslations("common.error");
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        titleAs="h1"
        title={t("notFoundTitle")}
        cause={t("notFoundDetail")}
        action={<LinkButton href="/">{t("home")}</LinkButton>}
      />
    </main>
  );
}
