"use client";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FilterBar, SearchFilter } from "#components/ui/filter-bar.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Member } from "#lib/auth/member.ts";
import { MemberPanel } from "./member-panel.tsx";
import { NewMemberPanel } from "./new-member-panel.tsx";
import { RoleBadges } from "./role-badges.tsx";

export interface MembersPageProps {
  search: string;
  firstPage: { items: Member[]; nextCursor: string | null };
}

const NEW = "new";

/** Who may come in, as what. The member that is open stands in the address. */
export function MembersPage({ search, firstPage }: MembersPageProps) {
  const t = useTranslations("settings.members");
  const [open, setOpen] = useQueryState("member", parseAsString.withOptions({ history: "push" }));
  const { items: members, paging } = usePagedList(api.members.list, { filter: { search }, firstPage });
  const shown = members.find(({ id }) => id === open);
  const close = () => void setOpen(null);

  const columns: DataTableColumn<Member>[] = [
    { id: "name", header: t("name"), cell: (member) => member.name },
    { id: "email", header: t("email"), cell: (member) => member.email },
    { id: "team", header: t("team"), cell: (member) => member.team },
    { id: "roles", header: t("roles"), cell: (member) => <RoleBadges roles={member.roles} /> },
    {
      id: "state",
      header: t("state"),
      cell: (member) => (
        <StateBadge tone={member.state === "active" ? "success" : "neutral"}>
          {member.erasedAt ? t("erased") : t(`states.${member.state}`)}
        </StateBadge>
      ),
    },
    {
      id: "lastSeen",
      header: t("lastSeen"),
      cell: (member) => <DateTime iso={member.lastSeenAt} relative />,
    },
    { id: "added", header: t("added"), cell: (member) => <DateTime iso={member.createdAt} dateOnly /> },
  ];

  return (
    <>
      <PageHeader
        title={t("title")}
        primaryAction={
          <Button variant="primary" icon={<UserPlus aria-hidden />} onClick={() => void setOpen(NEW)}>
            {t("add")}
          </Button>
        }
      />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={members}
        rowKey={(member) => member.id}
        onRowClick={(member) => void setOpen(member.id)}
        currentKey={open}
        storageKey="members"
        {...paging}
        empty={<EmptyState title={t("noneFound")} cause={t("noneFoundCause", { search })} />}
        toolbar={
          <FilterBar>
            <SearchFilter label={t("search")} />
          </FilterBar>
        }
      />
      {open === NEW ? <NewMemberPanel onClose={close} /> : null}
      {open && open !== NEW ? (
        <MemberPanel key={open} memberId={open} known={shown ?? null} onClose={close} />
      ) : null}
    </>
  );
}
