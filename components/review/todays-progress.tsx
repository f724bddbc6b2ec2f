import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import type { PersonProgress } from "#lib/review/view-progress.ts";

const COUNTED = ["decided", "approved", "rejected", "edited", "escalated"] as const;

/** What people have decided today: one's own, or everybody's for who leads them. */
export function TodaysProgress({ people }: { people: readonly PersonProgress[] }) {
  const t = useTranslations("review.progressToday");
  return (
    <Card title={t("title")} flush>
      <DataTable
        plain
        label={t("title")}
        rows={people}
        rowKey={({ memberId }) => memberId}
        empty={<p className="p-4 text-muted">{t("none")}</p>}
        columns={[
          { id: "name", header: t("person"), cell: ({ name }) => name },
          ...COUNTED.map((counted) => ({
            id: counted,
            header: t(counted),
            align: "end" as const,
            cell: (person: PersonProgress) => <NumberText value={person[counted]} />,
          })),
        ]}
      />
    </Card>
  );
}
