import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent } from "undici";
import { checkUrl, publicLookup } from "#lib/models/endpoints/check-url.ts";
import { classifyRequestFailure } from "#lib/models/endpoints/connections.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { LARGEST_PICTURE_BYTES } from "./largest-picture.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const PAUSE_TIMEOUT_MS = 10_000;
const LONGEST_MS = 60_000;
const MOST_REDIRECTS = 5;
/** A batch shows hundreds at once, and one shop has them all. */
const MOST_PER_HOST = 8;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const GZIP = [0x1f, 0x8b];
const gunzipped = promisify(gunzip);

/** What lay at an address. */
export interface FetchedPicture {
  bytes: Buffer;
  /** The last part of the address that was led to, as a name; "" where it has none. */
  name: string;
}

export type FetchRefusal = "picture_not_fetched" | "picture_url_refused" | "picture_file_too_large";

// Connections of their own: any shop's host may be asked, and what has gone quiet is let go.
const agent = new Agent({
  connections: MOST_PER_HOST,
  connect: { lookup: publicLookup, timeout: CONNECT_TIMEOUT_MS },
  headersTimeout: PAUSE_TIMEOUT_MS,
  bodyTimeout: PAUSE_TIMEOUT_MS,
  keepAliveTimeout: 4_000,
});

/**
 * Fetches a file by its address, at most 50 MB within a minute. Every address on the way is checked, and what its name
 * resolves to is checked in the connection itself: nothing inside this network is reached. What came is not looked at.
 * Refuses an address that may not be called (`picture_url_refused`), one that gives nothing (`picture_not_fetched`; its
 * parameter `reason` says why), and a file that is too large.
 */
export async function fetchPicture(
  url: string,
  signal?: AbortSignal,
): Promise<Result<FetchedPicture, FetchRefusal>> {
  const within = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal ? [signal] : [])]);
  let address = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const checked = checkUrl(address, false);
    if (!checked.ok)
      return refuse("picture_url_refused", { reason: checked.refusal.code, host: hostOf(address) });
    const asked = await ask(checked.value, within);
    if ("location" in asked) address = new URL(asked.location, checked.value).href;
    else if (!asked.result.ok && signal?.aborted) throw signal.reason;
    else return asked.result;
  }
  return refuse("picture_not_fetched", { reason: "too_many_redirects", host: hostOf(url) });
}

async function ask(
  url: URL,
  signal: AbortSignal,
): Promise<{ location: string } | { result: Result<FetchedPicture, FetchRefusal> }> {
  const fail = (reason: string) => ({ result: refuse("picture_not_fetched", { reason, host: url.host }) });
  try {
    const { statusCode, headers, body } = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      headers: { accept: "image/*", "accept-encoding": "identity", "user-agent": "Presswork" },
      signal,
    });
    const location = asAddress([headers.location].flat()[0] ?? "");
    if (REDIRECTS.has(statusCode) && location && URL.canParse(location, url)) {
      leave(body);
      return { location };
    }
    if (statusCode !== 200) {
      leave(body);
      return fail(`http_${statusCode}`);
    }
    const sent = await readWithin(body, Number(headers["content-length"] ?? 0));
    const bytes = sent && (await unpacked(sent));
    if (!bytes)
      return { result: refuse("picture_file_too_large", { megabytes: LARGEST_PICTURE_BYTES / 1024 ** 2 }) };
    return { result: accept({ bytes, name: nameOf(url) }) };
  } catch (cause) {
    return fail(reasonOf(cause));
  }
}

// A header is read byte by byte; servers write names of files into it as they are, which an address has as escapes.
function asAddress(header: string): string {
  return header.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @returns `null` for more than is taken. */
async function readWithin(body: Readable, announced: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let bytes = announced > LARGEST_PICTURE_BYTES ? announced : 0;
  if (bytes === 0)
    for await (const part of body as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      if (bytes > LARGEST_PICTURE_BYTES) break;
      parts.push(part);
    }
  if (bytes <= LARGEST_PICTURE_BYTES) return Buffer.concat(parts);
  leave(body);
  return null;
}

// Some servers pack whatever they send, asked or not, and not all of them say so. No picture begins like that.
async function unpacked(sent: Buffer): Promise<Buffer | null> {
  if (sent[0] !== GZIP[0] || sent[1] !== GZIP[1]) return sent;
  try {
    return await gunzipped(sent, { maxOutputLength: LARGEST_PICTURE_BYTES });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return null;
    return sent;
  }
}

// What is left unread ends in an error of its own, which nobody else would hear.
function leave(body: Readable): void {
  body.on("error", () => {}).destroy();
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Error && cause.name === "TimeoutError") return "timeout";
  const outcome = classifyRequestFailure(cause, false);
  return "code" in outcome ? outcome.code : "connection_lost";
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

function nameOf({ pathname }: URL): string {
  const last = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
