import { normaliseHeader } from "./header.ts";

/**
 * Which input each header stands for: what the member chose for that header before, else the input of the same
 * name, whatever its case, width and spacing. Each input is given once.
 * @param remembered header → input, by `normaliseHeader`. @returns header → input, only where one was found.
 */
export function matchColumns(
  headers: readonly string[],
  inputs: readonly string[],
  remembered: ReadonlyMap<string, string>,
): Map<string, string> {
  const byName = new Map(inputs.map((input) => [normaliseHeader(input), input]));
  const matches = new Map<string, string>();
  const taken = new Set<string>();
  const find = [
    (header: string) => {
      const before = remembered.get(normaliseHeader(header));
      return before !== undefined && (inputs.length === 0 || inputs.includes(before)) ? before : undefined;
    },
    (header: string) => byName.get(normaliseHeader(header)),
  ];
  for (const findIn of find) {
    for (const header of headers) {
      const input = matches.has(header) ? undefined : findIn(header);
      if (input === undefined || taken.has(input)) continue;
      matches.set(header, input);
      taken.add(input);
    }
  }
  return matches;
}
