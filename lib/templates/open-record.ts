import { Drop } from "liquidjs";

/**
 * A record from outside whose fields nobody declared, as Liquid sees it: what it does not have is blank rather than an
 * error. Own properties only, and none by which the engine or JavaScript would take it for something else.
 */
class OpenRecord extends Drop {
  constructor(fields: Readonly<Record<string, unknown>>) {
    super();
    for (const [name, value] of Object.entries(fields)) {
      if (name in OpenRecord.prototype) continue;
      Object.defineProperty(this, name, { value: opened(value), enumerable: true });
    }
  }

  override liquidMethodMissing(): null {
    return null;
  }

  override toString(): string {
    return JSON.stringify(this);
  }
}

/** A value as a tool or the catalogue gave it, to be read in a text whatever fields it has. */
export function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return new OpenRecord(value as Record<string, unknown>);
}
