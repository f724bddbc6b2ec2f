/** Versions of XLIFF that are written and read. */
export const XLIFF_VERSIONS = ["1.2", "2.0"] as const;

export type XliffVersion = (typeof XLIFF_VERSIONS)[number];

/** What the channel is told to write. */
export interface XliffConfig {
  kind: "xliff";
  version: XliffVersion;
  sourceLanguage: string;
  targetLanguage: string;
  /** Output fields that are translated; all that hold text where there is none. */
  fields: string[];
}
