/** What a single key does on the review screen, with the key that does it where nobody chose another. */
export const DEFAULT_KEYS = {
  approve: "a",
  reject: "r",
  note: "n",
  edit: "e",
  skip: "s",
  escalate: "f",
  next: "j",
  previous: "k",
  "field-before": "[",
  "field-after": "]",
  claim: "u",
  undo: "z",
  recent: "h",
  diff: "d",
  "picture-view": "v",
  "picture-zoom": "p",
  help: "?",
} as const;

export type KeyedAction = keyof typeof DEFAULT_KEYS;

/** A key for every action, no two of them the same. */
export type ReviewKeys = Readonly<Record<KeyedAction, string>>;

/** The actions in the order in which they are listed. */
export const KEYED_ACTIONS = Object.keys(DEFAULT_KEYS) as KeyedAction[];

/** Why a key can't be had for an action. */
export type KeyRefusal =
  | { code: "taken"; by: KeyedAction }
  /** Digits are reasons to reject. */
  | { code: "digit" }
  /** Esc, Enter, Tab, the arrows and all that the browser needs; and signs that are no key on most keyboards. */
  | { code: "reserved" };

/** Why a key can't be had for an action; `null` where it can. A key is an ASCII character as `asciiKey` gives it. */
export function keyRefusal(keys: ReviewKeys, action: KeyedAction, key: string): KeyRefusal | null {
  if (/^\d$/.test(key)) return { code: "digit" };
  if (!/^[!-~]$/.test(key) || key !== key.toLowerCase()) return { code: "reserved" };
  const by = KEYED_ACTIONS.find((other) => other !== action && keys[other] === key);
  return by ? { code: "taken", by } : null;
}

/** The keys with those that a person chose, as they were kept: of what can't be had any more nothing is taken. */
export function keysFrom(kept: unknown): ReviewKeys {
  const chosen: Record<KeyedAction, string> = { ...DEFAULT_KEYS };
  if (typeof kept !== "object" || kept === null) return chosen;
  for (const action of KEYED_ACTIONS) {
    const key = (kept as Record<string, unknown>)[action];
    if (typeof key === "string") chosen[action] = key;
  }
  const isWhole = KEYED_ACTIONS.every((action) => keyRefusal(chosen, action, chosen[action]) === null);
  return isWhole ? chosen : DEFAULT_KEYS;
}

/** What is to be kept of keys: those that differ from what they are at first. */
export function chosenKeys(keys: ReviewKeys): Partial<ReviewKeys> {
  return Object.fromEntries(
    KEYED_ACTIONS.filter((action) => keys[action] !== DEFAULT_KEYS[action]).map((action) => [
      action,
      keys[action],
    ]),
  );
}

/** A key as it is printed on a keyboard. */
export function keyLabel(key: string): string {
  return key === " " ? "␣" : key.toUpperCase();
}
