/** What of a keyboard event decides which key it was. */
export interface PressedKey {
  key: string;
  code: string;
  shiftKey: boolean;
}

/** What of a keyboard event shows that it belongs to an input method. */
export interface ComposingKey {
  isComposing: boolean;
  keyCode: number;
}

const SHIFTED: Record<string, string> = { Slash: "?" };
const PLAIN: Record<string, string> = {
  BracketLeft: "[",
  BracketRight: "]",
  Slash: "/",
  Backslash: "\\",
  Comma: ",",
  Period: ".",
  Semicolon: ";",
  Quote: "'",
  Minus: "-",
  Equal: "=",
  Backquote: "`",
};

/**
 * The key as an ASCII character or a named key. Where the layout or an input method gives another character
 * (full-width ？, Cyrillic), the place of the key on the keyboard counts.
 */
export function asciiKey({ key, code, shiftKey }: PressedKey): string {
  if (/^[\x21-\x7e]$/.test(key)) return key.toLowerCase();
  if (key.length > 1 && key !== "Process" && key !== "Dead" && key !== "Unidentified") return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return letter.toLowerCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return digit;
  return (shiftKey ? SHIFTED[code] : PLAIN[code]) ?? PLAIN[code] ?? key;
}

/** Keeps keys that belong to an input method from deciding anything. */
export interface CompositionGuard {
  compositionStarted(): void;
  compositionEnded(): void;
  /** Whether the key is part of a composition, or comes in the tick after its end. */
  blocks(event: ComposingKey): boolean;
}

/**
 * A guard for one page. Browsers differ in whether the key that ends a composition comes before or after its end.
 * @param later runs a callback one tick later; setTimeout in a browser.
 */
export function compositionGuard(later: (callback: () => void) => void): CompositionGuard {
  let state: "idle" | "composing" | "just-ended" = "idle";
  return {
    compositionStarted() {
      state = "composing";
    },
    compositionEnded() {
      state = "just-ended";
      later(() => {
        if (state === "just-ended") state = "idle";
      });
    },
    blocks: (event) => event.isComposing || event.keyCode === 229 || state !== "idle",
  };
}

/** The digit that a key without Shift is by its place, where a French keyboard has another sign; `null` for none. */
export function digitAt({ code, shiftKey }: Pick<PressedKey, "code" | "shiftKey">): string | null {
  return shiftKey ? null : (/^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? null);
}
