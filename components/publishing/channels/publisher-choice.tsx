"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { can } from "#lib/auth/can.ts";

const OFFERED = 200;

/** The people who may publish to a channel; everybody who may publish where none is named. */
export function PublisherChoice({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const t = useTranslations("publishing.channels");
  const [added, setAdded] = useState(0);
  const { data } = useQuery(api.members.list.queryOptions({ input: { limit: OFFERED } }));
  const people = (data?.items ?? []).filter((member) => can(member, "publications:create"));
  const nameOf = (id: string) => people.find((member) => member.id === id)?.name ?? id;
  return (
    <div className="flex flex-col gap-2">
      {chosen.length === 0 ? <p className="text-muted">{t("everybody")}</p> : null}
      <ul className="flex flex-wrap gap-1">
        {chosen.map((id) => (
          <li key={id} className="flex h-6 items-center gap-1 rounded-sm bg-neutral-soft ps-1.5 text-xs">
            {nameOf(id)}
            <button
              type="button"
              aria-label={t("removePerson", { name: nameOf(id) })}
              onClick={() => onChange(chosen.filter((other) => other !== id))}
              className="flex size-6 items-center justify-center text-muted hover:text-text"
            >
              <X className="size-3" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <Combobox
        key={added}
        value={null}
        aria-label={t("addPerson")}
        placeholder={t("addPerson")}
        options={people
          .filter(({ id }) => !chosen.includes(id))
          .map(({ id, name, email }) => ({ value: id, label: name, hint: email }))}
        onValueChange={(id) => {
          if (!id) return;
          onChange([...chosen, id]);
          setAdded(added + 1);
        }}
      />
    </div>
  );
}
