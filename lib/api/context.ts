import type { Actor } from "#lib/auth/actor.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import type { Locale } from "#lib/i18n/locales.ts";

/** What every API call knows before its procedure runs. */
export interface ApiContext {
  actor: Actor | null;
  locale: Locale;
  idempotencyKey?: string;
  /** Where the request came from, for throttling. */
  address?: string;
  /** Ends the stream of events that a procedure gives: its reader left, or may no longer read. */
  whileWelcome?: AbortSignal;
  /** The file part of a multipart request. */
  file?: ReceivedFile;
}
