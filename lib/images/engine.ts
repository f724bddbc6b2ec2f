import type { Sharp, SharpOptions } from "sharp";
import { log } from "#lib/observability/log.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import { Slots } from "./slots.ts";

/** The engine itself, as its own library exports it. */
export type Engine = typeof import("sharp");

/** A file on this machine, or its bytes. */
export type PictureInput = string | Buffer;

/** The most pixels of a picture that is taken: a file says so before anything of it is decoded. */
export const MOST_PIXELS = 100_000_000;
/** The most pixels of one that is worked on: decoded it takes three or four bytes each, some times over. */
export const MOST_PIXELS_WORKED_ON = 40_000_000;

/** Pictures worked on at once, in one process: each takes one of the few threads that files and names need as well. */
const MOST_AT_ONCE = 2;

// One count a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkPictures?: Slots };
holder.pressworkPictures ??= new Slots(MOST_AT_ONCE);
const slots = holder.pressworkPictures;

/** The engine cannot be loaded: its native part is not on this machine, or does not run here. */
class EngineMissing extends Error {}

/**
 * Works on pictures, few at once; the work is done in threads of the library's own. @throws EngineMissing where there is no
 * engine.
 */
export function withEngine<Value>(work: (engine: Engine) => Promise<Value>): Promise<Value> {
  return slots.with(async () => work(await loadEngine()));
}

/** What comes of work on pictures, and `pictures_unsupported` where there is no engine on this machine to do it. */
export async function orUnsupported<Value, Code extends string = never>(
  work: Promise<Result<Value, Code>>,
): Promise<Result<Value, Code | "pictures_unsupported">> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof EngineMissing)) throw cause;
    return refuse("pictures_unsupported", { platform: `${process.platform}-${process.arch}` });
  }
}

/** Why this machine cannot work on pictures; `null` where it can. */
export async function whyUnsupported(): Promise<Refusal | null> {
  const loaded = await orUnsupported<Engine>(loadEngine().then((engine) => accept(engine)));
  return loaded.ok ? null : loaded.refusal;
}

/**
 * A picture to be read: its first frame, turned as it is seen, in sRGB of eight bits; what it says of cameras, places and
 * people is left behind. Reading it fails where it is cut off or broken.
 */
export function openPicture(engine: Engine, input: PictureInput, options: SharpOptions = {}): Sharp {
  return engine
    .default(input, { ...READING, ...options })
    .autoOrient()
    .toColourspace("srgb");
}

/** How files from outside are read. */
export const READING: SharpOptions = {
  limitInputPixels: MOST_PIXELS,
  failOn: "error",
  sequentialRead: true,
};

let loading: Promise<Engine> | undefined;

// Its library is large, and most processes never look at a picture.
function loadEngine(): Promise<Engine> {
  loading ??= import("sharp").then(setUp, (cause: unknown) => {
    log.error({ err: cause }, "pictures cannot be worked on: their engine could not be loaded");
    throw new EngineMissing("The engine of pictures could not be loaded.", { cause });
  });
  return loading;
}

function setUp(engine: Engine): Engine {
  const sharp = engine.default;
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  return engine;
}

// What is not named here is not even tried: least of all SVG, which reads other files.
const LOADERS = [
  "VipsForeignLoadJpeg",
  "VipsForeignLoadPng",
  "VipsForeignLoadWebp",
  "VipsForeignLoadHeif",
  "VipsForeignLoadNsgif",
  "VipsForeignLoadTiff",
];
