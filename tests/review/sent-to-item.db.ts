import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnDatabase("a reviewer who is sent to an item", () => {
  const claim = async (actor: Actor, first: string, { resume = true, limit = 3 } = {}) => {
    const claimed = await claimItems(actor, { limit, state: "pending", except: [], resume, first });
    return claimed.ok ? claimed.value.claims.map(({ rowNumber }) => rowNumber) : claimed.refusal.code;
  };

  test("gets it before all others of its batch, once, also where they hold it already", async () => {
    const [operator, reviewer] = [await seedMember("O", ["operator"]), await seedMember("R")];
    const batchId = await seedBatch({ launchedBy: operator, items: 9 });
    expect(await claim(reviewer, `${batchId}.6`)).toEqual([7, 1, 2]);
    expect(await claim(reviewer, `${batchId}.6`)).toEqual([7, 1, 2]);
    expect(await claim(reviewer, `${batchId}.8`, { limit: 2 })).toEqual([9, 1]);
  });

  test("gets the others where somebody else holds it, and nothing of what they launched", async () => {
    const [operator, one, other] = [
      await seedMember("O", ["operator", "reviewer"]),
      await seedMember("R"),
      await seedMember("S"),
    ];
    const batchId = await seedBatch({ launchedBy: operator, items: 4 });
    expect(await claim(one, `${batchId}.0`, { limit: 1 })).toEqual([1]);
    expect(await claim(other, `${batchId}.0`)).toEqual([2, 3, 4]);
    expect(await claim(operator, `${batchId}.0`)).toEqual([]);
  });

  test("is told that there is no such batch, and nothing else of an item that is none", async () => {
    const reviewer = await seedMember("R");
    expect(await claim(reviewer, "01a2045f-4a30-710f-a4ed-3e569e45202e.0")).toBe("not_found");
    expect(typeof (await claim(reviewer, "nothing"))).toBe("object");
  });
});
