import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { datasetOfReport } from "./dataset-of-report.ts";
import { HISTOGRAMS, type Measure, PICTURE_PROBLEMS } from "./picture-problem.ts";
import { startReport } from "./start-report.ts";
import { type ReportView, viewReport, viewReports } from "./view-reports.ts";

const tags = ["Pictures"];

const measuresSchema = z.object({
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  mediaType: z.string(),
  sharpness: z.number().describe("Most photos of products give 2 to 5, blurred ones below 0.7"),
  exposure: z.number().describe("Mean lightness of the subject, 0 black to 1 white"),
  whiteBorder: z.number().describe("Share of white in a border of 3 %"),
  hasFrame: z.boolean().describe("Bars of one colour stand around it"),
  subjectShare: z.number().describe("Share of the picture that the subject’s box takes"),
  textShare: z
    .number()
    .optional()
    .describe("Share of the picture that text beside the subject takes; absent where nobody could look"),
});

const summarySchema = z.object({
  id: z.string(),
  datasetId: z.string(),
  datasetName: z.string().nullable(),
  column: z.string(),
  status: z.enum(["running", "succeeded", "failed"]),
  failure: failureSchema.nullable(),
  rows: z.int(),
  done: z.int().describe("Rows looked at so far"),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

const reportSchema = summarySchema.extend({
  measured: z.int().describe("Pictures that could be fetched and read"),
  failures: z
    .array(failureSchema.extend({ count: z.int(), firstRow: z.int(), source: z.string() }))
    .describe("Why the others could not, the most frequent first"),
  histograms: z.array(
    z.object({
      measure: z.enum(Object.keys(HISTOGRAMS) as [Measure, ...Measure[]]),
      groups: z.array(z.object({ from: z.number().nullable(), to: z.number().nullable(), count: z.int() })),
    }),
  ),
  problems: z.array(
    z.object({
      problem: z.enum(PICTURE_PROBLEMS),
      count: z.int(),
      worst: z.array(
        z.object({ rowNumber: z.int(), source: z.string(), measures: measuresSchema.nullable() }),
      ),
    }),
  ),
});

const start = authenticated
  .route({
    method: "POST",
    path: "/images/report",
    successStatus: 202,
    summary: "Measure the pictures of a dataset’s column",
    description: "The first picture of each cell: an address, or the id of an asset.",
    tags,
  })
  .input(z.object({ datasetId: z.string(), column: z.string().min(1).max(200) }))
  .use(idempotent)
  .output(z.object({ id: z.string(), rows: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await startReport(actor, input)));

const list = authenticated
  .route({ method: "GET", path: "/images/reports", summary: "Reports on pictures, newest first", tags })
  .input(pageInput.extend({ datasetId: z.uuid().optional() }))
  .output(pageOf(summarySchema))
  .handler(async ({ context: { actor, locale }, input }) => {
    const { items, nextCursor } = orRefuse(await viewReports(actor, input));
    return { items: items.map((found) => summaryOf(found, locale)), nextCursor };
  });

const get = authenticated
  .route({ method: "GET", path: "/images/reports/{id}", summary: "A report on pictures", tags })
  .input(z.object({ id: z.string() }))
  .output(reportSchema)
  .handler(async ({ context: { actor, locale }, input: { id } }) => {
    const { measured, failures, histograms, problems, ...found } = orRefuse(await viewReport(actor, id));
    return {
      ...summaryOf(found, locale),
      ...{ measured, histograms, problems },
      failures: failures.flatMap(({ failure, ...counted }) => {
        const told = readableFailure(failure, locale);
        return told ? [{ ...told, ...counted }] : [];
      }),
    };
  });

const pick = authenticated
  .route({
    method: "POST",
    path: "/images/reports/{id}/dataset",
    successStatus: 202,
    summary: "Make a dataset of the rows whose pictures have a problem",
    description: "As the rows are now; a batch over it mends them.",
    tags,
  })
  .input(
    z.object({
      id: z.string(),
      name: z.string().trim().min(1).max(200),
      problems: z.array(z.enum(PICTURE_PROBLEMS)).min(1).describe("One of these is enough"),
    }),
  )
  .use(idempotent)
  .output(z.object({ datasetId: z.string(), rows: z.int() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await datasetOfReport(actor, input)));

function summaryOf(
  { report, datasetName, createdByName }: Pick<ReportView, "report" | "datasetName" | "createdByName">,
  locale: Parameters<typeof readableFailure>[1],
) {
  const { id, datasetId, column, status, failure, rows, doneTo: done, createdAt, finishedAt } = report;
  return {
    ...{ id, datasetId, datasetName, column, status, rows, done },
    createdBy: createdByName,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    failure: failure && readableFailure(failure, locale),
  };
}

export const imageReportsRouter = { start, list, get, pick };
