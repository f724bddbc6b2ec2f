import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { serverApi } from "#app/server-api.ts";
import { ProductsPage } from "#components/catalogue/products-page.tsx";
import { can } from "#lib/auth/can.ts";

/** Templates that a filter can ask for. */
const OFFERED = 200;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("catalogue");
  return { title: t("title") };
}

export default async function Page() {
  const [actor, api] = await Promise.all([requirePermission("catalogue:read"), serverApi()]);
  const [attributes, templates] = await Promise.all([
    api.catalogue.attributes(),
    api.templates.list({ limit: OFFERED }),
  ]);
  return (
    <ProductsPage
      may={{ write: can(actor, "catalogue:write"), freeze: can(actor, "datasets:write") }}
      filteredBy={{
        attributes: attributes.items.map(({ name, type }) => ({ name, type })),
        templates: templates.items.map(({ id, name }) => ({ id, name })),
      }}
    />
  );
}
