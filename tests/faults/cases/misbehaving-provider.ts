import { launch, makeMaterials } from "#tests/batches/batch-fixture.ts";
import type { Behaviour } from "#tests/fixtures/provider.ts";
import type { FaultCase } from "../fault-case.ts";
import { takeAccount } from "../take-account.ts";

const answer: Behaviour = { do: "answer" };
const ROWS = 200;

interface Misbehaviour {
  name: string;
  /** What the provider does, over and over. */
  pattern: Behaviour[];
  /** Whether the provider may have billed what nobody saw the end of. */
  uncertain?: true;
}

const misbehaviours: Misbehaviour[] = [
  {
    name: "429",
    pattern: [{ do: "fail", status: 429, headers: { "retry-after-ms": "80" } }, answer, answer, answer],
  },
  {
    name: "500 and 503",
    pattern: [{ do: "fail", status: 500 }, answer, { do: "fail", status: 503 }, answer],
  },
  { name: "resets", pattern: [{ do: "reset" }, answer, answer], uncertain: true },
  { name: "slow bodies", pattern: [{ do: "trickle", partMs: 250 }, answer] },
  { name: "cut-off bodies", pattern: [{ do: "cut-off" }, answer, answer], uncertain: true },
  { name: "bodies that are no JSON", pattern: [{ do: "garbage" }, answer, answer], uncertain: true },
  {
    name: "answers that are no JSON",
    pattern: [{ do: "answer", text: "Here is your title: Rose" }, answer, answer, answer, answer],
  },
];

const together: Misbehaviour[] = [
  {
    name: "all together that leave no doubt of the bill",
    pattern: misbehaviours.filter(({ uncertain }) => !uncertain).flatMap(({ pattern }) => pattern),
  },
  {
    name: "all of these together",
    pattern: misbehaviours.flatMap(({ pattern }) => pattern),
    uncertain: true,
  },
];

/** One case for each way in which a provider can misbehave; the short way plays them together. */
export const misbehavingProvider: FaultCase[] = [...misbehaviours, ...together].map(
  ({ name, pattern, uncertain = false }): FaultCase => ({
    name,
    on: ["postgres", "embedded"],
    rounds: { short: 1, long: 10 },
    shortOn: together.some((mixture) => mixture.name === name) ? ["postgres"] : [],
    async play({ provider, work, inside, finished }, { rounds }) {
      const rows = ROWS * rounds;
      await provider.latency(10);
      await provider.pattern(pattern);
      const batchId = await inside(async () =>
        launch(await makeMaterials({ providerUrl: provider.url, rows, limits: { concurrency: 16 } })),
      );
      work(batchId);
      await finished(batchId);
      const account = await inside(() => takeAccount(batchId, provider));
      return {
        account,
        crashed: uncertain,
        did: `${(await provider.standing()).requests} calls for ${rows} items`,
      };
    },
  }),
);
