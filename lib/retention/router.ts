import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { RETENTION_KINDS } from "./retention-kind.ts";
import { saveRetention } from "./save-retention.ts";
import { viewFullDisks } from "./view-disks.ts";
import { previewRetention, viewRetention } from "./view-retention.ts";

const tags = ["Retention"];
const kind = z.enum(RETENTION_KINDS);
const keepDays = z
  .partialRecord(kind, z.number().int())
  .describe("Days that a kind is kept; a kind that is not named is kept for good.");

const get = authenticated
  .route({ method: "GET", path: "/settings/retention", summary: "How long everything is kept", tags })
  .output(
    z.object({
      policies: z.array(
        z.object({ kind, keepDays: z.number().int().nullable(), leastDays: z.number().int() }),
      ),
    }),
  )
  .handler(async ({ context: { actor } }) => ({ policies: orRefuse(await viewRetention(actor)) }));

const preview = authenticated
  .route({
    method: "POST",
    path: "/settings/retention/preview",
    summary: "What policies would remove now",
    description: "In numbers and bytes; what something still needs is held back. Nothing is removed.",
    tags,
  })
  .input(z.object({ keepDays }))
  .output(
    z.object({
      effects: z.array(
        z.object({
          kind,
          count: z.number().int(),
          bytes: z.number().int(),
          heldBack: z.number().int().describe("As old, but needed by work, a review or a publication."),
        }),
      ),
    }),
  )
  .handler(async ({ context: { actor }, input }) => ({
    effects: orRefuse(await previewRetention(actor, input.keepDays)),
  }));

const save = authenticated
  .route({
    method: "PUT",
    path: "/settings/retention",
    summary: "Set how long everything is kept",
    description: "What is older is removed from then on, in the background. The ledger and its totals stay.",
    tags,
  })
  .input(z.object({ keepDays }))
  .output(z.object({ keepDays }))
  .handler(async ({ context: { actor }, input }) => ({
    keepDays: orRefuse(await saveRetention(actor, input.keepDays)),
  }));

const disks = authenticated
  .route({
    method: "GET",
    path: "/disks/full",
    summary: "Machines that do no work because their disk is nearly full",
    tags,
  })
  .output(
    z.object({
      items: z.array(
        z.object({
          host: z.string(),
          freeBytes: z.number().int(),
          neededBytes: z.number().int(),
          since: z.iso.datetime(),
        }),
      ),
    }),
  )
  .handler(async () => ({ items: await viewFullDisks() }));

export const retentionRouter = { retention: { get, preview, save }, disks: { full: disks } };
