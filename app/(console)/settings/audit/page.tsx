import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { AuditPage } from "#components/settings/audit-page.tsx";
import { momentsOfDays } from "#lib/auth/moments-of-days.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

type Parameters = Partial<Record<"actor" | "action" | "type" | "target" | "from" | "to", string | string[]>>;

export default async function Page({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [asked, api, timeZone] = await Promise.all([searchParams, serverApi(), getTimeZone()]);
  const range = momentsOfDays(one(asked.from), one(asked.to), timeZone);
  const filter = {
    ...set("actorId", one(asked.actor)),
    ...set("action", one(asked.action)),
    ...set("targetType", one(asked.type)),
    ...set("targetId", one(asked.target)),
    ...set("from", range.from),
    ...set("to", range.to),
  };
  const [firstPage, facets] = await Promise.all([orNotFound(api.audit.list(filter)), api.audit.facets()]);
  return <AuditPage filter={filter} firstPage={firstPage} facets={facets} />;
}

function one(parameter: string | string[] | undefined): string | undefined {
  return typeof parameter === "string" && parameter !== "" ? parameter : undefined;
}

function set<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [key in Key]: string });
}
