import { getTranslations } from "next-intl/server";
import { ApiDocs } from "#components/api/api-docs.tsx";
import { readApiDocument } from "#lib/api/api-document.ts";

/** The tab. */
export async function generateMetadata() {
  const t = await getTranslations("apiDocs");
  return { title: t("title") };
}

/** The REST API, described for people. */
export default async function Page() {
  return <ApiDocs {...(await readApiDocument())} />;
}
