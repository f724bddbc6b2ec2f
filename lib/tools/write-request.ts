import { placeholdersIn, type ToolInput, type ToolInputSchema, type ToolMethod } from "./tool.ts";

/** A call of a tool, ready to go out but for its headers. */
export interface ToolRequest {
  method: ToolMethod;
  url: string;
  /** JSON; `null` for none. */
  body: string | null;
}

/** The values of a tool's inputs as it wants them, or what is wrong with one of them. */
export type FittedInputs =
  | { ok: true; inputs: Record<string, ToolInput> }
  | { ok: false; input: string; problem: "missing" | "unfit"; value: string };

/** Fits texts to what a tool takes: numbers and yes or no are read, limits kept. What has no text is left out. */
export function fitInputs(
  { inputSchema: { properties, required }, url }: { inputSchema: ToolInputSchema; url: string },
  texts: Readonly<Record<string, string>>,
): FittedInputs {
  const inAddress = placeholdersIn(url);
  const inputs: Record<string, ToolInput> = {};
  for (const [input, property] of Object.entries(properties)) {
    const text = Object.hasOwn(texts, input) ? (texts[input] ?? "") : "";
    if (text.trim() === "") {
      if (required.includes(input)) return { ok: false, input, problem: "missing", value: "" };
      continue;
    }
    const value = readValue(text, property.type);
    // However they are encoded, dots alone would lead out of their path.
    const leadsAway = inAddress.includes(input) && /^\.{1,2}$/.test(text.trim());
    if (value === null || leadsAway || !isWithin(value, property))
      return { ok: false, input, problem: "unfit", value: text };
    inputs[input] = value;
  }
  return { ok: true, inputs };
}

/** Puts values into the address where it asks for them; the others into its query, or into a JSON body where it has one. */
export function writeRequest(
  { method, url }: { method: ToolMethod; url: string },
  inputs: Readonly<Record<string, ToolInput>>,
): ToolRequest {
  const used = new Set<string>();
  const filled = url.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    used.add(name);
    return encoded(Object.hasOwn(inputs, name) ? String(inputs[name]) : "");
  });
  const rest = Object.entries(inputs).filter(([name]) => !used.has(name));
  if (method === "GET" || method === "DELETE") {
    const query = rest.map(([name, value]) => `${encoded(name)}=${encoded(String(value))}`).join("&");
    if (query === "") return { method, url: filled, body: null };
    return { method, url: `${filled}${filled.includes("?") ? "&" : "?"}${query}`, body: null };
  }
  return { method, url: filled, body: JSON.stringify(Object.fromEntries(rest)) };
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function readValue(text: string, type: ToolInputSchema["properties"][string]["type"]): ToolInput | null {
  switch (type) {
    case "string":
      return text;
    case "number":
    case "integer": {
      const number = Number(text.trim());
      const isOne = Number.isFinite(number) && (type === "number" || Number.isSafeInteger(number));
      return isOne ? number : null;
    }
    case "boolean": {
      const word = text.trim().toLowerCase();
      if (["true", "yes", "1", "是"].includes(word)) return true;
      return ["false", "no", "0", "否"].includes(word) ? false : null;
    }
  }
}

function isWithin(value: ToolInput, property: ToolInputSchema["properties"][string]): boolean {
  const {
    enum: choices,
    minimum = -Infinity,
    maximum = Infinity,
    minLength = 0,
    maxLength = Infinity,
  } = property;
  if (choices && !choices.includes(value as string | number)) return false;
  if (typeof value === "number") return value >= minimum && value <= maximum;
  if (typeof value !== "string") return true;
  const length = [...value].length;
  return length >= minLength && length <= maxLength;
}
