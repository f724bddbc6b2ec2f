import { STATUS_CODES } from "node:http";
import { ValidationError } from "@orpc/contract";
import { ORPCError } from "@orpc/server";
import type { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { ObjectStoreError } from "#lib/objects/object-store-error.ts";
import type { Refusal, Result } from "#lib/result.ts";
import { type InputMisfit, inputMisfits } from "./input-misfits.ts";

/** The body of every error answer, as RFC 9457 has it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: InputMisfit[];
  /** With 429: when to come again; the header Retry-After says the same. */
  retryAfterSeconds?: number;
}

const UNPROCESSABLE = 422;
const TOO_MANY = 429;
/** For who is not told more exactly. */
const RETRY_AFTER_SECONDS = 60;
const STATUS_BY_CODE: Record<string, number> = {
  unauthenticated: 401,
  invalid_json: 400,
  forbidden: 403,
  cross_origin: 403,
  not_found: 404,
  publication_gone: 404,
  picture_removed: 410,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_conflict: 409,
  too_large: 413,
  upload_too_large: 413,
  upload_quota: 413,
  asset_quota: 413,
  picture_file_too_large: 413,
  no_file_here: 415,
  request_timeout: 408,
  rate_limited: 429,
  sign_in_throttled: 429,
  email_taken: 409,
  model_exists: 409,
  item_not_decided: 409,
  practice_first: 403,
  item_not_escalated: 409,
  item_already_published: 409,
  trial_not_over: 409,
  conversation_busy: 409,
  conversation_archived: 409,
  improvement_busy: 409,
  improvement_draft_moved: 409,
  improvement_not_tried: 409,
  label_is_there: 409,
  regression_name_taken: 409,
  label_not_asked_for: 409,
  label_own_request: 403,
  lot_not_accepted: 409,
  lot_settled: 409,
  item_dropped: 409,
  four_eyes: 403,
  not_blocked: 409,
  import_not_ready: 409,
  import_outdated: 409,
  import_not_written: 409,
  import_written: 409,
  catalogue_busy: 409,
  source_not_asked_for: 409,
  provider_has_open_batches: 409,
  internal: 500,
  pictures_unsupported: 501,
  object_store_unavailable: 503,
  disk_full: 507,
};
const CODE_BY_STATUS: Record<number, string> = {
  400: "invalid_input",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
};

/** The value of a result; a refusal is thrown as the error that becomes a problem answer. */
export function orRefuse<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw refusalError(result.refusal);
}

/** A refusal as an error that the API answers with; its HTTP status follows from its code. */
export function refusalError(refusal: Refusal): ORPCError<string, Refusal> {
  return new ORPCError(refusal.code, {
    status: statusOf(refusal.code),
    message: refusal.code,
    data: refusal,
  });
}

/** A refusal as a problem in the reader's language. */
export function problemOf(refusal: Refusal, locale: Locale): Problem {
  const status = statusOf(refusal.code);
  const errors = refusal.fields?.map(({ path, code, params }) => ({
    path,
    message: translateError(locale, code, params),
  }));
  return {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail: translateError(locale, refusal.code, refusal.params),
    code: refusal.code,
    ...(errors && { errors }),
    ...(status === TOO_MANY && { retryAfterSeconds: Number(refusal.params?.seconds ?? RETRY_AFTER_SECONDS) }),
  };
}

/** Whatever a procedure threw, as an error whose data is a problem; nothing internal stays in it. */
export function toProblemError(thrown: unknown, locale: Locale): ORPCError<string, Problem> {
  const problem = problemOf(refusalOf(thrown), locale);
  const misfits = misfitsOf(thrown, locale);
  if (misfits.length > 0) problem.errors = misfits;
  return new ORPCError(problem.code, { status: problem.status, message: problem.detail, data: problem });
}

function statusOf(code: string): number {
  return STATUS_BY_CODE[code] ?? UNPROCESSABLE;
}

function refusalOf(thrown: unknown): Refusal {
  if (isStrangeId(thrown)) return { code: "not_found" };
  if (isDataError(thrown)) return { code: "invalid_input" };
  if (thrown instanceof ObjectStoreError) return { code: "object_store_unavailable" };
  if (!(thrown instanceof ORPCError)) return { code: "internal" };
  if (isRefusal(thrown.data)) return thrown.data;
  return { code: CODE_BY_STATUS[thrown.status] ?? "internal" };
}

// Ids are opaque to callers, UUIDs to the database: what is no UUID names nothing.
function isStrangeId(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (!(cause instanceof Error) || !("code" in cause)) return false;
  return cause.code === "22P02" && / type uuid: /.test(cause.message);
}

/** Whether the database was given a value that it does not take, such as a number beyond its column (class 22). */
export function isDataError(thrown: unknown): boolean {
  if (isStrangeId(thrown)) return false;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && "code" in cause && /^22...$/.test(String(cause.code));
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
}

// An answer of ours that does not fit its schema is a fault of the same kind, and nobody's to read.
function misfitsOf(thrown: unknown, locale: Locale): InputMisfit[] {
  if (!(thrown instanceof ORPCError) || thrown.code !== "BAD_REQUEST") return [];
  if (!(thrown.cause instanceof ValidationError)) return [];
  const { issues, data } = thrown.cause;
  return inputMisfits(issues as readonly z.core.$ZodIssue[], data, locale);
}
