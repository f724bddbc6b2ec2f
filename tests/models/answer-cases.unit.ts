import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { settle } from "#lib/calls/settle-call.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf } from "#lib/models/price.ts";
import { parseOutput } from "#lib/templates/output.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";
import { callChat } from "./call-chat.ts";
import { callable } from "./callable.ts";
import { type MisbehavingServer, misbehavingServer } from "./misbehaving-server.ts";
import { serveCase, type WireAnswer } from "./serve-case.ts";

interface AnswerCase {
  name: string;
  finding: string;
  kind: CallableModel["providerKind"];
  run: ("trial" | "batch")[];
  answers: [WireAnswer];
  judge: { outcome: string; template?: string };
}

const { cases } = JSON.parse(readFileSync(new URL("cases/answers.json", import.meta.url), "utf8")) as {
  cases: AnswerCase[];
};

const TEMPLATES = {
  plain: [
    { name: "title", type: "text" },
    { name: "description", type: "text" },
  ],
  typed: [
    { name: "title", type: "text" },
    { name: "category", type: "choice", choices: ["Red", "Blue"] },
    { name: "weight", type: "number" },
  ],
};
const GOOD = {
  plain: { title: "Title ROW-7", description: "Good text for ROW-7." },
  typed: { title: "Title ROW-7", category: "Red", weight: 12.5 },
};
const RESERVED = "5";

vi.setConfig({ testTimeout: 30_000 });

let server: MisbehavingServer;
afterEach(() => server?.close());

async function ask({ kind, answers: [answer] }: AnswerCase, run: "trial" | "batch") {
  server = await misbehavingServer(serveCase(answer, "ROW-7", () => server.bodies.at(-1) ?? ""));
  const model = callable({ providerKind: kind, baseUrl: server.baseUrl, name: "m" });
  const outcome = await callChat({
    model,
    messages: [{ role: "user", content: "Write about ROW-7." }],
    maxOutputTokens: 1_000,
    ...(run === "trial" && { onText: () => {} }),
  });
  return { outcome, settlement: settle(outcome, RESERVED, model.price), model };
}

const runs = cases.flatMap((one) => one.run.map((run) => ({ ...one, way: run })));
const isError = ({ name }: AnswerCase) => name.startsWith("error object");
const succeeding = runs.filter((one) => one.judge.outcome === "succeeds" && !isError(one));

describe("an answer after a public report", () => {
  test.each(succeeding)("$finding $name is read in a $way and costs what was billed", async (one) => {
    const { outcome, settlement, model } = await ask(one, one.way);
    if (outcome.kind !== "answered") throw new Error(JSON.stringify(outcome));
    const template = one.judge.template === "typed" ? "typed" : "plain";
    const fields = TEMPLATES[template].map((field) => outputFieldSchema.parse(field));
    const parsed = parseOutput(fields, outcome.text);
    // A character that no database takes is dropped or replaced.
    const output = JSON.stringify(parsed.ok ? parsed.output : parsed.misfits).replaceAll(" \uFFFD", "");
    expect(JSON.parse(output)).toEqual(GOOD[template]);
    const [{ bill, uncertain = false }] = one.answers;
    const [inputTokens, cachedInputTokens, outputTokens] = bill ?? [0, 0, 0];
    const meter = meterOf({ inputTokens, cachedInputTokens, outputTokens });
    const cost = costOf(meter, model.price);
    expect(settlement).toMatchObject(
      uncertain ? { kind: "unknown", cost: RESERVED } : { kind: "settled", cost },
    );
  });

  test.each(runs.filter(isError))("$name is an error in a $way, and costs nothing", async (one) => {
    const { outcome, settlement } = await ask(one, one.way);
    expect(outcome.kind).toBe(one.judge.outcome === "pauses" ? "exhausted" : "throttled");
    expect(settlement.cost).toBe("0");
  });

  test.each(runs.filter(({ judge }) => judge.outcome === "stops"))(
    "$name may have been billed",
    async (one) => {
      const { outcome, settlement } = await ask(one, one.way);
      expect(outcome).toEqual({ kind: "uncertain", code: "invalid_answer" });
      expect(settlement).toMatchObject({ kind: "unknown", cost: RESERVED });
    },
  );

  test.each(runs.filter(({ judge }) => judge.outcome === "fails"))(
    "$name is filtered and settled",
    async (one) => {
      const { outcome, settlement, model } = await ask(one, one.way);
      expect(outcome).toMatchObject({ kind: "answered", finishReason: "content-filter" });
      const meter = meterOf({ inputTokens: 100, outputTokens: 40 });
      expect(settlement).toMatchObject({ kind: "settled", cost: costOf(meter, model.price) });
    },
  );
});
