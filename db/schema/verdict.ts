/** What is kept of a check's verdict on an output; lib/checks/verdict.ts says what it means. */
export interface VerdictRow {
  kind:
    | "format"
    | "language"
    | "lexicon"
    | "glossary"
    | "claims"
    | "kept-parts"
    | "memory"
    | "personal-data"
    | "links"
    | "near-duplicate"
    | "moderation"
    | "judge"
    | "picture";
  verdict: "pass" | "warn" | "block";
  field: string | null;
  spans: { from: number; to: number }[];
  message: { code: string; params: Record<string, string | number> };
  evidence?: Record<string, unknown> | undefined;
  version: string;
}
