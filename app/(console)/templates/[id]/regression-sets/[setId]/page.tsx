import type { Metadata } from "next";
import { cache } from "react";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { RegressionSetPage } from "#components/evaluators/regression-set-page.tsx";
import { can } from "#lib/auth/can.ts";

interface Params {
  params: Promise<{ id: string; setId: string }>;
  searchParams: Promise<{ version?: string | string[] }>;
}

const COMPARISONS = 20;

const findSet = cache(async (id: string, setId: string, version: string) =>
  orNotFound(
    (await serverApi()).regressionSets.get({ id, setId, ...(version && { version: Number(version) }) }),
  ),
);

export async function generateMetadata({ params, searchParams }: Params): Promise<Metadata> {
  await requirePermission("templates:read");
  const { id, setId } = await params;
  return { title: (await findSet(id, setId, await wantedVersion(searchParams))).name };
}

/** A regression set: its cases, what is right for each, its versions, and what was compared on it. */
export default async function Page({ params, searchParams }: Params) {
  const [actor, { id, setId }, api] = await Promise.all([
    requirePermission("templates:read"),
    params,
    serverApi(),
  ]);
  const version = await wantedVersion(searchParams);
  const [set, template, trials] = await Promise.all([
    findSet(id, setId, version),
    orNotFound(api.templates.find({ id })),
    can(actor, "trials:read")
      ? api.trials.list({ regressionSetId: setId, limit: COMPARISONS })
      : { items: [] },
  ]);
  const fields = template.draft.outputs as { name: string; type: string; fields?: unknown[] | undefined }[];
  return (
    <RegressionSetPage
      key={`${set.id}:${set.shown.version}:${set.version}`}
      set={{
        ...set,
        createdAt: set.createdAt.toISOString(),
        updatedAt: set.updatedAt.toISOString(),
        archivedAt: set.archivedAt?.toISOString() ?? null,
        shown: { ...set.shown, createdAt: set.shown.createdAt.toISOString() },
      }}
      template={{ id: template.id, name: template.name }}
      fields={fields
        .filter(({ type, fields: parts }) => type !== "object" && !parts?.length)
        .map(({ name, type }) => ({ name, type }))}
      trials={trials.items}
      mayWrite={can(actor, "templates:write") && template.archivedAt === null}
      mayCompare={can(actor, "trials:run") && template.archivedAt === null}
    />
  );
}

async function wantedVersion(searchParams: Params["searchParams"]): Promise<string> {
  const { version } = await searchParams;
  return typeof version === "string" && /^[1-9]\d{0,8}$/.test(version) ? version : "";
}
