import type { WireCall, WireMessage } from "./message-text.ts";

interface Put {
  id: string;
  name: string;
  arguments: string;
  extra_content?: unknown;
}

const MOST = 16;

/**
 * Calls of functions that come in the parts of a stream, put together. A part belongs to the call of its index; where it
 * has none, or every call has the same, to the one of its id; and a part that says neither goes on with the last one.
 */
export class CallPieces {
  readonly #calls: Put[] = [];
  /** The place of the call that an index stood for last. */
  readonly #places = new Map<number, number>();
  #last = -1;

  /** Takes in what a part says of them. */
  add({ tool_calls, function_call }: WireMessage): void {
    for (const part of Array.isArray(tool_calls) ? tool_calls : []) if (part) this.#add(part);
    if (function_call?.name !== undefined || (function_call && this.#last >= 0))
      this.#add({ index: 0, function: function_call });
  }

  /** As they would stand in an answer that is not streamed; none where there are none. */
  get list(): WireCall[] {
    return this.#calls.map(({ id, name, arguments: written, ...extra }) => ({
      id,
      function: { name, arguments: written },
      ...extra,
    }));
  }

  #add({ index, id, function: called, extra_content }: WireCall): void {
    const place = this.#placeOf(index, id || "", called?.name || "");
    const call = this.#calls[place];
    if (!call) return;
    this.#last = place;
    call.id ||= id || "";
    // A name comes whole, again with each part, or in pieces.
    const name = called?.name || "";
    if (name !== call.name) call.name += name;
    const more = called?.arguments;
    if (typeof more === "string") call.arguments = withMore(call.arguments, more);
    else if (typeof more === "object" && more !== null) call.arguments = JSON.stringify(more);
    if (extra_content !== undefined) call.extra_content = extra_content;
  }

  #placeOf(index: number | null | undefined, id: string, name: string): number {
    const isIndexed = typeof index === "number";
    const known = isIndexed ? this.#places.get(index) : id === "" ? this.#last : this.#withId(id);
    const call = known === undefined ? undefined : this.#calls[known];
    const isAnother =
      call && ((id !== "" && call.id !== "" && id !== call.id) || this.#begins(call, id, name));
    if (call && !isAnother && known !== undefined) return known;
    const place = id !== "" && isAnother ? this.#withId(id) : -1;
    if (place >= 0) return place;
    if (this.#calls.length >= MOST) return -1;
    this.#calls.push({ id, name: "", arguments: "" });
    const made = this.#calls.length - 1;
    if (isIndexed) this.#places.set(index, made);
    return made;
  }

  // Without an id a whole call and the name of another one are the next.
  #begins(call: Put, id: string, name: string): boolean {
    return id === "" && call.id === "" && name !== "" && call.name !== "" && isWhole(call.arguments);
  }

  #withId(id: string): number {
    return this.#calls.findIndex((call) => call.id === id);
  }
}

// Some say all of it once more at the end.
function withMore(before: string, more: string): string {
  return before !== "" && more === before && isWhole(before) ? before : before + more;
}

function isWhole(written: string): boolean {
  if (!written.trimEnd().endsWith("}")) return false;
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}
