import { database, db } from "#db/client.ts";
import { findMemberByEmail } from "#db/queries/auth/members.ts";
import { readSampleState, type SampleState, saveSampleState } from "#db/queries/sample.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createMember } from "#lib/auth/create-member.ts";
import type { Role } from "#lib/auth/role.ts";
import { launchBatch } from "#lib/batches/launch/launch-batch.ts";
import { ensureSandboxProvider } from "#lib/models/ensure-sandbox-provider.ts";
import type { Result } from "#lib/result.ts";
import { ensureStarterTemplates } from "#lib/templates/ensure-starter-templates.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { addSampleDataset } from "./demo-dataset.ts";

const LOCK = 7_209_466_303;

export interface SampleMember {
  email: string;
  /** Shown once. */
  password: string;
  roles: readonly Role[];
}

const MEMBERS: { name: string; email: string; roles: Role[] }[] = [
  { name: "Olivia (sample)", email: "olivia@presswork.local", roles: ["operator"] },
  { name: "Rui 睿 (sample)", email: "rui@presswork.local", roles: ["reviewer"] },
  { name: "Mei 梅 (sample)", email: "mei@presswork.local", roles: ["manager"] },
];
const FIRST_BATCH = { name: "Sample: product copy 商品文案", rows: 12, languages: ["en", "zh-CN"], cap: "1" };

/**
 * Fills a new installation with something to try the product on: members, a simulated provider, templates, a
 * catalogue, and one batch whose outputs wait for review. Done once, however many processes start together; a start that was
 * cut off goes on here.
 * @returns the members it added, whose passwords are to be shown once.
 */
export function seedDemo(): Promise<SampleMember[]> {
  return oneAtATime(database(), LOCK, seed);
}

async function seed(): Promise<SampleMember[]> {
  const known = await readSampleState(db());
  if (known?.batchId) return [];
  const added = await addMembers();
  const operator = await sampleOperator();
  const state = known ?? (await fill(operator));
  const { id } = given(await launchFirstBatch(operator, state));
  await saveSampleState(db(), { ...state, batchId: id });
  return added;
}

async function addMembers(): Promise<SampleMember[]> {
  const added: SampleMember[] = [];
  for (const member of MEMBERS) {
    const created = await createMember(seeder, member);
    if (created.ok && created.value.password) added.push({ ...member, password: created.value.password });
  }
  return added;
}

function fill(operator: Actor): Promise<SampleState> {
  return db().transaction(async (tx) => {
    const { fastModelId } = await ensureSandboxProvider(tx);
    const { copy } = await ensureStarterTemplates(tx, operator);
    const datasetId = await addSampleDataset(tx, operator.memberId);
    const state = {
      operatorId: operator.memberId,
      datasetId,
      templateVersionId: copy.versionId,
      modelId: fastModelId,
    };
    await saveSampleState(tx, state);
    return state;
  });
}

// Launched by somebody else than the first admin, so that the admin may approve what it wrote.
function launchFirstBatch(operator: Actor, { datasetId, templateVersionId, modelId }: SampleState) {
  return launchBatch(operator, {
    name: FIRST_BATCH.name,
    datasetId,
    templateVersionId,
    modelId,
    languages: FIRST_BATCH.languages,
    rowLimit: FIRST_BATCH.rows,
    budgetCap: { amount: FIRST_BATCH.cap, currency: "USD" },
  });
}

async function sampleOperator(): Promise<Actor> {
  const member = await findMemberByEmail(db(), "olivia@presswork.local");
  if (!member) throw new AppError("The sample's operator is missing.");
  return { memberId: member.id, name: member.name, roles: ["operator"], via: "system" };
}

const seeder: Actor = {
  memberId: "00000000-0000-0000-0000-000000000000",
  name: "Presswork",
  roles: ["admin"],
  via: "system",
};

function given<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new AppError("The sample was refused.", { facts: { code: result.refusal.code } });
}
