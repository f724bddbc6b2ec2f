/**
 * What can be read of an output while it is still being written: the text of each field so far.
 * @param json the beginning of a JSON object. Fields that have not begun are absent.
 */
export function partialFields(json: string, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const key = `${JSON.stringify(name)}`;
    const at = json.indexOf(key);
    if (at < 0) continue;
    const value = /^\s*:\s*/.exec(json.slice(at + key.length));
    if (!value) continue;
    found[name] = textFrom(json.slice(at + key.length + value[0].length));
  }
  return found;
}

function textFrom(rest: string): string {
  if (!rest.startsWith('"')) return rest.split(/,\s*"[^"]*"\s*:/)[0]?.trim() ?? "";
  const quoted = /^"((?:[^"\\]|\\.)*)/s.exec(rest)?.[1] ?? "";
  // A half-written escape at the end is not there yet.
  const whole = quoted.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, "");
  try {
    return JSON.parse(`"${whole}"`) as string;
  } catch {
    return whole;
  }
}
