import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { requirePermission } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { filterOfAddress } from "#components/outputs/filter-of-address.ts";
import { OutputsPage } from "#components/outputs/outputs-page.tsx";
import { can } from "#lib/auth/can.ts";
import { verdictSchema } from "#lib/checks/verdict.ts";
import { BULK_DEEDS, BULK_PERMISSIONS } from "#lib/outputs/bulk-action.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("outputs");
  return { title: t("title") };
}

const OFFERED = 200;

type Parameters = Partial<Record<string, string | string[]>>;

/** Every output of every batch, by what the address asks for. */
export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [actor, asked, api, timeZone] = await Promise.all([
    requirePermission("batches:read"),
    searchParams,
    serverApi(),
    getTimeZone(),
  ]);
  const filter = filterOfAddress(asked, timeZone);
  const [firstPage, templates, batches] = await Promise.all([
    orNotFound(api.outputs.list(filter)),
    api.templates.list({ limit: OFFERED }),
    api.batches.list({ limit: OFFERED }),
  ]);
  return (
    <OutputsPage
      filter={filter}
      firstPage={firstPage}
      choices={{
        templates: templates.items.map(({ id, name }) => ({ value: id, label: name })),
        batches: batches.items.map(({ id, name }) => ({ value: id, label: name })),
        languages: [...new Set(batches.items.flatMap(({ languages }) => languages))].sort(),
        checks: verdictSchema.shape.kind.options,
        verdicts: verdictSchema.shape.verdict.options,
      }}
      deeds={BULK_DEEDS.filter((deed) => can(actor, BULK_PERMISSIONS[deed]))}
      canReopen={can(actor, "review:reopen")}
      canAddPractice={can(actor, "practice:write")}
      canSeeReview={can(actor, "review:read")}
    />
  );
}
