import { expect, test } from "vitest";
import { askedParametersSchema } from "#lib/batches/parameters.ts";

test("parameters that a call sets itself are refused by name, with those that are taken", () => {
  expect(askedParametersSchema.parse({ temperature: 0.2 })).toEqual({ temperature: 0.2 });
  for (const name of ["stream", "messages", "model", "response_format", "n", "tools", "max_tokens"]) {
    const parsed = askedParametersSchema.safeParse({ temperature: 0.2, [name]: 1 });
    expect(parsed.error?.issues[0]?.message).toMatch(new RegExp(`^${name}: .*maxOutputTokens, temperature`));
  }
});
