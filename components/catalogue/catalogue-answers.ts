import type { client } from "#components/api/client.ts";

export type ProductPageAnswer = Awaited<ReturnType<typeof client.products.list>>;
export type ProductAnswer = ProductPageAnswer["items"][number];
export type ProductDetail = Awaited<ReturnType<typeof client.products.get>>;
export type ImportAnswer = Awaited<ReturnType<typeof client.catalogue.imports.get>>;
export type ImportList = Awaited<ReturnType<typeof client.catalogue.imports.list>>;
export type ImportSummary = ImportList["items"][number];
export type ImportOffer = Awaited<ReturnType<typeof client.catalogue.imports.offer>>;
export type SelectionList = Awaited<ReturnType<typeof client.selections.list>>;
export type CategoryAnswer = Awaited<ReturnType<typeof client.catalogue.categories.list>>["items"][number];
