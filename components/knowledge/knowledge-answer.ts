import type { client } from "#components/api/client.ts";

type Collections = typeof client.collections;

/** A collection in the list. */
export type CollectionLine = Awaited<ReturnType<Collections["list"]>>["items"][number];

/** A collection on its own page, with whether it can be searched by vectors. */
export type CollectionAnswer = Awaited<ReturnType<Collections["get"]>>;

/** A document of a collection. */
export type DocumentLine = Awaited<ReturnType<Collections["documents"]["list"]>>["items"][number];

/** What indexing a document would come to. */
export type DocumentEstimate = Awaited<ReturnType<Collections["documents"]["estimate"]>>;

/** What a query found. */
export type SearchAnswer = Awaited<ReturnType<Collections["search"]>>;
export type FoundPassage = SearchAnswer["passages"][number];

/** An embedding model to choose. */
export type EmbeddingModel = Pick<
  Awaited<ReturnType<typeof client.models.list>>["items"][number],
  "id" | "name" | "providerName" | "price"
>;
