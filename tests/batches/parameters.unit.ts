import { expect, test } from "vitest";
import { inputMisfits } from "#lib/api/input-misfits.ts";
import { askedParametersSchema, parametersSchema } from "#lib/batches/parameters.ts";
import { locales } from "#lib/i18n/locales.ts";

test("parameters that a call sets itself are refused by name, with those that are taken", () => {
  expect(askedParametersSchema.parse({ temperature: 0.2 })).toEqual({ temperature: 0.2 });
  for (const name of ["stream", "messages", "model", "response_format", "n", "tools", "max_tokens"]) {
    const input = { temperature: 0.2, [name]: 1 };
    const { error } = askedParametersSchema.safeParse(input);
    for (const locale of locales) {
      const [misfit] = inputMisfits(error?.issues ?? [], input, locale);
      for (const told of [name, ...Object.keys(parametersSchema.shape)])
        expect(misfit?.message).toContain(told);
    }
  }
});
