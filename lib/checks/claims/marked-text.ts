import type { Claim, Fact, FactSpan } from "./facts.ts";

// No text has more to say; one that has is there to keep us busy.
const MOST_SPANS = 1_000;

/** What was found in one text; the first to mark a place keeps it. */
export class MarkedText {
  readonly stated: Fact[] = [];
  private readonly spans: FactSpan[] = [];
  private readonly taken: Uint8Array;
  private readonly path: string;

  constructor(path: string, length: number) {
    this.path = path;
    this.taken = new Uint8Array(length);
  }

  state(from: number, to: number, fact: Fact): void {
    if (this.mark({ from, to, factId: fact.id, claim: null })) this.stated.push(fact);
  }

  claim(from: number, to: number, claim: Claim): void {
    this.mark({ from, to, factId: null, claim });
  }

  isFree(from: number, to: number): boolean {
    return !this.taken.subarray(from, to).includes(1);
  }

  get isFull(): boolean {
    return this.spans.length === MOST_SPANS;
  }

  inOrder(): FactSpan[] {
    return this.spans.sort((a, b) => a.from - b.from);
  }

  private mark(span: Omit<FactSpan, "path">): boolean {
    if (this.isFull || !this.isFree(span.from, span.to)) return false;
    this.taken.fill(1, span.from, span.to);
    this.spans.push({ path: this.path, ...span });
    return true;
  }
}
