/** What a call is for. */
export type CallPurpose = "generate" | "repair" | "check" | "embed";

/** Which call of a run this is: calls of one item never share a key, so that each is settled once. */
export interface CallKey {
  /** The item, cell or passage it is made for. */
  seq: number;
  /** The step of the recipe, from 0. */
  step: number;
  /** 0 for the step's first call. */
  call: number;
  purpose: CallPurpose;
  /** Whether it goes to the run's second model. */
  fallback: boolean;
}

const LETTERS = { generate: "g", repair: "r", check: "c", embed: "e" } as const satisfies Record<
  CallPurpose,
  string
>;
const PURPOSES = new Map(
  Object.entries(LETTERS).map(([purpose, letter]) => [letter as string, purpose as CallPurpose]),
);

/** The letter that stands for a purpose in keys and ids. */
export function letterOf(purpose: CallPurpose): string {
  return LETTERS[purpose];
}

/** The purpose that a letter stands for; `null` for any other letter. */
export function purposeOf(letter: string): CallPurpose | null {
  return PURPOSES.get(letter) ?? null;
}

/** A call's key as journals keep it, such as `12.0.0.g`; it begins with the item's sequence number. */
export function writeCallKey({ seq, step, call, purpose, fallback }: CallKey): string {
  return `${seq}.${step}.${call}.${LETTERS[purpose]}${fallback ? ".f" : ""}`;
}

/** The call that a journal's key stands for. */
export function readCallKey(key: string): CallKey {
  const parts = key.split(".");
  const [seq, second, third, letter, fallback] = parts;
  const purpose = purposeOf(letter ?? "");
  if (purpose) {
    return {
      seq: Number(seq),
      step: Number(second),
      call: Number(third),
      purpose,
      fallback: fallback === "f",
    };
  }
  // Journals of release 0.1.0 knew neither steps nor purposes: `12.1`, `12.1.f`.
  const call = Number(second);
  return {
    seq: Number(seq),
    step: 0,
    call,
    purpose: call === 0 ? "generate" : "repair",
    fallback: third === "f",
  };
}
