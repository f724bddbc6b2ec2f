import { z } from "zod";
import { multipart } from "#lib/api/multipart.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated } from "#lib/api/procedure.ts";
import { discardUpload } from "#lib/api/receive-upload.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { LABEL_CLAIMS, LABEL_KINDS, LABELLED_FILES } from "./found-label.ts";
import { MOST_LABELLED_BYTES, readUploadedLabels } from "./read-uploaded-labels.ts";

const problem = z.object({ code: z.string(), message: z.string() });

const read = authenticated
  .meta({ takesFileWith: "publications:read", largestFileBytes: MOST_LABELLED_BYTES })
  .route({
    method: "POST",
    path: "/labels/read",
    summary: "The labels of AI-generated content that a file carries",
    description:
      "Pictures (XMP), Office files, PDF, Markdown, text, csv, jsonl and json, the label beside a published file among them. Nothing of the file is kept.",
    tags: ["Labels"],
    spec: multipart({}),
  })
  .input(z.object({}))
  .output(
    z.object({
      fileName: z.string(),
      bytes: z.int(),
      kind: z.enum(LABELLED_FILES).describe("unknown: no labels are known of such files"),
      labels: z.array(
        z.object({
          kind: z
            .enum(LABEL_KINDS)
            .describe(
              "aigc: the measures of 2025; source-type: IPTC; column: of rows; words: that a reader sees",
            ),
          place: z.string(),
          claim: z.enum(LABEL_CLAIMS).describe("What it says of the content"),
          isWellFormed: z.boolean(),
          problems: z.array(problem.extend({ isError: z.boolean() })),
          value: z.string(),
          aigc: z
            .record(z.string(), z.string())
            .nullable()
            .describe("Its fields, as far as they can be read"),
        }),
      ),
      contradictions: z.array(
        problem.extend({ labels: z.array(z.int()).describe("By their places in `labels`, from 0") }),
      ),
    }),
  )
  .handler(async ({ context: { actor, file, locale } }) => {
    try {
      const { kind, labels, contradictions } = orRefuse(await readUploadedLabels(actor, file));
      const told = (code: string, params?: Record<string, string | number>) => ({
        code,
        message: translateError(locale, code, params),
      });
      return {
        ...{ fileName: file?.fileName ?? "", bytes: file?.bytes ?? 0, kind },
        labels: labels.map(({ problems, aigc, ...label }) => ({
          ...label,
          isWellFormed: !problems.some(({ isError }) => isError),
          problems: problems.map(({ code, params, isError }) => ({ ...told(code, params), isError })),
          aigc: aigc && { ...aigc },
        })),
        contradictions: contradictions.map(({ code, params, labels: between }) => ({
          ...told(code, params),
          labels: between,
        })),
      };
    } finally {
      if (file) await discardUpload(file);
    }
  });

export const labelsRouter = { labels: { read } };
