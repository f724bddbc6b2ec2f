import { RISKS } from "#lib/review/queue-order.ts";
import type { QueueNarrowed } from "./review-session.ts";

type Asked = Partial<Record<string, string | string[]>>;

/** The part of the queue that an address asks for; what is no such thing is left out. */
export function narrowedBy({ language, templateId, risk }: Asked): QueueNarrowed {
  const known = RISKS.find((one) => one === risk);
  return {
    ...(typeof language === "string" && language !== "" && { language }),
    ...(typeof templateId === "string" && UUID.test(templateId) && { templateId }),
    ...(known && { risk: known }),
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The address of a part of the queue, or of one batch in it. */
export function reviewHref(narrowed: QueueNarrowed, batchId?: string): string {
  const query = new URLSearchParams({ ...narrowed, ...(batchId && { batchId }) }).toString();
  return query ? `/review?${query}` : "/review";
}
