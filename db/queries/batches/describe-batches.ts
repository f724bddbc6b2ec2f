import { eq, inArray } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { datasets } from "#db/schema/datasets.ts";
import { models, providers } from "#db/schema/models.ts";
import { schedules } from "#db/schema/schedules.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";

/** The names of what batches rest on. */
export interface BatchNames {
  datasetName: string;
  templateName: string;
  versionNumber: number | null;
  /** `null` where no model is asked. */
  modelName: string | null;
  providerName: string | null;
  fallbackModelName: string | null;
  fallbackProviderName: string | null;
  scheduleName: string | null;
  launchedByName: string | null;
}

const fallbackModels = alias(models, "fallback_models");
const fallbackProviders = alias(providers, "fallback_providers");

/** The names of what these batches rest on, by batch. */
export async function describeBatches(tx: Db, ids: string[]): Promise<Map<string, BatchNames>> {
  if (ids.length === 0) return new Map();
  const named = await tx
    .select({
      id: batches.id,
      datasetName: datasets.name,
      templateName: templates.name,
      versionNumber: templateVersions.number,
      modelName: models.name,
      providerName: providers.name,
      fallbackModelName: fallbackModels.name,
      fallbackProviderName: fallbackProviders.name,
      scheduleName: schedules.name,
      launchedByName: members.name,
    })
    .from(batches)
    .innerJoin(datasets, eq(datasets.id, batches.datasetId))
    .innerJoin(templates, eq(templates.id, batches.templateId))
    .innerJoin(templateVersions, eq(templateVersions.id, batches.templateVersionId))
    .leftJoin(models, eq(models.id, batches.modelId))
    .leftJoin(providers, eq(providers.id, models.providerId))
    .leftJoin(fallbackModels, eq(fallbackModels.id, batches.fallbackModelId))
    .leftJoin(fallbackProviders, eq(fallbackProviders.id, fallbackModels.providerId))
    .leftJoin(schedules, eq(schedules.id, batches.scheduleId))
    .leftJoin(members, eq(members.id, batches.launchedBy))
    .where(inArray(batches.id, ids));
  return new Map(named.map(({ id, ...names }) => [id, names]));
}
