import { readInput, textFor } from "./input-value.ts";
import { sourceOf } from "./steps.ts";
import type { InputColumn } from "./template.ts";

/** What conditions are asked about. */
export interface Asked {
  inputs: readonly InputColumn[];
  /** Text by input name; a default stands in where one was chosen. */
  row: Readonly<Record<string, string>>;
  language: string;
  /** What earlier steps of a chain wrote, by their name; `null` for one that was left out. */
  steps?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | undefined;
}

/** The value that a condition's `input` means: an input's, the language's tag, or `steps.<name>.<field>` of an earlier step. */
export function askedValue({ inputs, row, language, steps }: Asked, name: string): unknown {
  if (name === "language") return language;
  if (steps && name.startsWith("steps.")) {
    const { step, field } = sourceOf(name.slice("steps.".length));
    const output = Object.hasOwn(steps, step) ? steps[step] : null;
    return output && Object.hasOwn(output, field) ? output[field] : undefined;
  }
  const input = inputs.find((candidate) => candidate.name === name);
  const text = input && textFor(input, row);
  return input && text ? readInput(input, text) : undefined;
}
