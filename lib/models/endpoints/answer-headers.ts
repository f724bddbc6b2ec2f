import { type ReportedLimits, readReportedLimits } from "./reported-limits.ts";

/** What the headers of an answer say, in names of lower case: the provider's id of the call, and what it allows a minute. */
export function readAnswerHeaders(headers: Record<string, string | string[] | undefined> | undefined): {
  requestId: string | null;
  reportedLimits: ReportedLimits | null;
} {
  const id = headers?.["x-request-id"] ?? headers?.["request-id"];
  return {
    requestId: (Array.isArray(id) ? id[0] : id) ?? null,
    reportedLimits: readReportedLimits(headers, () => new Date()),
  };
}
