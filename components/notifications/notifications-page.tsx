"use client";
import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsBoolean, useQueryState } from "nuqs";
import { api } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { MarkAllRead } from "./mark-all-read.tsx";
import { NotificationItem, type ToldNotification } from "./notification-item.tsx";

const LOOK_EVERY_MS = 15_000;

/** All that somebody was told of, newest first; only the unread where the address says so. */
export function NotificationsPage({
  unread,
  firstPage,
}: {
  unread: boolean;
  firstPage: { items: ToldNotification[]; nextCursor: string | null };
}) {
  const t = useTranslations("notifications");
  const words = useTranslations("common.action");
  const [, setUnread] = useQueryState("unread", parseAsBoolean.withOptions({ shallow: false }));
  const { items, paging } = usePagedList(api.notifications.list, {
    filter: { unread: String(unread) as "true" | "false" },
    firstPage,
    refreshMs: LOOK_EVERY_MS,
  });
  return (
    <>
      <PageHeader
        title={t("page")}
        facts={[t("about")]}
        actions={
          <>
            <Switch
              checked={unread}
              onCheckedChange={(on) => void setUnread(on || null)}
              label={t("onlyUnread")}
            />
            <MarkAllRead />
            <LinkButton href="/settings/account#notifications">{t("choose")}</LinkButton>
          </>
        }
      />
      {items.length === 0 ? (
        <Card>
          <EmptyState
            icon={<Bell aria-hidden />}
            title={unread ? t("noneUnread") : t("none")}
            cause={t("noneCause")}
          />
        </Card>
      ) : (
        <ul aria-label={t("page")} className="max-w-3xl rounded-lg border border-line bg-surface">
          {items.map((item) => (
            <NotificationItem key={item.id} item={item} />
          ))}
        </ul>
      )}
      {paging.hasMore ? (
        <Button className="mt-3" loading={paging.loadingMore} onClick={paging.onLoadMore}>
          {words("loadMore")}
        </Button>
      ) : null}
    </>
  );
}
