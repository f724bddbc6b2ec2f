import { validate as isUuid } from "uuid";

/** One text of an output: `points.0` is the first entry of the list `points`. */
export interface OutputText {
  path: string;
  text: string;
}

/** Whether a value of an output is a picture: the id of an asset. */
export function isPictureValue(value: unknown): value is string {
  return typeof value === "string" && isUuid(value);
}

/** What is written of an output: all of `outputTexts` but ids of assets, which are its pictures. */
export function writtenTexts(output: Readonly<Record<string, unknown>>): OutputText[] {
  return outputTexts(output).filter(({ text }) => !isPictureValue(text));
}

/** Every text and number of an output by its path, in reading order. */
export function outputTexts(output: Readonly<Record<string, unknown>>): OutputText[] {
  return Object.entries(output).flatMap(([name, value]) => textsOf(value, name));
}

function textsOf(value: unknown, path: string): OutputText[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object")
    return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${path}.${name}`));
  return [{ path, text: String(value) }];
}

/** The output with one of its texts replaced; a number stays one where the new text is one. */
export function withText(
  output: Record<string, unknown>,
  path: string,
  text: string,
): Record<string, unknown> {
  const [name = "", ...rest] = path.split(".");
  return { ...output, [name]: replaced(output[name], rest, text) };
}

function replaced(value: unknown, [name, ...rest]: string[], text: string): unknown {
  if (name === undefined) {
    const number = Number(text);
    return typeof value === "number" && text.trim() !== "" && Number.isFinite(number) ? number : text;
  }
  if (Array.isArray(value))
    return value.map((part, i) => (String(i) === name ? replaced(part, rest, text) : part));
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [name]: replaced(object[name], rest, text) };
}
