import { LRUCache } from "lru-cache";
import type { Failure } from "#lib/failure.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import type { ShownPicture, ShownPictures } from "#lib/models/endpoints/chat-request.ts";
import { showsPictures } from "#lib/models/endpoints/shown-pictures.ts";
import { log } from "#lib/observability/log.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { sleep } from "#lib/sleep.ts";
import { inPictureProcess } from "./apart/in-picture-process.ts";
import { fetchPicture } from "./fetch-picture.ts";
import { readAsset } from "./read-asset.ts";
import { refuseMissing } from "./refuse-missing.ts";

const MOST_TRIES = 3;
const FIRST_WAIT_MS = 1_000;
/** What may go better in a while: no answer, too many requests, a server's own trouble. */
const PASSING = /^(?:http_(?:408|425|429|5\d\d)|timeout|\w+_timeout|connection_\w+|unreachable)$/;

/** Whoever else wants the picture waits for the same load: it is done whoever leaves. */
const UNTIL_IT_IS_DONE = new AbortController().signal;

/** Of pictures that were shown last: a row's is asked for again in each language, by each step and each variant. */
const KEPT_CHARACTERS = 48 * 1024 ** 2;

type Loaded = Result<ShownPicture, string>;

// One a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & {
  pressworkShown?: { kept: LRUCache<string, ShownPicture>; loading: Map<string, Promise<Loaded>> };
};
holder.pressworkShown ??= {
  kept: new LRUCache({ maxSize: KEPT_CHARACTERS, sizeCalculation: ({ base64 }) => base64.length }),
  loading: new Map(),
};
const { kept, loading } = holder.pressworkShown;

/** What a call's messages show; `pictures` is undefined where that is nothing. */
export type Showing =
  | { kind: "shown"; pictures: ShownPictures | undefined }
  | { kind: "unshown"; failure: Failure };

const NOTHING_SHOWN: Showing = { kind: "shown", pictures: undefined };

/**
 * The pictures that a call's messages show as they go out: as they are seen, their longer side at most 1,024 pixels, as
 * JPEG on white, without what their files say of places and people. They are fetched here and not by the provider, which
 * reaches less and tells less. What is passing is tried three times. `null` where `leaving` came first; no promise where
 * nothing is shown, so that an item without pictures waits for nothing.
 */
export function loadShown(
  call: { messages: readonly ChatMessage[] },
  leaving: AbortSignal,
): Showing | Promise<Showing | null> {
  return showsPictures(call) ? loadAll(call.messages, leaving) : NOTHING_SHOWN;
}

async function loadAll(messages: readonly ChatMessage[], leaving: AbortSignal): Promise<Showing | null> {
  const names = [...new Set(messages.flatMap(({ pictures = [] }) => pictures))];
  const loaded = await Promise.all(names.map((name) => loadPatiently(name, leaving)));
  if (leaving.aborted) return null;
  const pictures = new Map<string, ShownPicture>();
  for (const [place, name] of names.entries()) {
    const one = loaded[place];
    if (!one?.ok) return { kind: "unshown", failure: failureOf(name, one?.refusal) };
    pictures.set(name, one.value);
  }
  return { kind: "shown", pictures };
}

function failureOf(name: string, refusal: Refusal | undefined): Failure {
  return { code: refusal?.code ?? "internal", params: { ...refusal?.params, picture: name } };
}

async function loadPatiently(name: string, leaving: AbortSignal): Promise<Loaded> {
  for (let tries = 1; ; tries++) {
    const loaded = await loadOnce(name);
    if (loaded.ok || tries === MOST_TRIES || !isPassing(loaded.refusal)) return loaded;
    if (!(await sleep(FIRST_WAIT_MS * 2 ** (tries - 1), leaving))) return loaded;
  }
}

/** Whether a picture that was not fetched may come another time. */
export function isPassing({ code, params }: Pick<Refusal, "code" | "params">): boolean {
  return code === "picture_not_fetched" && PASSING.test(String(params?.reason));
}

/** Whoever wants the same picture at the same moment waits for one load. */
function loadOnce(name: string): Promise<Loaded> {
  const known = kept.get(name);
  if (known) return Promise.resolve(accept(known));
  const underWay = loading.get(name);
  if (underWay) return underWay;
  const made = load(name).finally(() => loading.delete(name));
  loading.set(name, made);
  return made;
}

async function load(name: string): Promise<Loaded> {
  const original = /^https?:/i.test(name) ? await fetchPicture(name) : await ofAsset(name);
  if (!original.ok) return original;
  const shown = await inPictureProcess("shown", original.value.bytes, UNTIL_IT_IS_DONE).catch((err) => {
    log.error({ err, picture: name }, "a picture could not be made ready to be shown");
    return refuse("picture_broken");
  });
  if (!shown.ok) return shown;
  const picture: ShownPicture = { mediaType: "image/jpeg", base64: shown.value.toString("base64") };
  kept.set(name, picture);
  return accept(picture);
}

async function ofAsset(id: string): Promise<Result<{ bytes: Buffer }, "picture_gone" | "picture_removed">> {
  const found = await readAsset(id);
  return found ? accept(found) : refuseMissing(id, "picture_gone");
}
