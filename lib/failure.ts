import type { StoredFailure } from "#db/schema/failure.ts";
import { cutText } from "#lib/storable-text.ts";

/** Why an item, a run or a file failed; its text is that of a refusal with the same code, `params` filled in. */
export type Failure = StoredFailure;

// What tells causes apart; everything else in a failure's parameters belongs to the one item.
const TELLING = ["reason", "field", "input", "section"] as const;

/** The cause a failure is counted under, such as `provider_refused:http_401`. */
export function failureGroupOf({ code, params = {} }: Failure): string {
  const details = TELLING.flatMap((name) => (params[name] === undefined ? [] : [anyPlace(params[name])]));
  return cutText([code, ...details].join(":"), 200);
}

// `faq.3.question` and `faq.0.question` are one cause.
function anyPlace(detail: string | number): string {
  return String(detail).replace(/\.\d+(?=\.|$)/g, ".*");
}
