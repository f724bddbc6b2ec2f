import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PlayedServer, Refused, type Reviewer, settle, sitDown } from "./play-session.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function approve(reviewer: Reviewer): Promise<boolean> {
  await reviewer.read();
  const isTaken = reviewer.session.decide("approve");
  await settle();
  return isTaken;
}

async function reject(reviewer: Reviewer, note?: string): Promise<string> {
  await reviewer.read();
  reviewer.session.decide("reject", { reason: "1", ...(note && { note }) });
  const requestId = reviewer.session.latestRejection()?.entry.requestId ?? "";
  await settle();
  return requestId;
}

const made = ({ server }: Reviewer) => server.made.map(({ itemId, decision }) => `${decision} ${itemId}`);
const connectionLost = () => new Error("the connection was lost");

function ownDecision(id: string, itemId: string, isLatest = true) {
  const by = { memberId: "mei", name: "Mei" };
  const around = { outputBefore: null, outputAfter: null };
  const none = { reason: null, note: null, route: null, item: null, ...around };
  return { id, itemId, decision: "approve" as const, by, at: "", outputVersion: 1, isLatest, ...none };
}

test("the first claim asks for ten and for what is held already, and shows the first", async () => {
  const reviewer = await sitDown(12);
  expect(reviewer.server.claimsAsked).toMatchObject([{ limit: 10, resume: true, except: [] }]);
  expect(reviewer.session.view()).toMatchObject({ phase: "ready", current: { itemId: "b.1" } });
});

test.each([
  ["approve", {}],
  ["reject", { reason: "wrong_fact", note: "It is 50 ml" }],
  ["edit", { output: { title: "Mine" } }],
  ["escalate", {}],
] as const)(
  "%s goes out with the token and the version it was made on, and the next item is there",
  async (decision, details) => {
    const reviewer = await sitDown(3);
    await reviewer.read();
    expect(reviewer.session.decide(decision, details)).toBe(true);
    expect(reviewer.current()).toBe("b.2");
    await settle();
    expect(reviewer.server.made).toMatchObject([
      { itemId: "b.1", decision, token: 1, outputVersion: 1, ...details },
    ]);
    expect(reviewer.storage.entries()).toEqual([]);
    expect(reviewer.session.view()).toMatchObject({ decided: 1, canUndo: true, outbox: { entries: [] } });
  },
);

test("an edited item stays in the queue for someone else, a decided one leaves it", async () => {
  const reviewer = await sitDown(3);
  await reviewer.read();
  reviewer.session.decide("edit", { output: { title: "Mine" } });
  expect(reviewer.session.view().sinceQueue).toBe(0);
  await approve(reviewer);
  expect(reviewer.session.view().sinceQueue).toBe(1);
});

test("a skipped item is given back and not asked for again", async () => {
  const reviewer = await sitDown(7);
  reviewer.session.skip();
  reviewer.session.skip();
  expect(reviewer.current()).toBe("b.3");
  await settle();
  expect(reviewer.server.released).toEqual(["b.1", "b.2"]);
  expect(reviewer.server.claimsAsked.at(-1)).toMatchObject({ except: ["b.1", "b.2"], limit: 5 });
  expect(reviewer.server.made).toEqual([]);
});

test("more is claimed while five are left, so that the next item is never waited for", async () => {
  const reviewer = await sitDown(30);
  for (let item = 1; item <= 20; item++) {
    expect(reviewer.current()).toBe(`b.${item}`);
    expect(await approve(reviewer)).toBe(true);
    expect(reviewer.session.view().claims.length).toBeGreaterThanOrEqual(6);
  }
  expect(reviewer.server.claimsAsked.slice(1).every(({ resume }) => !resume)).toBe(true);
  expect(made(reviewer)).toEqual(Array.from({ length: 20 }, (_, i) => `approve b.${i + 1}`));
});

test("nothing is decided before an item was painted, nor in the quarter of a second after", async () => {
  const reviewer = await sitDown(2);
  expect(reviewer.session.decide("approve")).toBe(false);
  reviewer.session.shown("b.1");
  await vi.advanceTimersByTimeAsync(249);
  expect(reviewer.session.decide("approve")).toBe(false);
  // Painted again, it is still the same look at it.
  reviewer.session.shown("b.1");
  await vi.advanceTimersByTimeAsync(1);
  expect(reviewer.session.decide("approve")).toBe(true);
});

test("a key pressed twice decides once: the second is for an item that nobody saw", async () => {
  const reviewer = await sitDown(3);
  await reviewer.read();
  expect([1, 2, 3].map(() => reviewer.session.decide("approve"))).toEqual([true, false, false]);
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.current()).toBe("b.2");
});

test("looking at another item is no look at the one that was painted", async () => {
  const reviewer = await sitDown(3);
  await reviewer.read();
  reviewer.session.moveBy(1);
  expect(reviewer.current()).toBe("b.2");
  expect(reviewer.session.decide("approve")).toBe(false);
  reviewer.session.moveBy(1);
  reviewer.session.moveBy(1);
  expect(reviewer.current()).toBe("b.3");
});

test("a decision is on this machine before the server hears of it", async () => {
  const reviewer = await sitDown(2);
  await approve(reviewer);
  expect(reviewer.server.log.filter((entry) => /keep|decide/.test(entry))).toEqual([
    "keep approve",
    "decide",
  ]);
});

test("offline decisions are kept, and made once each when the server is there again", async () => {
  const reviewer = await sitDown(5);
  reviewer.server.down = connectionLost();
  for (let i = 0; i < 3; i++) await approve(reviewer);
  expect(reviewer.current()).toBe("b.4");
  expect(reviewer.storage.entries()).toHaveLength(3);
  expect(reviewer.session.view().outbox.entries).toHaveLength(3);
  reviewer.server.down = null;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(made(reviewer)).toEqual(["approve b.1", "approve b.2", "approve b.3"]);
  expect(reviewer.storage.entries()).toEqual([]);
});

test("a decision whose answer was lost is sent under the same id, and made once", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.answerLost = true;
  await approve(reviewer);
  expect(reviewer.storage.entries()).toHaveLength(1);
  reviewer.server.answerLost = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reviewer.server.log.filter((call) => call === "decide")).toHaveLength(2);
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.storage.entries()).toEqual([]);
});

test("what a reload finds kept is sent before anything is claimed, and is not handed out to be decided again", async () => {
  const reviewer = await sitDown(5);
  reviewer.server.down = connectionLost();
  await approve(reviewer);
  await approve(reviewer);
  reviewer.server.down = null;
  reviewer.server.hold();
  reviewer.server.log.length = 0;
  await reviewer.reload();
  expect(reviewer.server.log).toEqual(["decide"]);
  reviewer.server.letGo();
  await settle();
  expect(reviewer.server.log).toContain("claim");
  expect(made(reviewer)).toEqual(["approve b.1", "approve b.2"]);
});

test("an item whose decision waits is not shown again, though the server hands it out", async () => {
  const reviewer = await sitDown(2);
  reviewer.server.hold();
  await approve(reviewer);
  reviewer.server.add("b.1", "b.9");
  reviewer.session.retry();
  await settle();
  expect(reviewer.session.view().claims.map(({ itemId }) => itemId)).toEqual(["b.2", "b.9"]);
});

test("an undo before the call takes the decision back here, and the server never hears of it", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.hold();
  await approve(reviewer);
  await reviewer.read();
  reviewer.session.decide("edit", { output: { title: "Mine" } });
  reviewer.session.undo();
  expect(reviewer.current()).toBe("b.2");
  expect(reviewer.session.draft("b.2")).toEqual({ title: "Mine" });
  reviewer.server.letGo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.storage.entries()).toEqual([]);
});

test("an undo after the call asks for it; the item is back at once, and can be decided on under its new token", async () => {
  const reviewer = await sitDown(3);
  await approve(reviewer);
  reviewer.session.undo();
  expect(reviewer.current()).toBe("b.1");
  await settle();
  expect(reviewer.session.view()).toMatchObject({ decided: 0, current: { token: 2 } });
  await reviewer.read();
  reviewer.session.decide("reject", { reason: "other" });
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "undo b.1", "reject b.1"]);
  expect(reviewer.server.made.at(-1)).toMatchObject({ token: 2 });
});

test("an undo while nobody knows whether the decision arrived is asked for, behind it", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.answerLost = true;
  await approve(reviewer);
  reviewer.server.answerLost = false;
  reviewer.session.undo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "undo b.1"]);
});

test("an item decided on again before its undo was answered stays decided", async () => {
  const reviewer = await sitDown(3);
  await approve(reviewer);
  reviewer.server.hold();
  reviewer.session.undo();
  await reviewer.read();
  expect(reviewer.session.decide("reject", { reason: "other" })).toBe(true);
  reviewer.server.letGo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "undo b.1", "reject b.1"]);
  expect(reviewer.session.view().claims.map(({ itemId }) => itemId)).toEqual(["b.2", "b.3"]);
});

test("a note on a rejection that has not left goes with it, and the server hears of one decision", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.hold();
  await approve(reviewer);
  const requestId = await reject(reviewer);
  expect(reviewer.session.noteRejection(requestId, "rose, not fig")).toBe(true);
  expect(reviewer.storage.entries()).toMatchObject([{ decision: "approve" }, { note: "rose, not fig" }]);
  expect(reviewer.current()).toBe("b.3");
  reviewer.server.letGo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "reject b.2"]);
  expect(reviewer.server.made.at(-1)).toMatchObject({ reason: "1", note: "rose, not fig" });
  expect(reviewer.session.view().decided).toBe(2);
});

test("a note on a rejection that was sent makes it again behind an undo, and the item does not come back", async () => {
  const reviewer = await sitDown(3);
  const requestId = await reject(reviewer);
  expect(reviewer.session.noteRejection(requestId, "rose, not fig")).toBe(true);
  await settle();
  expect(made(reviewer)).toEqual(["reject b.1", "undo b.1", "reject b.1"]);
  expect(reviewer.server.made.at(-1)).toMatchObject({ reason: "1", note: "rose, not fig" });
  expect(reviewer.session.view().claims.map(({ itemId }) => itemId)).toEqual(["b.2", "b.3"]);
  expect(reviewer.session.view().decided).toBe(1);
  reviewer.session.undo();
  await settle();
  expect(reviewer.current()).toBe("b.1");
  expect(made(reviewer).at(-1)).toBe("undo b.1");
});

test("a note written while nobody knows whether the rejection arrived survives a reload, behind it", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.answerLost = true;
  const requestId = await reject(reviewer);
  reviewer.session.noteRejection(requestId, "rose, not fig");
  reviewer.server.answerLost = false;
  await reviewer.reload();
  await settle();
  expect(made(reviewer)).toEqual(["reject b.1", "undo b.1", "reject b.1"]);
  expect(reviewer.server.made.at(-1)).toMatchObject({ note: "rose, not fig" });
});

test("only the latest decision is given a note, only if it is a rejection, and the same note changes nothing", async () => {
  const reviewer = await sitDown(4);
  const requestId = await reject(reviewer, "as it is");
  expect(reviewer.session.noteRejection(requestId, "as it is")).toBe(false);
  await approve(reviewer);
  expect(reviewer.session.latestRejection()).toBeNull();
  expect(reviewer.session.noteRejection(requestId, "too late")).toBe(false);
  await settle();
  expect(made(reviewer)).toEqual(["reject b.1", "approve b.2"]);
});

test("a rejection that did not stand can't be given a note", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.answers.set("b.1", { status: "conflict", code: "already_decided" });
  await reject(reviewer);
  expect(reviewer.session.latestRejection()).toBeNull();
});

test("fifty decisions can be taken back, latest first, and not one more", async () => {
  const reviewer = await sitDown(60);
  for (let i = 0; i < 55; i++) await approve(reviewer);
  for (let i = 0; i < 55; i++) {
    reviewer.session.undo();
    await settle();
  }
  const undone = made(reviewer).slice(55);
  expect(undone).toEqual(Array.from({ length: 50 }, (_, i) => `undo b.${55 - i}`));
  expect(reviewer.session.view().canUndo).toBe(false);
});

test("after a reload the server's list of own decisions is taken back, latest first and each once", async () => {
  const server = new PlayedServer(3);
  server.earlier = [ownDecision("d3", "b.8", false), ownDecision("d2", "b.8"), ownDecision("d1", "b.7")];
  const reviewer = await sitDown(3, server);
  expect(reviewer.session.view().canUndo).toBe(true);
  for (const expected of ["undo b.8", "undo b.7"]) {
    reviewer.session.undo();
    await settle();
    expect(made(reviewer).at(-1)).toBe(expected);
    expect(reviewer.current()).toBe(expected.slice("undo ".length));
  }
  reviewer.session.undo();
  await settle();
  expect(made(reviewer)).toHaveLength(2);
  expect(reviewer.session.view().canUndo).toBe(false);
});

test("an earlier decision whose item could not be read is still the next to be taken back", async () => {
  const server = new PlayedServer(3);
  server.earlier = [ownDecision("d2", "b.8"), ownDecision("d1", "b.7")];
  const reviewer = await sitDown(3, server);
  server.unreadableItem = true;
  reviewer.session.undo();
  await settle();
  expect(made(reviewer)).toEqual([]);
  server.unreadableItem = false;
  reviewer.session.undo();
  await settle();
  expect(made(reviewer)).toEqual(["undo b.8"]);
});

test("a conflict says who was first, keeps my text as a draft and goes on", async () => {
  const reviewer = await sitDown(3);
  const decidedBy = { memberId: "lin", name: "Lin" };
  reviewer.server.answers.set("b.1", {
    status: "conflict",
    code: "already_decided",
    item: { ...reviewer.server.itemNow("b.1"), reviewState: "approved", decidedBy },
  });
  await reviewer.read();
  reviewer.session.decide("edit", { output: { title: "Mine" } });
  expect(reviewer.session.draft("b.1")).toBeNull();
  await settle();
  expect(reviewer.session.view().notices).toMatchObject([
    { itemId: "b.1", code: "already_decided", who: "Lin", hasDraft: true },
  ]);
  expect(reviewer.session.draft("b.1")).toEqual({ title: "Mine" });
  expect(reviewer.current()).toBe("b.2");
  expect(await approve(reviewer)).toBe(true);
  expect(made(reviewer)).toEqual(["approve b.2"]);
  expect(reviewer.storage.entries()).toEqual([]);
});

test("a decision that did not stand is not what an undo takes back", async () => {
  const reviewer = await sitDown(3);
  await approve(reviewer);
  reviewer.server.answers.set("b.2", { status: "stale", code: "claim_lost" });
  await approve(reviewer);
  reviewer.session.undo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "undo b.1"]);
});

test("an item whose undo was refused goes off the screen again, and its notice says why", async () => {
  const reviewer = await sitDown(3);
  await approve(reviewer);
  reviewer.server.answers.set("b.1", { status: "conflict", code: "already_published" });
  reviewer.session.undo();
  await settle();
  expect(reviewer.current()).toBe("b.2");
  const [notice] = reviewer.session.view().notices;
  expect(notice).toMatchObject({ itemId: "b.1", code: "already_published", hasDraft: false });
  reviewer.session.dismiss(notice?.id ?? "");
  expect(reviewer.session.view().notices).toEqual([]);
});

test("a decision the server can't read is found, told of and kept as a draft; the others are made", async () => {
  const reviewer = await sitDown(5);
  reviewer.server.down = connectionLost();
  await approve(reviewer);
  await reviewer.read();
  reviewer.session.decide("edit", { output: { title: "Mine" } });
  await approve(reviewer);
  reviewer.server.down = null;
  reviewer.server.unreadable.add("b.2");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(made(reviewer)).toEqual(["approve b.1", "approve b.3"]);
  expect(reviewer.session.view().notices).toMatchObject([{ itemId: "b.2", code: "invalid", hasDraft: true }]);
  expect(reviewer.session.draft("b.2")).toEqual({ title: "Mine" });
  expect(reviewer.storage.entries()).toEqual([]);
});

test.each([
  ["a server in trouble", 500],
  ["a gateway whose server restarts", 502],
  ["too many calls", 429],
  ["a sitting that was signed out meanwhile", 401],
  ["a role that was taken away for a moment", 403],
])("%s is told of, and loses nothing", async (_, status) => {
  const reviewer = await sitDown(3);
  const trouble = new Refused(status);
  reviewer.server.down = trouble;
  await approve(reviewer);
  expect(reviewer.session.view()).toMatchObject({ error: trouble, outbox: { failures: 1 } });
  reviewer.server.down = null;
  reviewer.session.retry();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.session.view().error).toBeNull();
});

test("a machine whose storage is full says that decisions are only on this page", async () => {
  const reviewer = await sitDown(3);
  reviewer.storage.isFull = true;
  reviewer.server.hold();
  await approve(reviewer);
  expect(reviewer.session.view().isKept).toBe(false);
  reviewer.server.letGo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.session.view().isKept).toBe(true);
});

test("a hold that ended is said on the item being read, which can't be decided on; others just go", async () => {
  const reviewer = await sitDown(4);
  reviewer.server.lostLeases = new Set(["b.1", "b.3"]);
  await reviewer.read();
  await vi.advanceTimersByTimeAsync(60_000);
  const { lost, claims } = reviewer.session.view();
  expect([...lost]).toEqual(["b.1"]);
  expect(claims.map(({ itemId }) => itemId)).toEqual(["b.1", "b.2", "b.4"]);
  expect(reviewer.session.decide("approve")).toBe(false);
  reviewer.session.leaveLost();
  expect(reviewer.current()).toBe("b.2");
  expect(reviewer.session.view().lost.size).toBe(0);
  await approve(reviewer);
  expect(made(reviewer)).toEqual(["approve b.2"]);
});

test("holds are renewed every minute while the page is seen, and not while it is hidden", async () => {
  const reviewer = await sitDown(2);
  const renewals = () => reviewer.server.log.filter((call) => call === "heartbeat").length;
  reviewer.isVisible = false;
  await vi.advanceTimersByTimeAsync(180_000);
  expect(renewals()).toBe(0);
  reviewer.isVisible = true;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(renewals()).toBe(2);
});

test("an empty queue says so, and looks again by itself", async () => {
  const reviewer = await sitDown(1);
  await approve(reviewer);
  expect(reviewer.session.view()).toMatchObject({ phase: "empty", current: null });
  reviewer.server.add("b.2");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(reviewer.session.view()).toMatchObject({ phase: "ready", current: { itemId: "b.2" } });
});

test("a queue that can't be reached says so, and is tried again by itself with what is held", async () => {
  const server = new PlayedServer(2);
  server.down = connectionLost();
  const reviewer = await sitDown(2, server);
  expect(reviewer.session.view()).toMatchObject({ phase: "failed", error: server.down });
  server.down = null;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(reviewer.session.view()).toMatchObject({ phase: "ready", current: { itemId: "b.1" } });
  expect(server.claimsAsked).toMatchObject([{ resume: true }]);
});

test("leaving gives back what is undecided, not what is decided and on its way", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.hold();
  await approve(reviewer);
  reviewer.session.stop();
  reviewer.server.letGo();
  await settle();
  expect(reviewer.server.released).toEqual(["b.2", "b.3"]);
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("leaving while an undo is on its way does not give back what it brings: it may not be held yet", async () => {
  const reviewer = await sitDown(3);
  await approve(reviewer);
  reviewer.server.hold();
  reviewer.session.undo();
  expect(reviewer.current()).toBe("b.1");
  reviewer.session.stop();
  await settle();
  expect(reviewer.server.released).toEqual(["b.2", "b.3"]);
});

test("a sitting that starts twice claims only when what it was sending has been answered", async () => {
  const reviewer = await sitDown(3);
  reviewer.server.down = connectionLost();
  await approve(reviewer);
  reviewer.server.down = null;
  reviewer.server.hold();
  reviewer.server.log.length = 0;
  await reviewer.reload();
  reviewer.session.stop();
  reviewer.session.start();
  await settle();
  expect(reviewer.server.log).toEqual(["decide"]);
  reviewer.server.letGo();
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1"]);
  expect(reviewer.server.log).toContain("claim");
});

test("the next sitting claims only after the last one's items have been given back", async () => {
  const reviewer = await sitDown(3);
  const { api } = reviewer.server;
  const { release } = api;
  let arrive = () => {};
  api.release = async (input) => {
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
    return release(input);
  };
  reviewer.session.stop();
  reviewer.server.log.length = 0;
  await reviewer.reload();
  expect(reviewer.server.log).not.toContain("claim");
  arrive();
  await settle();
  expect(reviewer.server.log.filter((call) => call === "claim" || call === "release")).toEqual([
    "release",
    "claim",
  ]);
});

test("a decision on one item of several is taken back, and the others stand", async () => {
  const reviewer = await sitDown(5);
  for (let i = 0; i < 3; i++) await approve(reviewer);
  reviewer.session.undo("b.2");
  await settle();
  expect(made(reviewer)).toEqual(["approve b.1", "approve b.2", "approve b.3", "undo b.2"]);
  expect(reviewer.current()).toBe("b.2");
  reviewer.session.undo();
  await settle();
  expect(made(reviewer).at(-1)).toBe("undo b.3");
});

test("a decision of an earlier sitting on one item is taken back, not the latest of all", async () => {
  const reviewer = await sitDown(2);
  reviewer.server.earlier = [ownDecision("d9", "b.9"), ownDecision("d8", "b.8"), ownDecision("d7", "b.7")];
  await reviewer.reload();
  reviewer.session.undo("b.8");
  await settle();
  expect(made(reviewer)).toEqual(["undo b.8"]);
  expect(reviewer.current()).toBe("b.8");
});

test("a decision that is not the last word on its item is not taken back in place of another", async () => {
  const reviewer = await sitDown(2);
  reviewer.server.earlier = [ownDecision("d9", "b.9"), ownDecision("d8", "b.8", false)];
  await reviewer.reload();
  reviewer.session.undo("b.8");
  await settle();
  expect(made(reviewer)).toEqual([]);
  expect(reviewer.session.view().canUndo).toBe(true);
});

test("a key is too soon only for an item that is there and could be decided on", async () => {
  const reviewer = await sitDown(2);
  expect(reviewer.session.isTooSoon()).toBe(true);
  await reviewer.read();
  expect(reviewer.session.isTooSoon()).toBe(false);
  reviewer.server.lostLeases.add("b.1");
  reviewer.session.renew();
  await settle();
  expect(reviewer.session.isTooSoon()).toBe(false);
  const nobody = await sitDown(0);
  expect(nobody.session.isTooSoon()).toBe(false);
});
