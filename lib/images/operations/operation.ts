import { z } from "zod";
import { CORNERS, CUT_OUT_WAYS, OUTPUT_FORMATS, SOURCE_KINDS } from "./operation-choices.ts";

/** The longest side that an operation gives, in pixels. */
const LONGEST_SIDE = 10_000;
const MOST_OPERATIONS = 20;

const side = z.int().min(1).max(LONGEST_SIDE);
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, "input_colour")
  .describe("As #rrggbb");

const fitInHand = z.object({
  do: z.literal("fit"),
  width: side,
  height: side,
  margin: z.int().min(0).max(LONGEST_SIDE).default(0).describe("Pixels left free on every side"),
  mode: z
    .enum(["contain", "cover"])
    .default("contain")
    .describe("All of the picture inside the margins, or the area filled and the rest cut off"),
  background: z
    .union([colour, z.literal("transparent")])
    .default("#ffffff")
    .describe("What is beside and behind the picture"),
  format: z
    .enum(OUTPUT_FORMATS)
    .optional()
    .describe("Default: png for a picture with transparency, jpeg for any other"),
  maxBytes: z.int().min(1_000).optional().describe("Quality is lowered until the file is no larger"),
});

const fit = fitInHand.refine(leavesRoom, { message: "input_margin", path: ["margin"] });

const cutOut = z.object({
  do: z.literal("cut-out"),
  by: z
    .enum(CUT_OUT_WAYS)
    .optional()
    .describe(
      "ground, the default: a plain background is taken away from the edge inwards. model: the installation's own model tells the subject, see GET /images/cut-out-model",
    ),
});

const background = z.object({
  do: z.literal("background"),
  fill: z.union([
    colour,
    z.object({ from: colour, to: colour, direction: z.enum(["down", "across"]).default("down") }),
    z.object({ assetId: z.uuid() }).describe("A scene, of which so much is shown as has room"),
  ]),
  shadow: z.boolean().default(false).describe("A soft shadow where the subject stands"),
});

const label = z.object({
  do: z.literal("label"),
  language: z.string().min(2).max(35).default("zh-CN").describe("Of the words that are seen"),
  corner: z.enum(CORNERS).default("bottom-right"),
  heightPercent: z
    .number()
    .min(5)
    .max(20)
    .default(5)
    .describe("Of the letters, of the picture's shorter side; 5 is the least that the rules allow"),
  source: z
    .enum(SOURCE_KINDS)
    .default("generated")
    .describe("Made by a model, a picture that a model changed, or one that it only improved"),
});

const enlarge = z.object({
  do: z.literal("enlarge"),
  factor: z.union([z.literal(2), z.literal(4)]),
  quality: z
    .enum(["fast", "hd"])
    .default("fast")
    .describe(
      "fast: each pixel from those around it, so that nothing new is seen. hd: by a trained model, up to 16 megapixels, seconds each",
    ),
});

/** What is done to a picture without a provider; several are done in their order. */
const operationSchema = z.discriminatedUnion("do", [fit, cutOut, background, label, enlarge]);
export const operationsSchema = z.array(operationSchema).min(1).max(MOST_OPERATIONS);

/** The same as they are put together: what is wrong with them is told at its place, and they can be kept meanwhile. */
export const operationsInHandSchema = z
  .array(z.discriminatedUnion("do", [fitInHand, cutOut, background, label, enlarge]))
  .max(MOST_OPERATIONS);

export type Operation = z.output<typeof operationSchema>;
export type OperationOf<Kind extends Operation["do"]> = Extract<Operation, { do: Kind }>;

/** Whether the margins of an area leave room for a picture. */
export function leavesRoom({
  width,
  height,
  margin,
}: {
  width: number;
  height: number;
  margin: number;
}): boolean {
  return 2 * margin < Math.min(width, height);
}
