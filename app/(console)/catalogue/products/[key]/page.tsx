import type { Metadata } from "next";
import { cache } from "react";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { ProductPage } from "#components/catalogue/product-page.tsx";

interface Params {
  params: Promise<{ key: string }>;
}

// The key stands in the address as it was escaped.
const findProduct = cache(async (key: string) =>
  orNotFound((await serverApi()).products.get({ key: decodeURIComponent(key) })),
);

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  await requirePermission("catalogue:read");
  const { title, key } = await findProduct((await params).key);
  return { title: title ?? key };
}

export default async function Page({ params }: Params) {
  await requirePermission("catalogue:read");
  return <ProductPage product={await findProduct((await params).key)} />;
}
