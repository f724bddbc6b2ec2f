import type { CallableModel } from "../callable-model.ts";
import { tellsNothing } from "../tells-nothing.ts";
import { providerAddress } from "./provider-url.ts";

type Holder = Pick<CallableModel, "apiKey" | "headers" | "baseUrl" | "providerKind">;

const MASK = "[secret]";
/** What is shorter would be found in ordinary words. */
const SHORTEST = 8;
const ANCHOR = 4;
/** So far apart that every run of `SHORTEST` characters holds a whole one. */
const STRIDE = SHORTEST - ANCHOR + 1;

// What keys, their encodings and pieces of them are written in, and texts of any language hardly are.
const RUN = /[\w+/=%.~-]{8,}/g;
// A word, or words with hyphens, is no secret, whatever it shares with one.
const WORDS = /^[A-Z]?[a-z]+(?:[-_.][A-Z]?[a-z]*)*$/;

// A key that a server without any was given, such as "anything", stands in texts by chance.
const ONE_WORD = /^[A-Z]?[a-z]+$/;
/** A credential in one piece: nobody writes such a thing in a text of his own. */
const OPAQUE = /^(?=.*\d)(?=.*[A-Za-z])(?!.*:\/\/)\S{16,}$/;

const masks = new WeakMap<Holder, SecretMask>();
const credentials = new WeakMap<Holder, readonly string[]>();

/**
 * What a provider says of itself, such as an error, without what it was told in confidence, should it say that again: its
 * key, its headers and its address's query, whole or in parts of eight characters or more, as they are or encoded for URLs,
 * in base64 or in hex.
 */
export function withoutSecrets(holder: Holder, text: string): string {
  let mask = masks.get(holder);
  if (!mask) {
    mask = new SecretMask(secretsOf(holder));
    masks.set(holder, mask);
  }
  return mask.apply(text);
}

/** The same for each text of a record, such as the outcome of a call, and of the records and lists in it. */
export function recordWithoutSecrets<Given extends object>(holder: Holder, given: Given): Given {
  const masked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const shown = valueWithoutSecrets(holder, value);
    if (shown !== value) masked[name] = shown;
  }
  return Object.keys(masked).length > 0 ? { ...given, ...masked } : given;
}

/**
 * A model's answer without what its provider was told in confidence. Its own text is somebody's material: there only whole
 * credentials are masked (the key, and headers or queries that are nothing else), so that nothing is taken for a part of one.
 */
export function answerWithoutSecrets<Given extends object>(holder: Holder, given: Given): Given {
  const { text } = given as { text?: unknown };
  if (typeof text !== "string") return recordWithoutSecrets(holder, given);
  return { ...recordWithoutSecrets(holder, { ...given, text: "" }), text: textWithoutSecrets(holder, text) };
}

/** The same for the text of an answer that goes on: an end that may become a credential is left out as yet. */
export function heardWithoutSecrets(holder: Holder, textSoFar: string): string {
  const masked = textWithoutSecrets(holder, textSoFar);
  let end = masked.length;
  for (const writing of credentialsIn(holder))
    for (let length = Math.min(writing.length - 1, masked.length); length >= SHORTEST; length--) {
      if (!masked.endsWith(writing.slice(0, length))) continue;
      end = Math.min(end, masked.length - length);
      break;
    }
  return masked.slice(0, end);
}

function textWithoutSecrets(holder: Holder, text: string): string {
  let masked = text;
  for (const writing of credentialsIn(holder))
    if (masked.includes(writing)) masked = masked.replaceAll(writing, MASK);
  return masked;
}

function credentialsIn(holder: Holder): readonly string[] {
  let written = credentials.get(holder);
  if (!written) {
    const key = holder.apiKey ?? "";
    const others = carriedBy(holder)
      .flatMap((value) => value.split(/\s+/))
      .filter((value) => OPAQUE.test(value));
    written = allWritings([...(ONE_WORD.test(key) ? [] : [key]), ...others]);
    credentials.set(holder, written);
  }
  return written;
}

// Numbers, such as those of a vector, dates and bytes are given back as they are.
function valueWithoutSecrets(holder: Holder, value: unknown): unknown {
  if (typeof value === "string") return withoutSecrets(holder, value);
  if (Array.isArray(value)) {
    if (typeof value[0] === "number") return value;
    const shown = value.map((part) => valueWithoutSecrets(holder, part));
    return shown.some((part, at) => part !== value[at]) ? shown : value;
  }
  const isRecord = typeof value === "object" && value !== null && value.constructor === Object;
  return isRecord ? recordWithoutSecrets(holder, value) : value;
}

function secretsOf(holder: Holder): string[] {
  return [holder.apiKey ?? "", ...carriedBy(holder)];
}

/** What goes along with every request beside the key, without what tells nothing. */
function carriedBy({ headers, baseUrl, providerKind }: Holder): string[] {
  const inQuery = providerAddress(baseUrl)
    .query.split("&")
    .map((part): [string, string] => {
      const at = part.indexOf("=");
      return at === -1 ? ["", part] : [part.slice(0, at), part.slice(at + 1)];
    });
  // The sandbox's headers are settings.
  const inHeaders = providerKind === "sandbox" ? [] : Object.entries(headers);
  return [...inHeaders, ...inQuery]
    .filter(([name]) => !tellsNothing(name))
    .flatMap(([, value]) => [value, decoded(value)]);
}

function allWritings(secrets: readonly string[]): string[] {
  const written = secrets.filter(({ length }) => length >= SHORTEST).flatMap(writings);
  return [...new Set(written)].filter(({ length }) => length >= SHORTEST);
}

class SecretMask {
  readonly #written: readonly string[];
  /** Where each anchor stands: which writing, and at which place of it. */
  readonly #anchors = new Map<string, [writing: string, at: number][]>();

  constructor(secrets: readonly string[]) {
    this.#written = allWritings(secrets);
    for (const writing of this.#written)
      for (let at = 0; at + ANCHOR <= writing.length; at += STRIDE) {
        const anchor = writing.slice(at, at + ANCHOR);
        this.#anchors.set(anchor, [...(this.#anchors.get(anchor) ?? []), [writing, at]]);
      }
  }

  apply(text: string): string {
    if (this.#written.length === 0) return text;
    let masked = text;
    for (const writing of this.#written)
      if (masked.includes(writing)) masked = masked.replaceAll(writing, MASK);
    return masked.replace(RUN, (run) => (WORDS.test(run) ? run : this.#withoutParts(run)));
  }

  #withoutParts(run: string): string {
    let shown = "";
    let done = 0;
    for (let at = 0; at + ANCHOR <= run.length; at++) {
      const part = this.#partAround(run, at, done);
      if (!part) continue;
      shown += run.slice(done, part.from) + MASK;
      done = part.to;
      at = done - 1;
    }
    return shown + run.slice(done);
  }

  /** A part of a secret around a place of a run, from what is not masked yet; `null` for none that is long enough. */
  #partAround(run: string, at: number, done: number): { from: number; to: number } | null {
    for (const [writing, place] of this.#anchors.get(run.slice(at, at + ANCHOR)) ?? []) {
      const [begins, to] = commonRun(run, at, writing, place);
      const from = Math.max(begins, done);
      if (to - from >= SHORTEST && !WORDS.test(run.slice(from, to))) return { from, to };
    }
    return null;
  }
}

/** How far two texts agree around a place of each, as a range of the first. */
function commonRun(text: string, at: number, other: string, place: number): [from: number, to: number] {
  let before = 0;
  while (before < at && before < place && text[at - before - 1] === other[place - before - 1]) before++;
  let after = 0;
  while (at + after < text.length && text[at + after] === other[place + after]) after++;
  return [at - before, at + after];
}

/** Ways a secret may be written: as it is, in JSON, in a URL, in hex, and in base64 wherever in what is encoded it stands. */
function writings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inUrl = encodeURIComponent(secret);
  const inBase64 = [0, 1, 2].flatMap((lead) => {
    const encoded = Buffer.concat([Buffer.alloc(lead), bytes])
      .toString("base64")
      .replaceAll("=", "");
    // What its neighbours share in is cut off at either end.
    const whole = encoded.slice(Math.ceil((lead * 4) / 3), (lead + bytes.length) % 3 === 0 ? undefined : -1);
    return [whole, whole.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    inUrl,
    inUrl.replace(/%../g, (byte) => byte.toLowerCase()),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...inBase64,
  ];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
