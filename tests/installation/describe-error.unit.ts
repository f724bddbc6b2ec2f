import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "#lib/app-error.ts";
import { describeError } from "#lib/describe-error.ts";

const SECRET = "rose-and-vetiver-4711";

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("Nothing was thrown.");
}

const failedQuery = Object.assign(new Error(`Failed query: insert\nparams: ${SECRET}`), {
  query: "insert",
  params: [SECRET],
  cause: Object.assign(new Error(`invalid input syntax for type integer: "${SECRET}"`), {
    name: "PostgresError",
    code: "22P02",
    detail: SECRET,
    where: SECRET,
    table_name: "batch_items",
  }),
});

test.each([
  ["an answer that is no JSON", thrownBy(() => JSON.parse(`{"title": ${SECRET}`))],
  ["a value that does not fit", thrownBy(() => z.object({ title: z.literal(SECRET) }).parse({ title: "x" }))],
  ["a failed query", failedQuery],
  [
    "a provider's error",
    Object.assign(new Error(`bad request: ${SECRET}`), {
      requestBodyValues: { prompt: SECRET },
      responseBody: SECRET,
    }),
  ],
  ["text that was thrown", SECRET],
])("the log tells nothing of the contents of %s, nor as a cause", (_name, thrown) => {
  expect(JSON.stringify(describeError(thrown))).not.toContain(SECRET);
  const wrapped = new AppError("It went wrong.", { cause: thrown, facts: { batchId: "7" } });
  expect(JSON.stringify(describeError(wrapped))).not.toContain(SECRET);
});

test("the log tells what failed, where, and about what", () => {
  const described = describeError(
    new AppError("A chunk was broken off.", { cause: failedQuery, facts: { batchId: "7" } }),
  );
  expect(described).toMatchObject({
    type: "AppError",
    message: "A chunk was broken off.",
    facts: { batchId: "7" },
    cause: { type: "PostgresError", code: "22P02", table: "batch_items" },
  });
  expect(described.stack).toMatch(/^\s+at .*describe-error\.unit\.ts/);
});

test("a connection that failed is told by its code and message", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  expect(describeError(refused)).toMatchObject({ message: refused.message, code: "ECONNREFUSED" });
});
