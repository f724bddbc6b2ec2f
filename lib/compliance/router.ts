import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { timeZoneSchema } from "#lib/time-zone-schema.ts";
import { reportBatch } from "./batch-compliance.ts";
import { reportPeriod } from "./period-compliance.ts";
import { REPORT_FORMATS } from "./report-file.ts";

const tags = ["Compliance"];
const format = z.enum(REPORT_FORMATS).default("xlsx");

const batch = authenticated
  .route({
    method: "GET",
    path: "/batches/{id}/compliance",
    outputStructure: "detailed",
    summary: "A batch's checks, versions, overrides, reviewers and labels, as a file",
    tags,
  })
  .input(z.object({ id: z.string(), format }))
  .output(downloadSchema)
  .handler(async ({ context: { actor, locale }, input: { id, format } }) =>
    asDownload(orRefuse(await reportBatch(actor, { batchId: id, format }, locale))),
  );

const period = authenticated
  .route({
    method: "GET",
    path: "/compliance/report",
    outputStructure: "detailed",
    summary: "What a security assessment of generated content asks for over a period, as a file",
    tags,
  })
  .input(
    z.object({
      from: z.iso.date().describe("First day"),
      to: z.iso.date().describe("Last day, included"),
      timeZone: timeZoneSchema.default("UTC").describe("Where days begin"),
      format,
    }),
  )
  .output(downloadSchema)
  .handler(async ({ context: { actor }, input }) => asDownload(orRefuse(await reportPeriod(actor, input))));

export const complianceRouter = { batch, period };
