import { getTranslations } from "next-intl/server";
import { PageHeader } from "#components/ui/page-header.tsx";

/** Home: what waits for me, what runs, what failed, what it costs. */
export default async function HomePage() {
  const t = await getTranslations("home");
  return <PageHeader title={t("title")} />;
}
