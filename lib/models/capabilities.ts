/** How JSON of a shape is asked for; where a schema is not taken, it is told in words. From the most to the least. */
export const STRUCTURED_OUTPUTS = ["json_schema", "json_object", "none"] as const;
/** The field that bounds an answer's length. */
export const TOKEN_LIMITS = ["max_tokens", "max_completion_tokens", "none"] as const;
/** Whether an answer can come, or must come, as a stream. */
export const STREAMINGS = ["optional", "only", "none"] as const;
/** The role that instructions go out in. */
export const INSTRUCTION_ROLES = ["system", "user"] as const;

/** Fields of a request that it can do without, by their names on the wire. */
export const LEAVABLE_FIELDS = [
  "temperature",
  "top_p",
  "top_k",
  "presence_penalty",
  "frequency_penalty",
  "seed",
  "stop",
  "stream_options",
] as const;

export type LeavableField = (typeof LEAVABLE_FIELDS)[number];

/** The same of a request for pictures. */
export const LEAVABLE_PICTURE_FIELDS = ["size", "quality", "seed"] as const;

/** A field of either. */
export type LeftOutField = LeavableField | (typeof LEAVABLE_PICTURE_FIELDS)[number];

/** What a model takes and how it bills, as its provider's answers taught or an admin set. */
export interface Capabilities {
  structuredOutput: (typeof STRUCTURED_OUTPUTS)[number];
  /** `null`: as is usual for its kind of provider. */
  tokenLimit: (typeof TOKEN_LIMITS)[number] | null;
  streaming: (typeof STREAMINGS)[number];
  /** `null`: as is usual for its kind of provider. */
  instructionRole: (typeof INSTRUCTION_ROLES)[number] | null;
  /** Whether it may be shown pictures: so is any model before it refuses them. */
  pictures: boolean;
  /** Whether it may be offered functions to call: so is any model before it refuses them. */
  functions: boolean;
  /** Fields that it refuses: they are left out of every request. */
  leftOut: LeftOutField[];
  /** The longest answer that may be asked for, in tokens. */
  mostOutputTokens: number | null;
  /** Prompt and answer together, in tokens. */
  contextTokens: number | null;
  /** Room that its answers need with the reasoning before them, in tokens: no less is asked for at first. */
  leastOutputTokens: number | null;
  /** It bills longer answers than were asked for, or dearer pictures each, up to this many tokens: as much is reserved. */
  billedOutputTokens: number | null;
  /** The sizes that it draws in, such as "1024x1024"; none: any. */
  pictureSizes: string[];
  /** The qualities that it draws in, as it calls them; none: any. */
  pictureQualities: string[];
  /** The most pictures that it draws in one call. */
  mostPictures: number | null;
}

/** One of the things to know of a model. */
export type Capability = keyof Capabilities;

/** What is known of a model so far. */
export interface KnownCapabilities extends Capabilities {
  /** Rises with each change, by whoever makes it: the highest is the newest. */
  revision: number;
  /** When it changed last; RFC 3339. */
  changedAt: string | null;
  /** What was learnt rather than set, with the provider's words that taught it. */
  learnt: Partial<Record<Capability, LearntFrom>>;
}

/** What taught a capability. */
export interface LearntFrom {
  /** The provider's own; "" where its answers taught it. */
  words: string;
  /** RFC 3339. */
  at: string;
}

/** What the API shows and the screens draw: without what only processes need of it. */
export type CapabilitiesView = Omit<KnownCapabilities, "revision" | "changedAt">;

/** What a model is taken to be capable of before anything is known of it. */
export const FULL_CAPABILITIES: KnownCapabilities = {
  structuredOutput: "json_schema",
  tokenLimit: null,
  streaming: "optional",
  instructionRole: null,
  pictures: true,
  functions: true,
  leftOut: [],
  mostOutputTokens: null,
  contextTokens: null,
  leastOutputTokens: null,
  billedOutputTokens: null,
  pictureSizes: [],
  pictureQualities: [],
  mostPictures: null,
  revision: 0,
  changedAt: null,
  learnt: {},
};

/** What the database keeps of a model, with what is usual where it says nothing; `null`: nothing is known yet. */
export function readCapabilities(stored: object | null): KnownCapabilities {
  return stored ? { ...FULL_CAPABILITIES, ...stored } : FULL_CAPABILITIES;
}

/** What is shown of what is known. */
export function viewOfCapabilities({
  revision: _,
  changedAt: __,
  ...shown
}: KnownCapabilities): CapabilitiesView {
  return shown;
}

/** Of a wish for capabilities, what is not so yet. */
export function differingFrom(
  known: KnownCapabilities,
  wanted: { [Name in Capability]?: Capabilities[Name] | undefined },
): Partial<Capabilities> {
  const differing = (Object.keys(wanted) as Capability[]).filter(
    (name) => wanted[name] !== undefined && String(wanted[name]) !== String(known[name]),
  );
  return Object.fromEntries(differing.map((name) => [name, wanted[name]]));
}

/** What is known after something was learnt, with the words that taught it, or set by an admin. Pure. */
export function changedCapabilities(
  known: KnownCapabilities,
  change: Partial<Capabilities>,
  by: { words: string } | "admin",
  now: Date,
): KnownCapabilities {
  const at = now.toISOString();
  const learnt = { ...known.learnt };
  for (const name of Object.keys(change) as Capability[]) {
    if (by === "admin") delete learnt[name];
    else learnt[name] = { words: by.words, at };
  }
  return { ...known, ...change, revision: known.revision + 1, changedAt: at, learnt };
}

// The newest this process has seen, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkCapabilities?: Map<string, KnownCapabilities> };
holder.pressworkCapabilities ??= new Map();
const newest = holder.pressworkCapabilities;

/** What is known of a model: as it was loaded, or what this process has learnt since. */
export function capabilitiesOf({
  id,
  capabilities,
}: {
  id: string;
  capabilities: KnownCapabilities;
}): KnownCapabilities {
  const seen = newest.get(id);
  return seen && seen.revision > capabilities.revision ? seen : capabilities;
}

/** Lets the whole process know what is newly known of a model. */
export function noteCapabilities(modelId: string, known: KnownCapabilities): void {
  if (known.revision >= (newest.get(modelId)?.revision ?? 0)) newest.set(modelId, known);
}
