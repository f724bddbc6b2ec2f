import type { Actor } from "#lib/auth/actor.ts";
import type { Locale } from "#lib/i18n/locales.ts";

/** A file received by the API, already on disk so that its size never meets memory. */
export interface ReceivedFile {
  uploadId: string;
  fileName: string;
  bytes: number;
  /** Of its content, in hex. */
  sha256: string;
}

/** What every API call knows before its procedure runs. */
export interface ApiContext {
  actor: Actor | null;
  locale: Locale;
  idempotencyKey?: string;
  /** Where the request came from, for throttling. */
  address?: string;
  /** The file part of a multipart request. */
  file?: ReceivedFile;
}
