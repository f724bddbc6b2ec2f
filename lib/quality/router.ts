import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { dayOf, dayOrTimeSchema } from "#lib/spend/day-schema.ts";
import { timeZoneSchema } from "#lib/time-zone-schema.ts";
import { QUALITY_DIMENSIONS } from "./quality-figures.ts";
import { reportQuality } from "./report-quality.ts";

const figuresShape = {
  decisions: z.int().describe("Those that stand: undone ones are left out"),
  approved: z.int(),
  rejected: z.int(),
  edited: z.int(),
  escalated: z.int(),
  rejectReasons: z.record(z.string(), z.int()).describe("Rejections by their reason"),
  agreement: z
    .object({
      raw: z.number().nullable().describe("Share of pairs of judgements that are alike"),
      ac1: z.number().nullable().describe("Gwet's AC1: the same beyond chance"),
      n: z.int().describe("Outputs that two people or more judged without knowing of each other"),
    })
    .describe("`null` where nothing was judged twice"),
  probes: z
    .object({ seen: z.int(), caught: z.int() })
    .describe("Outputs with a known answer that were decided on, and those decided on as they should be"),
  medianSeconds: z
    .number()
    .nullable()
    .describe("From one decision of a person to their next, to within a twentieth; breaks are left out"),
};

const armSchema = z.object({
  decisions: z.int(),
  share: z.number().describe("Of them, rejected or edited"),
  low: z.number(),
  high: z.number(),
});

const report = authenticated
  .route({
    method: "GET",
    path: "/quality",
    summary: "What decisions say of the work: reject reasons, agreement, probes, pace",
    description: "Managers and admins see everybody's figures, reviewers those of their own decisions.",
    tags: ["Quality"],
  })
  .input(
    z.object({
      from: dayOrTimeSchema.optional().describe("First day; default: the first of the month"),
      to: dayOrTimeSchema.optional().describe("Last day, included; default: today"),
      timeZone: timeZoneSchema.default("UTC").describe("Where days begin"),
      groupBy: z.enum(QUALITY_DIMENSIONS).default("reviewer"),
    }),
  )
  .output(
    z.object({
      from: z.string(),
      to: z.string(),
      timeZone: z.string(),
      groups: z.array(
        z.object({
          key: z.string(),
          label: z.string(),
          detail: z
            .string()
            .nullable()
            .describe("What tells it from others of its name: the provider of a model"),
          ...figuresShape,
        }),
      ),
      whole: z.object(figuresShape),
      waits: z
        .array(
          z.object({
            state: z.enum(["pending", "escalated", "approved"]),
            waiting: z.int().describe("Now"),
            left: z
              .int()
              .describe("How many left it in the days asked for: were decided on or, approved, published"),
            medianSeconds: z.number().nullable(),
            longSeconds: z.number().nullable().describe("Nine of ten had waited no longer"),
          }),
        )
        .nullable()
        .describe("How long outputs wait in each state; `null` for who sees only figures of their own"),
      highlighting: z
        .object({
          shown: armSchema,
          hidden: armSchema,
          differs: z.boolean().describe("By more than chance: the 95 % intervals do not meet"),
        })
        .nullable()
        .describe(
          "How much it sways people to see what checks found, in batches that hide it on a half; `null` without such decisions",
        ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => {
    const days = { from: dayOf(input.from, input.timeZone), to: dayOf(input.to, input.timeZone) };
    return orRefuse(await reportQuality(actor, { ...input, ...days }));
  });

export const qualityRouter = { report };
