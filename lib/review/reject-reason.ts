/** Where a rejected item goes next: it is made anew, its source is corrected first, or it is closed for good. */
export const REJECT_ROUTES = ["regenerate", "fix-source", "drop"] as const;

export type RejectRoute = (typeof REJECT_ROUTES)[number];

export type RejectSeverity = "minor" | "major" | "critical";

export interface RejectReason {
  code: string;
  /** The key after R. */
  key: string;
  severity: RejectSeverity;
  route: RejectRoute;
}

/** Why an output is not good enough, in the order of their keys. */
export const REJECT_REASONS = [
  { code: "wrong_fact", key: "1", severity: "critical", route: "regenerate" },
  { code: "missing_attribute", key: "2", severity: "major", route: "regenerate" },
  { code: "prohibited_claim", key: "3", severity: "critical", route: "regenerate" },
  { code: "brand_or_tone", key: "4", severity: "minor", route: "regenerate" },
  { code: "language", key: "5", severity: "major", route: "regenerate" },
  { code: "format_or_length", key: "6", severity: "minor", route: "regenerate" },
  { code: "picture_defect", key: "7", severity: "major", route: "fix-source" },
  { code: "wrong_picture", key: "8", severity: "critical", route: "fix-source" },
  { code: "source_data_wrong", key: "9", severity: "major", route: "fix-source" },
  { code: "other", key: "0", severity: "minor", route: "drop" },
] as const satisfies readonly RejectReason[];

export type RejectCode = (typeof REJECT_REASONS)[number]["code"];

/** The reason behind a key or a code; `null` for neither. */
export function rejectReason(keyOrCode: string): (typeof REJECT_REASONS)[number] | null {
  return REJECT_REASONS.find(({ key, code }) => key === keyOrCode || code === keyOrCode) ?? null;
}
