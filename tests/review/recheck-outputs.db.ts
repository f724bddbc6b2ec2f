import { expect, test } from "vitest";
import type { Actor } from "#lib/auth/actor.ts";
import { claimItems } from "#lib/review/claim-items.ts";
import { decideItems } from "#lib/review/decide-items.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import { readReviewItem } from "#lib/review/read-review-item.ts";
import { given } from "#tests/auth/people.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { seedBatch, seedMember } from "./seed-batch.ts";

describeOnDatabase("an output that a person wrote", () => {
  async function held(launchedBy: Actor, reviewer: Actor) {
    const batchId = await seedBatch({
      launchedBy,
      items: 1,
      checks: [
        { kind: "links", severity: "block" },
        { kind: "claims", severity: "warn" },
      ],
    });
    const { claims } = given(
      await claimItems(reviewer, { batchId, state: "pending", limit: 1, except: [], resume: false }),
    );
    const [claim] = claims;
    if (!claim) throw new Error("Nothing to claim.");
    return claim;
  }

  async function decide(reviewer: Actor, input: DecisionInput) {
    const [result] = given(await decideItems(reviewer, [input]));
    if (result?.status !== "accepted" || !result.item) throw new Error(JSON.stringify(result));
    return result.item;
  }

  const findings = async (reviewer: Actor, itemId: string) => {
    const { checks, checkedVersion } = given(await readReviewItem(reviewer, itemId));
    const found = checks.filter(({ verdict }) => verdict !== "pass");
    return { checkedVersion, found: found.map(({ kind, spans }) => [kind, spans]) };
  };

  test("is checked anew as it is kept, against its row, and again when the edit is taken back", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const { itemId, token, outputVersion } = await held(olga, mei);
    const edit = { itemId, token, outputVersion, decision: "edit" as const };
    const edited = await decide(mei, { ...edit, output: { title: "Rose in steel, see www.shop.example" } });
    expect(await findings(mei, itemId)).toEqual({
      checkedVersion: 2,
      found: [
        ["links", [{ from: 19, to: 35 }]],
        ["claims", [{ from: 8, to: 13 }]],
      ],
    });
    await decide(mei, { itemId, token: edited.token, outputVersion: 2, decision: "undo" });
    expect(await findings(mei, itemId)).toEqual({ checkedVersion: 3, found: [] });
  });

  test("keeps what was said of it where nothing of it changed", async () => {
    const [olga, mei] = [await seedMember("Olga", ["operator"]), await seedMember("Mei")];
    const { itemId, token, outputVersion } = await held(olga, mei);
    await decide(mei, { itemId, token, outputVersion, decision: "approve" });
    expect((await findings(mei, itemId)).checkedVersion).toBe(1);
  });
});
