import type { Metadata } from "next";
import { modelName } from "#components/models/model-name.ts";
import { TemplateEditor } from "#components/templates/template-editor.tsx";
import { bodyOf } from "#components/templates/template-view.ts";
import { can } from "#lib/auth/can.ts";
import { requireActor } from "../../../current-actor.ts";
import { orNotFound, serverApi } from "../../../server-api.ts";

type Params = { params: Promise<{ id: string }> };

const OFFERED = 100;

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const [api, { id }] = await Promise.all([serverApi(), params]);
  const { name } = await orNotFound(api.templates.find({ id }));
  return { title: name };
}

/** A template's editor. */
export default async function TemplatePage({ params }: Params) {
  const [actor, api, { id }] = await Promise.all([requireActor(), serverApi(), params]);
  const [template, datasets, models, tools, collections, lexicons, glossaries] = await Promise.all([
    orNotFound(api.templates.find({ id })),
    can(actor, "datasets:read") ? api.datasets.list({ status: "ready", limit: OFFERED }) : { items: [] },
    can(actor, "models:read") ? api.models.list({ limit: OFFERED }) : { items: [] },
    can(actor, "tools:read") ? api.tools.list({}) : { items: [] },
    can(actor, "collections:read") ? api.collections.list({ limit: OFFERED }) : { items: [] },
    api.lexicons.list({}),
    api.glossaries.list({}),
  ]);
  const { draft } = template;
  const hasAllDatasets = "nextCursor" in datasets && datasets.nextCursor === null;
  return (
    <TemplateEditor
      key={template.id}
      memberId={actor.memberId}
      mayWrite={can(actor, "templates:write")}
      mayApprove={can(actor, "templates:approve")}
      mayConverse={can(actor, "conversations:run") && template.archivedAt === null}
      datasets={datasets.items
        .filter(({ rowCount }) => rowCount > 0)
        .map(({ id, name, rowCount, columnNames }) => ({ id, name, rowCount, columns: columnNames }))}
      hasAllDatasets={hasAllDatasets}
      models={models.items
        .filter(({ price }) => price !== null)
        .map(({ id, name, providerName, simulated, kind }) => ({
          ...{ id, simulated, kind },
          name: modelName({ name, provider: providerName }),
        }))}
      tools={tools.items.map(({ id, name, inputSchema }) => ({
        ...{ id, name, inputSchema },
        isArchived: false,
      }))}
      collections={collections.items.map(({ id, name }) => ({ id, name, isArchived: false }))}
      lexicons={{ ...lexicons, items: lexicons.items.map(asTold) }}
      glossaries={{ ...glossaries, items: glossaries.items.map(asTold) }}
      template={{
        id: template.id,
        name: template.name,
        description: template.description,
        updatedAt: template.updatedAt.toISOString(),
        updatedBy: template.updatedBy,
        archived: template.archivedAt !== null,
        draft: {
          id: draft.id,
          revision: draft.revision,
          updatedAt: draft.updatedAt.toISOString(),
          body: bodyOf(draft),
        },
        draftChanged: template.draftChanged,
        labels: template.labels,
        versions: template.versions.map((version) => ({
          ...version,
          publishedAt: version.publishedAt?.toISOString() ?? null,
        })),
      }}
    />
  );
}

function asTold<Row extends { updatedAt: Date }>(row: Row): Omit<Row, "updatedAt"> & { updatedAt: string } {
  return { ...row, updatedAt: row.updatedAt.toISOString() };
}
