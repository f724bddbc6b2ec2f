import type { client } from "#components/api/client.ts";

export type RegressionSet = Awaited<ReturnType<typeof client.regressionSets.get>>;
export type RegressionCase = RegressionSet["cases"][number];
/** What is right, by field. */
export type Expected = Record<string, string | number | string[]>;

/** What of an output a person can say is right: its texts, numbers and lists of texts. */
export function expectedOf(output: Record<string, unknown>): Expected {
  const parts = Object.entries(output).flatMap(([name, value]): [string, Expected[string]][] => {
    if (typeof value === "string" || typeof value === "number") return [[name, value]];
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? [[name, value]] : [];
  });
  return Object.fromEntries(parts);
}

/** What was tried on a set. */
export type SetTrial = Awaited<ReturnType<typeof client.trials.list>>["items"][number];
