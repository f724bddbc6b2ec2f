import type { Db } from "#db/client.ts";
import { datasetRows, datasets } from "#db/schema/datasets.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import { newId } from "#lib/new-id.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

/** A template, a dataset and a sandbox model that fit together, straight in the database. */
export interface SandboxJob {
  datasetId: string;
  templateId: string;
  templateVersionId: string;
  modelId: string;
  providerId: string;
}

interface JobOptions {
  rows?: Record<string, string>[];
  /** Headers that steer the sandbox, such as x-sandbox-latency-ms. */
  headers?: Record<string, string>;
  /** No price: its calls cannot be paid. */
  priceless?: boolean;
  versionState?: "draft" | "published";
  limits?: { rpm?: number; tpm?: number; concurrency?: number };
  memberId?: string;
}

export const PRICE = { inputPerMTok: "0.15", cachedInputPerMTok: "0.075", outputPerMTok: "0.6" };

/** Makes one of each. */
export async function makeSandboxJob(db: Db, options: JobOptions = {}): Promise<SandboxJob> {
  const job = {
    datasetId: newId(),
    templateId: newId(),
    templateVersionId: newId(),
    modelId: newId(),
    providerId: newId(),
  };
  const createdBy = options.memberId ?? newId();
  await db.insert(providers).values({
    id: job.providerId,
    name: "Sandbox",
    kind: "sandbox",
    headers: { "x-sandbox-latency-ms": "5", ...options.headers },
  });
  await db.insert(models).values({
    id: job.modelId,
    providerId: job.providerId,
    name: "sandbox-fast",
    kind: "text",
    ...options.limits,
  });
  if (!options.priceless)
    await db.insert(prices).values({
      id: newId(),
      modelId: job.modelId,
      effectiveFrom: new Date("2026-01-01"),
      currency: "USD",
      ...PRICE,
    });
  await db
    .insert(templates)
    .values({ id: job.templateId, name: "Perfume copy", createdBy, updatedBy: createdBy });
  await db.insert(templateVersions).values({
    id: job.templateVersionId,
    templateId: job.templateId,
    number: options.versionState === "draft" ? null : 1,
    state: options.versionState ?? "published",
    ...templateBodySchema.parse({
      sections: {
        role: "You write for a perfume shop.",
        instruction: "Write in {{ language.name }}.",
        inputData: "Name: {{ name }}\nNotes: {{ notes }}",
      },
      inputs: [
        { name: "name", onMissing: "block" },
        { name: "notes", onMissing: "skip" },
      ],
      outputs: [
        { name: "title", type: "text", maxLength: 80 },
        { name: "description", type: "text", maxLength: 400 },
      ],
      languages: ["en"],
    }),
    createdBy,
  });
  const rows = options.rows ?? perfumes(30);
  await db.insert(datasets).values({
    id: job.datasetId,
    name: "Perfumes",
    status: "ready",
    columns: columnsOf(rows),
    rowCount: rows.length,
    createdBy,
  });
  if (rows.length > 0)
    await db.insert(datasetRows).values(
      rows.map((values, index) => ({
        datasetId: job.datasetId,
        rowNumber: index + 1,
        sourceRow: index + 2,
        values,
      })),
    );
  return job;
}

/** Rows whose notes grow, every tenth without any. */
export function perfumes(count: number): Record<string, string>[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `Perfume ${index + 1}`,
    notes: index % 10 === 9 ? "" : "bergamot, cedar, amber ".repeat(1 + (index % 4)).trim(),
    category: ["floral", "woody", "fresh"][index % 3] ?? "",
  }));
}

function columnsOf(rows: Record<string, string>[]): DatasetColumn[] {
  return Object.keys(rows[0] ?? { name: "", notes: "" }).map((name) => {
    const values = rows.map((row) => row[name] ?? "").filter((value) => value !== "");
    return {
      name,
      header: name,
      type: "text",
      required: false,
      filled: values.length,
      distinct: new Set(values).size,
      maxLength: Math.max(0, ...values.map((value) => value.length)),
    };
  });
}
