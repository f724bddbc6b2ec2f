/** How long a title may be where it is shown, in characters; as the channels' own rules for sellers say. */
export const TITLE_LIMITS = [
  { channel: "Amazon", max: 200 },
  { channel: "Google Merchant Center", max: 150 },
  { channel: "Etsy", max: 140 },
  { channel: "AliExpress", max: 128 },
  { channel: "eBay", max: 80 },
] as const;
