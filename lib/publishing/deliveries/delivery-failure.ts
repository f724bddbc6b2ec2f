import { z } from "zod";
import type { Failure } from "#lib/failure.ts";
import { readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { failureText } from "#lib/notifications/event-text.ts";

/** Why a receiver did not take something: a code for programs, a text with the receiver's own words for people. */
export const deliveryFailureSchema = z.object({ code: z.string(), text: z.string() });

/** The reason in the reader's language. */
export function readableDeliveryFailure(
  failure: Failure | null,
  locale: Locale,
): z.output<typeof deliveryFailureSchema> | null {
  if (!failure) return null;
  const { code } = failure;
  const text =
    OUR_OWN.includes(code) || OF_FILES.test(code)
      ? readableFailure(failure, locale)?.message
      : failureText(failure, locale);
  return { code, text: text ?? code };
}

const OF_FILES = /^(workbook|file|sheet|zip|s3)_/;

/** What the channel itself is the reason of; all else came of sending. */
const OUR_OWN = ["channel_gone", "channel_archived", "object_store_unavailable", "publication_disk_full"];
