import { describe, expect, test } from "vitest";
import { countRatioOf, raisedRatio } from "#lib/models/count-ratio.ts";
import { boundChat } from "#lib/models/endpoints/bound-chat.ts";
import { callable } from "./callable.ts";

describe("how many tokens a provider may count for one of ours", () => {
  test("stays as it is while its counts fit", () => {
    expect(raisedRatio(1.1, 100, 90)).toBeNull();
    expect(raisedRatio(1.1, 100, 110)).toBeNull();
    expect(raisedRatio(1.1, 101, 112)).toBeNull();
  });

  test("rises to the highest count, with some room", () => {
    expect(raisedRatio(1.1, 100, 300)).toBeCloseTo(3.15);
    expect(raisedRatio(3.15, 100, 320)).toBeCloseTo(3.36);
  });

  test("rises once for a whole wave that was reserved before anything was known", () => {
    let ratio = 1.1;
    let raises = 0;
    for (let call = 0; call < 64; call++) {
      const raised = raisedRatio(ratio, 100, 300);
      if (raised !== null) raises++;
      ratio = raised ?? ratio;
    }
    expect(raises).toBe(1);
    expect(ratio).toBeCloseTo(3.15);
  });

  test("does not follow a report that is a slip, or a prompt of nothing", () => {
    expect(raisedRatio(1.1, 100, 1_000_000_000)).toBeNull();
    expect(raisedRatio(1.1, 0, 5)).toBeNull();
  });

  test("is what the model has kept, and never less than the room a new model gets", () => {
    expect(countRatioOf(callable({ id: "new" }))).toBe(1.1);
    expect(countRatioOf(callable({ id: "known", countRatio: 3.15 }))).toBe(3.15);
    expect(countRatioOf(callable({ id: "small", countRatio: 0.5 }))).toBe(1.1);
  });

  test("is in what a call reserves, and not in what we counted", () => {
    const terms = { maxOutputTokens: 100, outputSchema: { type: "object" } };
    const messages = [{ role: "user" as const, content: "Write a title for Rose." }];
    const [plain, tripled] = [undefined, 3.3].map((countRatio = 1.1) =>
      boundChat(callable({ id: "bound", countRatio }), { ...terms, messages }),
    );
    expect(tripled?.counted).toBe(plain?.counted);
    expect(tripled?.tokens).toBe(100 + Math.ceil((plain?.counted ?? 0) * 3.3));
    expect(Number(tripled?.amount)).toBeGreaterThan(Number(plain?.amount));
  });
});
