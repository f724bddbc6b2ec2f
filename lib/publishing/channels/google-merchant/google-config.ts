/** Kinds of feed that Google Merchant Center reads. */
export const FEED_FORMATS = ["tsv", "xml"] as const;

export type FeedFormat = (typeof FEED_FORMATS)[number];

/** What the channel is told to make. */
export interface GoogleConfig {
  kind: "google-merchant";
  format: FeedFormat;
}
