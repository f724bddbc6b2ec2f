"use client";
import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import { differingFacts, type EntryFacts } from "./entry-facts.ts";
import type { TableChange } from "./send-table.ts";

const TONES: Record<TableChange<unknown>["kind"], Tone> = {
  added: "success",
  changed: "info",
  removed: "danger",
};
const MOST_SHOWN = 200;
const MANY = 12;

export interface EntryChangesProps<Entry> {
  changes: readonly TableChange<Entry>[];
  factsOf: (entry: Entry) => EntryFacts;
}

/** What changed in a managed table, a line a term: what it was and what it is, fact by fact. */
export function EntryChanges<Entry>({ changes, factsOf }: EntryChangesProps<Entry>) {
  const t = useTranslations("checks.table");
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim().toLowerCase());
  const found = useMemo(
    () => changes.filter(({ term }) => term.toLowerCase().includes(sought)),
    [changes, sought],
  );
  return (
    <div className="flex flex-col gap-2">
      {changes.length > MANY ? (
        <Input
          aria-label={t("search")}
          placeholder={t("search")}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      ) : null}
      <ul
        className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line"
        tabIndex={-1}
      >
        {found.slice(0, MOST_SHOWN).map((change) => (
          <li key={`${change.kind} ${change.term}`} className="flex flex-col gap-0.5 px-3 py-1.5">
            <span className="flex flex-wrap items-center gap-2">
              <StateBadge tone={TONES[change.kind]}>{t(change.kind)}</StateBadge>
              <span className="break-words font-medium">{change.term}</span>
            </span>
            <ChangedFacts change={change} factsOf={factsOf} />
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN ? (
        <p className="text-muted text-xs">{t("first", { count: MOST_SHOWN })}</p>
      ) : null}
    </div>
  );
}

function ChangedFacts<Entry>({
  change: { kind, before, after },
  factsOf,
}: {
  change: TableChange<Entry>;
  factsOf: (entry: Entry) => EntryFacts;
}) {
  const t = useTranslations("checks.table");
  const facts = differingFacts(before ? factsOf(before) : {}, after ? factsOf(after) : {});
  if (kind === "removed" || facts.length === 0) return null;
  const textOf = (fact: string, value: string) => {
    if (fact === "severity" && (value === "warn" || value === "block")) return t(`severities.${value}`);
    return value !== "" && (fact === "doNotTranslate" || fact === "caseSensitive") ? t("yes") : value;
  };
  // Languages have no name here but their tag.
  const nameOf = (fact: string) => {
    const key = `facts.${fact}` as "facts.severity";
    return t.has(key) ? t(key) : fact;
  };
  return (
    <dl className="flex flex-col text-xs">
      {facts.map(({ fact, before: was, after: is }) => (
        <div key={fact} className="flex flex-wrap gap-x-2">
          <dt className="text-muted">{nameOf(fact)}</dt>
          <dd className="min-w-0 break-words">
            {was ? <del className="text-danger-text">{textOf(fact, was)}</del> : null}{" "}
            {is ? <ins className="text-success-text no-underline">{textOf(fact, is)}</ins> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
