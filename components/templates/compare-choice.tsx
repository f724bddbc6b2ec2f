"use client";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";

/** Which two versions are beside each other; kept in the address. */
export function CompareChoice({
  versions,
  from,
  to,
}: {
  versions: { id: string; label: string }[];
  from: string;
  to: string;
}) {
  const t = useTranslations("templates.compare");
  const router = useRouter();
  const path = usePathname();
  const options = versions.map(({ id, label }) => ({ value: id, label }));
  const go = (next: { from: string; to: string }) =>
    router.replace(`${path}?${new URLSearchParams(next)}`, { scroll: false });
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Select
        aria-label={t("from")}
        options={options}
        value={from}
        onValueChange={(id) => go({ from: id, to })}
      />
      <span aria-hidden className="text-muted">
        →
      </span>
      <Select
        aria-label={t("to")}
        options={options}
        value={to}
        onValueChange={(id) => go({ from, to: id })}
      />
    </div>
  );
}
