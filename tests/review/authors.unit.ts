import { describe, expect, test } from "vitest";
import type { OutputVersion } from "#lib/batches/output-version.ts";
import { authorsOf } from "#lib/review/authors.ts";
import { faultsFound, standingBefore } from "#lib/review/decision.ts";

function history(
  ...versions: [kind: OutputVersion["kind"], text: unknown, madeBy: string | null, from?: number][]
) {
  return versions.map(([kind, text, madeBy, from], at) => ({
    version: at + 1,
    kind,
    output: { text },
    madeBy,
    fromVersion: kind === "generated" ? null : (from ?? at),
  }));
}
const MADE = ["generated", "One. Two.", null] as [OutputVersion["kind"], string, null];

describe("whose an output is", () => {
  test.each([
    ["nobody, of what a model made", [MADE], []],
    ["its editor", [MADE, ["edited", "One. Mine.", "ana"]], ["ana"]],
    [
      "each editor",
      [MADE, ["edited", "One. Mine.", "ana"], ["edited", "One. Mine. Yours.", "ben"]],
      ["ana", "ben"],
    ],
    [
      "still who rewrote all of it, when another changed a word",
      [MADE, ["edited", "All of it is new.", "ana"], ["edited", "All of it is fresh.", "ben"]],
      ["ana", "ben"],
    ],
    [
      "still who took something away, when another added to it",
      [MADE, ["edited", "One.", "ana"], ["edited", "One. Yours.", "ben"]],
      ["ana", "ben"],
    ],
    [
      "everyone who moved it to and fro",
      [MADE, ["edited", "One. Mine.", "ana"], ["edited", "One.", "ben"], ["edited", "One. Mine.", "cy"]],
      ["ana", "ben", "cy"],
    ],
    ["who only took something away", [MADE, ["edited", "One.", "ana"]], ["ana"]],
    ["nobody whose edit changed nothing", [MADE, ["edited", "One. Two.", "ana"]], []],
    [
      "only who edited before, after a later edit was taken back",
      [MADE, ["edited", "Mine.", "ana"], ["edited", "Yours.", "ben"], ["restored", "Mine.", "ben", 2]],
      ["ana"],
    ],
    [
      "nobody after an edit was taken back",
      [MADE, ["edited", "One. Mine.", "ana"], ["restored", "One. Two.", "ana", 1]],
      [],
    ],
    [
      "nobody once a model made it anew",
      [MADE, ["edited", "Mine.", "ana"], ["regenerated", "New.", null]],
      [],
    ],
    [
      "who edited what a model made anew",
      [MADE, ["edited", "Mine.", "ana"], ["regenerated", "New.", null], ["edited", "New. Yours.", "ben"]],
      ["ben"],
    ],
    [
      "who changed a number, a list or an object",
      [
        ["generated", { n: 1, l: ["a"] }, null],
        ["edited", { n: 2, l: ["a"] }, "ana"],
        ["edited", { n: 2, l: ["a", "b"] }, "ben"],
      ],
      ["ana", "ben"],
    ],
    [
      "who wrote in Chinese",
      [
        ["generated", "第一句。第二句。", null],
        ["edited", "第一句。我写的！", "ana"],
        ["edited", "别人的。我写的！", "ben"],
      ],
      ["ana", "ben"],
    ],
  ] as [string, Parameters<typeof history>, string[]][])("is %s", (_, versions, authors) => {
    expect(authorsOf(history(...versions), versions.length).sort()).toEqual(authors);
  });

  test("is nobody where no version was kept", () => {
    expect(authorsOf([], 1)).toEqual([]);
  });
});

describe("where an item stands when its latest decision is taken back", () => {
  const by = (...decisions: string[]) =>
    standingBefore(
      decisions.map((one) => {
        const [memberId = "", decision = "", leftState = null, version = "1"] = one.split(" ");
        return {
          ...{ memberId, decision: decision as "approve", outputVersion: Number(version) },
          leftState: leftState ? (leftState as "pending") : null,
        };
      }),
    );
  test.each([
    [["ana approve"], "pending", null],
    [["ana escalate", "ben approve"], "escalated", "ana"],
    [["ana escalate", "ben edit"], "escalated", "ana"],
    [["ana escalate"], "pending", null],
    [["ana escalate", "ben approve", "ben undo", "ben reject"], "escalated", "ana"],
    [["ana escalate", "ben edit", "cy approve"], "pending", null],
    [["ana approve", "max reopen", "ben approve"], "pending", null],
    [["ana reject  1", "ben reject  1"], "rejected", "ana"],
    [["ana reject  1", "ben approve  2"], "pending", null],
    [["ana reject  1", "ben edit  2"], "pending", null],
    [["ana reject  1", "ana undo  1", "ana escalate  1", "ben approve  1"], "escalated", "ana"],
  ] as const)("%j → %s", (decisions, reviewState, decidedBy) => {
    expect(by(...decisions)).toEqual({ reviewState, decidedBy, reviewers: [] });
  });

  test.each([
    [["ana approve pending", "ben approve"], "pending", null, ["ana"]],
    [["ana approve pending", "ben reject escalated", "cy approve"], "escalated", "ben", ["ana", "ben"]],
    [["ana approve pending", "ana undo", "ben approve pending", "cy approve"], "pending", null, ["ben"]],
    [["ana approve pending", "ben edit", "cy approve"], "pending", null, []],
    [["ana approve pending", "ben edit"], "pending", null, ["ana"]],
    [["ana approve pending", "ben escalate", "cy approve"], "escalated", "ben", []],
    [["ana approve pending", "ben escalate"], "pending", null, ["ana"]],
    [
      ["ana approve pending", "ben reject escalated", "cy escalate", "dan approve"],
      "escalated",
      "cy",
      ["ana", "ben"],
    ],
    [["ana approve pending", "ben approve", "max reopen", "cy approve"], "pending", null, []],
  ] as const)("of two reviewers: %j → %s", (decisions, reviewState, decidedBy, reviewers) => {
    expect(by(...decisions)).toEqual({ reviewState, decidedBy, reviewers });
  });
});

describe("whether an item was found bad, once a later decision is taken back", () => {
  const log = (...decisions: string[]) =>
    decisions.map((one) => {
      const [version = "1", decision = "", leftState = null] = one.split(" ");
      return {
        ...{ memberId: "ana", outputVersion: Number(version), decision: decision as "approve" },
        leftState: leftState as "pending" | null,
      };
    });
  test.each([
    [["1 reject", "2 approve", "2 undo"], true],
    [["1 reject", "2 reject", "2 undo"], true],
    [["1 reject", "2 approve", "2 reopen"], true],
    [["1 edit", "2 approve", "2 reopen"], true],
    [["1 reject", "1 reopen", "1 undo"], true],
    [["1 reject", "1 undo"], false],
    [["1 reject", "1 undo", "1 approve", "1 undo"], false],
    [["1 reject", "1 reopen", "1 approve", "1 undo"], false],
    [["1 approve", "2 reject", "2 undo"], false],
    [["1 edit", "2 undo"], false],
    [["1 reject pending", "1 approve escalated", "1 approve", "1 undo"], false],
    [["1 reject pending", "1 reject"], true],
  ] as [string[], boolean][])("%j → %s", (decisions, expected) => {
    expect(faultsFound(log(...decisions)).length > 0).toBe(expected);
  });
});
