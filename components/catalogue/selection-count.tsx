"use client";
import { useQuery } from "@tanstack/react-query";
import { useFormatter } from "next-intl";
import { api } from "#components/api/client.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";

/** How many products a selection finds now, or what in its filter is gone. */
export function SelectionCount({ id }: { id: string }) {
  const format = useFormatter();
  const found = useQuery({ ...api.selections.get.queryOptions({ input: { id } }), retry: false }).data;
  if (!found) return <span className="text-faint">…</span>;
  const [problem] = found.problems;
  if (problem)
    return (
      <span title={problem.message}>
        <StateBadge tone="danger">{problem.message}</StateBadge>
      </span>
    );
  return <span className="figures">{`${format.number(found.count)}${found.exact ? "" : "+"}`}</span>;
}
