import { expect, test } from "vitest";
import { complaintOf } from "#lib/review/regeneration/complaint.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { feedbackMessages } from "#lib/templates/feedback-messages.ts";

const asked = [{ role: "user" as const, content: "Write a title for Rose." }];

test("a model is told what was rejected, why, and what its reviewer said, after all that it was asked before", () => {
  const feedback = { complaint: "It is wrong.", note: "It is 50 ml", output: { title: "Rose, 100 ml" } };
  const messages = feedbackMessages(asked, feedback);
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  expect(messages[0]).toEqual(asked[0]);
  expect(messages[1]?.content).toBe('{"title":"Rose, 100 ml"}');
  expect(messages[2]?.content).toContain("It is wrong.\nThe reviewer's note: It is 50 ml");
});

test("without a note none is spoken of, and a text past all bounds is not quoted", () => {
  const feedback = { complaint: "It is wrong.", note: null, output: { title: "x".repeat(30_000) } };
  const messages = feedbackMessages(asked, feedback);
  expect(messages.map(({ role }) => role)).toEqual(["user", "user"]);
  expect(messages[1]?.content).not.toContain("note");
});

test("every reason has words of its own for the model, and an unknown one those of another", () => {
  expect(new Set(REJECT_REASONS.map(({ code }) => complaintOf(code))).size).toBe(REJECT_REASONS.length);
  expect(complaintOf(null)).toBe(complaintOf("other"));
});
