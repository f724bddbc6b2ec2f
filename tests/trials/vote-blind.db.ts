import { createRouterClient } from "@orpc/server";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { members } from "#db/schema/auth.ts";
import { trialVotes } from "#db/schema/trial-votes.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { makeSandboxJob } from "./sandbox-job.ts";

const api = (actor: Actor) => createRouterClient(router, { context: { actor, locale: "en" as const } });
const person = (roles: Role[], name = "Rita"): Actor => ({ memberId: newId(), name, roles, via: "session" });
const text = (variant: number, row: number) => ({
  title: `Title ${row} of ${"xyz"[variant]}`,
  description: "Same",
});

describeOnDatabase("a blind vote", (database) => {
  const db = () => database().db;

  async function madeTrial({ rows = 8, variants = 2, over = true, maker = newId() } = {}): Promise<string> {
    const { datasetId, templateVersionId, modelId } = await makeSandboxJob(db());
    const id = newId();
    const sampled = Array.from({ length: rows }, (_, index) => index + 1);
    await db()
      .insert(trials)
      .values({
        ...{ id, datasetId, languages: ["en"], createdBy: maker, status: over ? "succeeded" : "running" },
        variants: Array.from({ length: variants }, () => ({ templateVersionId, modelId, parameters: {} })),
        sample: {
          ...{ size: rows, method: "first", seed: 1 },
          rows: sampled.map((rowNumber) => ({ rowNumber, weight: 1, drawnAs: "first" })),
        },
        finishedAt: over ? new Date() : null,
      });
    const cells = sampled.flatMap((rowNumber) =>
      Array.from({ length: variants }, (_, variant) => ({ rowNumber, variant })),
    );
    await db()
      .insert(trialCells)
      .values(
        cells.map(({ rowNumber, variant }, seq) => ({
          ...{ trialId: id, seq, rowNumber, variant, language: "en", status: "succeeded" as const },
          ...{ output: text(variant, rowNumber), cost: "0.001", currency: "USD" },
        })),
      );
    return id;
  }

  /** Votes on everything for the variant whose text ends so. */
  async function voteFor(actor: Actor, id: string, ending: string, times = Number.POSITIVE_INFINITY) {
    let ballot = await api(actor).trials.votes.next({ id });
    for (let done = 0; done < times && ballot.token && ballot.cell; done++) {
      const choice = String(ballot.left?.title).endsWith(ending) ? "left" : "right";
      ballot = await api(actor).trials.votes.cast({ id, cell: ballot.cell, choice, token: ballot.token });
    }
    return ballot;
  }

  test("tells neither variant, cost nor verdict of what it shows, and shows the row and its place", async () => {
    const id = await madeTrial();
    const ballot = await api(person(["reviewer"])).trials.votes.next({ id });
    expect(Object.keys(ballot).toSorted()).toEqual(
      ["cell", "left", "madeVariants", "pairs", "right", "source", "token", "voted"].toSorted(),
    );
    expect(Object.keys(ballot.left ?? {})).toEqual(["title", "description"]);
    expect(ballot.source?.name).toBe(`Perfume ${ballot.cell?.rowNumber}`);
    expect(ballot).toMatchObject({ voted: 0, pairs: 8, madeVariants: false });
  });

  test("counts for the variant that was chosen, whichever side it stood on", async () => {
    const id = await madeTrial();
    const voter = person(["reviewer"]);
    const last = await voteFor(voter, id, "of y");
    expect(last).toMatchObject({ token: null, left: null, voted: 8, pairs: 8 });
    const sides = await db()
      .select({ left: trialVotes.left })
      .from(trialVotes)
      .where(eq(trialVotes.trialId, id));
    expect(new Set(sides.map(({ left }) => left)).size).toBe(2);
    const { votes } = await api(person(["operator"])).trials.get({ id });
    expect(votes).toMatchObject([{ a: 0, b: 1, wins: 0, losses: 8, ties: 0, rate: 0, low: 0, verdict: "b" }]);
  });

  test("says plainly that what people found alike cannot be told apart", async () => {
    const id = await madeTrial();
    const voter = person(["manager"]);
    let ballot = await api(voter).trials.votes.next({ id });
    for (let done = 0; ballot.token && ballot.cell; done++) {
      const choice = done % 2 === 0 ? "tie" : "both-bad";
      ballot = await api(voter).trials.votes.cast({ id, cell: ballot.cell, choice, token: ballot.token });
    }
    const { votes } = await api(voter).trials.get({ id });
    expect(votes).toMatchObject([{ ties: 8, bothBad: 4, rate: 0.5, verdict: "not-distinguishable" }]);
  });

  test("of several people has figures of each by name, and of all with each case counted once", async () => {
    const id = await madeTrial();
    const [rita, omar, olga] = [
      person(["reviewer"], "Rita"),
      person(["operator"], "Omar"),
      person(["operator"], "Olga"),
    ];
    for (const { memberId, name, roles } of [rita, omar, olga])
      await db()
        .insert(members)
        .values({ id: memberId, name, roles: [...roles], email: `${memberId}@example.com` });
    await voteFor(rita, id, "of x");
    await voteFor(omar, id, "of x");
    await voteFor(olga, id, "of y", 3);
    const { votes, voting } = await api(olga).trials.get({ id });
    expect(votes).toMatchObject([{ cases: 8, wins: 8, losses: 0, verdict: "a" }]);
    expect(voting).toMatchObject({ pairs: 8, identical: 0, mine: 3 });
    const byName = new Map(voting.people.map((one) => [one.name, one]));
    expect(byName.get("Olga")).toMatchObject({ voted: 3, votes: [{ cases: 3, losses: 3 }] });
    expect(byName.get("Rita")).toMatchObject({ voted: 8, votes: [{ wins: 8 }] });
  });

  test("of four variants asks about every two of them", async () => {
    const id = await madeTrial({ rows: 2, variants: 3 });
    const voter = person(["operator"]);
    expect(await voteFor(voter, id, "of x")).toMatchObject({ voted: 6, pairs: 6 });
    const { votes } = await api(voter).trials.get({ id });
    expect(votes.map(({ a, b, wins }) => [a, b, wins]).slice(0, 2)).toEqual([
      [0, 1, 2],
      [0, 2, 2],
    ]);
  });

  test("can be undone back to the first one, and what is asked again stands where it stood", async () => {
    const id = await madeTrial();
    const voter = person(["reviewer"]);
    const first = await api(voter).trials.votes.next({ id });
    await voteFor(voter, id, "of x", 2);
    await api(voter).trials.votes.undo({ id });
    expect(await api(voter).trials.votes.undo({ id })).toEqual(first);
    await expect(api(voter).trials.votes.undo({ id })).rejects.toMatchObject({ code: "no_vote_to_undo" });
    expect((await api(person(["operator"])).trials.get({ id })).votes).toEqual([]);
    expect(await db().select().from(trialVotes).where(eq(trialVotes.trialId, id))).toHaveLength(4);
  });

  test("changes its mind by voting again: the last vote counts, and one person is one vote however often", async () => {
    const id = await madeTrial({ rows: 1 });
    const voter = person(["operator"]);
    const { cell, token, left } = await api(voter).trials.votes.next({ id });
    if (!cell || !token) throw new Error("There is something to vote on.");
    const leftIsA = String(left?.title).endsWith("of x");
    for (const choice of ["right", "tie", "left"] as const)
      await api(voter).trials.votes.cast({ id, cell, choice, token });
    const { votes } = await api(voter).trials.get({ id });
    expect(votes).toMatchObject([{ cases: 1, wins: leftIsA ? 1 : 0, losses: leftIsA ? 0 : 1 }]);
  });

  test("at the same moment by one person on one pair keeps one that counts", async () => {
    const id = await madeTrial({ rows: 2 });
    const voter = person(["operator"]);
    const { cell, token } = await api(voter).trials.votes.next({ id });
    if (!cell || !token) throw new Error("There is something to vote on.");
    const cast = () => api(voter).trials.votes.cast({ id, cell, choice: "left", token });
    await Promise.all([cast(), cast(), cast()]);
    expect((await api(voter).trials.get({ id })).voting).toMatchObject({ mine: 1, pairs: 2 });
  });

  test("takes nobody else's ballot, none of another row, and none that was made up", async () => {
    const id = await madeTrial();
    const [voter, other] = [person(["operator"]), person(["operator"])];
    const { cell, token } = await api(voter).trials.votes.next({ id });
    if (!cell || !token) throw new Error("There is something to vote on.");
    const cast = (actor: Actor, change: Partial<{ cell: typeof cell; token: string }>) =>
      api(actor).trials.votes.cast({ id, cell, token, choice: "left", ...change });
    const refused = { code: "vote_not_shown" };
    await expect(cast(other, {})).rejects.toMatchObject(refused);
    await expect(cast(voter, { cell: { ...cell, rowNumber: cell.rowNumber + 1 } })).rejects.toMatchObject(
      refused,
    );
    await expect(cast(voter, { token: "made-up" })).rejects.toMatchObject(refused);
    const elsewhere = await madeTrial();
    await expect(
      api(voter).trials.votes.cast({ id: elsewhere, cell, token, choice: "left" }),
    ).rejects.toMatchObject(refused);
  });

  test("tells who made the variants that they did, and lets them vote", async () => {
    const voter = person(["operator"]);
    const id = await madeTrial({ maker: voter.memberId });
    const ballot = await api(voter).trials.votes.next({ id });
    expect(ballot.madeVariants).toBe(true);
    expect(await voteFor(voter, id, "of x")).toMatchObject({ voted: 8 });
  });

  test("waits until the trial is over, and is none where nothing can be compared", async () => {
    const voter = person(["operator"]);
    const running = await madeTrial({ over: false });
    await expect(api(voter).trials.votes.next({ id: running })).rejects.toMatchObject({
      code: "trial_not_over",
      status: 409,
    });
    const alone = await madeTrial({ variants: 1 });
    await expect(api(voter).trials.votes.next({ id: alone })).rejects.toMatchObject({
      code: "nothing_to_vote_on",
    });
    await expect(api(voter).trials.votes.next({ id: newId() })).rejects.toMatchObject({ code: "not_found" });
  });

  test("is for operators, reviewers and managers, and for nobody else", async () => {
    const id = await madeTrial();
    await expect(api(person(["admin"])).trials.votes.next({ id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(api(person(["admin"])).trials.votes.undo({ id })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("once given is neither changed nor removed in the database", async () => {
    const id = await madeTrial();
    await voteFor(person(["operator"]), id, "of x", 1);
    const of = eq(trialVotes.trialId, id);
    await expect(db().update(trialVotes).set({ choice: "tie" }).where(of)).rejects.toThrow();
    await expect(db().delete(trialVotes).where(of)).rejects.toThrow();
  });
});
