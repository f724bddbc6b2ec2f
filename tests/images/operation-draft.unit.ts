import { expect, test } from "vitest";
import { colourOf, filledBy, fitOn, freshOperation } from "#components/images/operation-draft.ts";
import { type OperationOf, operationsSchema } from "#lib/images/operations/operation.ts";

const background = { ...(freshOperation("background") as OperationOf<"background">), fill: "#204060" };
const fit = freshOperation("fit") as OperationOf<"fit">;

test("a gradient begins with the colour there was, and a colour is left of it whichever way it goes", () => {
  const gradient = filledBy(background, "gradient");
  expect(gradient.fill).toMatchObject({ from: "#204060", direction: "down" });
  const across = { from: "#204060", to: "#ffffff", direction: "across" as const };
  expect(filledBy({ ...background, fill: across }, "colour")).toEqual(background);
  expect(colourOf({ ...background, fill: across })).toBe("#204060");
});

test("a transparent ground is written as a format that knows transparency, and leaves others as they are", () => {
  expect(fitOn(fit, "transparent")).toMatchObject({ background: "transparent", format: "png" });
  expect(fitOn({ ...fit, format: "webp" }, "transparent").format).toBe("webp");
  expect(fitOn(fitOn(fit, "transparent"), "white")).toMatchObject({ background: "#ffffff", format: "png" });
  expect(operationsSchema.safeParse([fitOn(fit, "transparent")]).success).toBe(true);
});
