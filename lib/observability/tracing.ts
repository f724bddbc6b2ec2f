/** Facts about a span: ids, names and counts, never what rows or answers hold. */
export type SpanFacts = Record<string, string | number | boolean>;

/** Where spans go; there is one when the configuration names a collector (see start-tracing.ts). */
export interface SpanMaker {
  run<Value>(name: string, facts: SpanFacts, work: (add: (facts: SpanFacts) => void) => Value): Value;
}

// Bundled routes and plain Node each load this module anew; the process traces once.
const holder = globalThis as typeof globalThis & { pressworkSpans?: SpanMaker | undefined };

/** Makes this the process's maker of spans, or none. */
export function setSpanMaker(maker: SpanMaker | undefined): void {
  holder.pressworkSpans = maker;
}

/** Does the work inside a span, whose parent is the span that runs; costs nothing where nobody traces. */
export function inSpan<Value>(
  name: string,
  facts: SpanFacts,
  work: (add: (facts: SpanFacts) => void) => Value,
): Value {
  return holder.pressworkSpans ? holder.pressworkSpans.run(name, facts, work) : work(ignore);
}

function ignore(): void {}
