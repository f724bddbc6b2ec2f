import { type SQL, sql } from "drizzle-orm";

/** The id of the model that makes a batch's outputs in a language. @param batch the alias of its row. */
export function modelInLanguage(batch: SQL, language: SQL): SQL {
  return sql`coalesce(${batch}.language_model_ids[1 + (array_position(${batch}.languages, ${language}) - 1)
    * (cardinality(${batch}.language_model_ids) / cardinality(${batch}.languages))], ${batch}.model_id)`;
}

/** The ids of all models that a batch may ask, some of them more than once or null. @param batch the alias of its row. */
export function askedModels(batch: SQL): SQL {
  return sql`array[${batch}.model_id, ${batch}.fallback_model_id] || ${batch}.step_model_ids || ${batch}.language_model_ids`;
}

/** Whether a batch's outputs may be made by a model: as its own, a language's, or its second one. */
export function mayAsk(batch: SQL, modelId: string): SQL {
  return sql`${modelId}::uuid = any(array[${batch}.model_id, ${batch}.fallback_model_id] || ${batch}.language_model_ids)`;
}
