import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { MemoryPage } from "#components/memory/memory-page.tsx";
import { can } from "#lib/auth/can.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checks.memory");
  return { title: t("title") };
}

type Parameters = Partial<Record<"template" | "language" | "q", string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [asked, actor, api] = await Promise.all([searchParams, requireActor(), serverApi()]);
  const templateId = one(asked.template);
  const filter = {
    ...(templateId !== undefined && { templateId }),
    ...(one(asked.language) !== undefined && { language: one(asked.language) }),
    ...(one(asked.q) !== undefined && { search: one(asked.q) }),
  };
  const [firstPage, templates, chosen] = await Promise.all([
    orNotFound(api.memory.list(filter)),
    api.memory.templates({}),
    templateId === undefined ? null : orNotFound(api.templates.find({ id: templateId })),
  ]);
  const known = templates.items.some(({ id }) => id === templateId) || !chosen;
  return (
    <MemoryPage
      filter={filter as { templateId?: string; language?: string; search?: string }}
      firstPage={{
        ...firstPage,
        items: firstPage.items.map((entry) => ({ ...entry, addedAt: entry.addedAt.toISOString() })),
      }}
      templates={known ? templates.items : [...templates.items, { id: chosen.id, name: chosen.name }]}
      fields={chosen?.draft.outputs.filter(({ type }) => type === "text").map(({ name }) => name) ?? null}
      languages={chosen?.draft.languages ?? [...new Set(firstPage.items.map(({ language }) => language))]}
      mayWrite={can(actor, "templates:write")}
    />
  );
}

function one(parameter: string | string[] | undefined): string | undefined {
  return typeof parameter === "string" && parameter !== "" ? parameter : undefined;
}
