import { countSandboxTokens } from "./count-sandbox-tokens.ts";
import { hashText } from "./hash-text.ts";

const BLOCK = 512;
const LEAST_CACHED_TOKENS = 128;
const MOST_KEPT = 20_000;

/** Remembers the beginnings of prompts, as providers do that charge less for input they have just seen. */
export class PrefixCache {
  #seen = new Set<string>();

  /** Tokens at the prompt's start that this model saw before; the prompt is remembered for the next one. */
  cachedTokens(model: string, prompt: string): number {
    let cached = 0;
    let hash = hashText(model);
    let isKnown = true;
    for (let end = BLOCK; end <= prompt.length; end += BLOCK) {
      hash = hashText(prompt.slice(end - BLOCK, end), hash);
      const key = `${end}:${hash}`;
      isKnown &&= this.#seen.has(key);
      if (isKnown) cached = end;
      else this.#remember(key);
    }
    const tokens = cached === 0 ? 0 : countSandboxTokens(prompt.slice(0, cached));
    return tokens >= LEAST_CACHED_TOKENS ? tokens : 0;
  }

  #remember(key: string): void {
    if (this.#seen.size >= MOST_KEPT) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    this.#seen.add(key);
  }
}
