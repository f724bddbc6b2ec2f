import { z } from "zod";
import type { Channel } from "../channel.ts";
import { deliverContent } from "../file/deliver-file.ts";
import { testStore } from "../file/test-store.ts";
import { attributesOf, mappingMisfit } from "./attributes.ts";
import { encodeFeed } from "./feed.ts";
import { FEED_FORMATS, type GoogleConfig } from "./google-config.ts";

const MEDIA_TYPES = {
  tsv: "text/tab-separated-values; charset=utf-8",
  xml: "application/rss+xml; charset=utf-8",
} as const;

/** A feed for Google Merchant Center, one language each; texts of a model say so as Google wants it. */
export const googleChannel = {
  kind: "google-merchant",
  config: z.object({ kind: z.literal("google-merchant"), format: z.enum(FEED_FORMATS) }),
  settings: z.object({ format: z.enum(FEED_FORMATS) }),
  tellsReceiver: false,
  mappingMisfit,
  examine: async (_, mapping) => ({
    problemsOf: async (_tx, items) =>
      items.map((item) => attributesOf(item, mapping, Object.keys(item.output)).problems),
  }),
  deliver: (items, { format }) =>
    deliverContent(items, encodeFeed(items, format), { extension: format, mediaType: MEDIA_TYPES[format] }),
  test: testStore,
} satisfies Channel<GoogleConfig>;
