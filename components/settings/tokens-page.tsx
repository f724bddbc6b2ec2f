"use client";
import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Token } from "#lib/auth/list-tokens.ts";
import { NewTokenDialog } from "./new-token-dialog.tsx";

export interface TokensPageProps {
  firstPage: { items: Token[]; nextCursor: string | null };
  /** Who is signed in. */
  memberId: string;
  /** Whom tokens may be made for; nobody but oneself when absent. */
  members: { id: string; name: string; email: string }[] | null;
}

const STATE_TONE = { active: "success", expired: "neutral", revoked: "neutral" } as const;

/** The API tokens one may see, and making and revoking them. */
export function TokensPage({ firstPage, memberId, members }: TokensPageProps) {
  const t = useTranslations("settings.tokens");
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const { items, paging } = usePagedList(api.tokens.list, { filter: {}, firstPage });
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      {t("add")}
    </Button>
  );
  const columns: DataTableColumn<Token>[] = [
    { id: "name", header: t("name"), cell: (token) => <span className="font-medium">{token.name}</span> },
    { id: "prefix", header: t("prefix"), cell: (token) => <Code>{token.prefix}…</Code> },
    { id: "member", header: t("member"), cell: (token) => token.memberName },
    {
      id: "state",
      header: t("state"),
      cell: (token) => <StateBadge tone={STATE_TONE[token.state]}>{t(`states.${token.state}`)}</StateBadge>,
    },
    { id: "lastUsed", header: t("lastUsed"), cell: (token) => <DateTime iso={token.lastUsedAt} relative /> },
    { id: "expires", header: t("expires"), cell: (token) => <DateTime iso={token.expiresAt} dateOnly /> },
    { id: "created", header: t("created"), cell: (token) => <DateTime iso={token.createdAt} dateOnly /> },
    { id: "createdBy", header: t("createdBy"), cell: (token) => token.createdByName ?? "—", hidden: true },
    {
      id: "revoke",
      header: t("actions"),
      fixed: true,
      align: "end",
      cell: (token) =>
        token.state === "active" ? (
          <Button
            size="sm"
            aria-label={t("revokeOne", { name: token.name })}
            onClick={() => setRevoking(token)}
          >
            {t("revoke")}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={add} />
      <DataTable
        label={t("title")}
        columns={columns}
        rows={items}
        rowKey={(token) => token.id}
        storageKey="tokens"
        {...paging}
        empty={<EmptyState icon={<KeyRound aria-hidden />} title={t("none")} cause={t("noneCause")} />}
      />
      {creating ? (
        <NewTokenDialog memberId={memberId} members={members} onClose={() => setCreating(false)} />
      ) : null}
      {revoking ? <RevokeDialog token={revoking} onClose={() => setRevoking(null)} /> : null}
    </>
  );
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const t = useTranslations("settings.tokens");
  return (
    <ConfirmChange
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("revokeOne", { name: token.name })}
      description={t("revokeHint")}
      confirmLabel={t("revoke")}
      danger
      change={client.tokens.revoke}
      input={{ id: token.id }}
      touches={[api.tokens.key()]}
      onDone={() => {
        showToast({ title: t("revokedToast", { name: token.name }) });
        onClose();
      }}
    />
  );
}
