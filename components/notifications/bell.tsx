"use client";
import { useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { MarkAllRead } from "./mark-all-read.tsx";
import { NotificationItem } from "./notification-item.tsx";

const LOOK_EVERY_MS = 15_000;
const SHOWN = 10;
const MOST_SHOWN_COUNT = 99;

/** The bell of every page: how much is unread, and the latest of it at a press. */
export function Bell({ side }: { side?: "right" | "bottom" }) {
  const t = useTranslations("notifications");
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...api.notifications.unread.queryOptions(), refetchInterval: LOOK_EVERY_MS });
  const count = data?.count ?? 0;
  const shownCount = count > MOST_SHOWN_COUNT ? `${MOST_SHOWN_COUNT}+` : String(count);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      side={side}
      title={t("bell")}
      aside={count > 0 ? <MarkAllRead /> : null}
      trigger={
        <button
          type="button"
          aria-label={count > 0 ? t("bellUnread", { count: shownCount }) : t("bell")}
          className={buttonStyle("ghost", "sm", true, "relative")}
        >
          <BellIcon className="size-4" aria-hidden />
          {count > 0 ? (
            <span
              aria-hidden
              className="absolute -end-1 -top-1 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 font-medium text-[10px] text-on-accent tabular-nums"
            >
              {shownCount}
            </span>
          ) : null}
        </button>
      }
    >
      <Latest onFollow={() => setOpen(false)} />
      <div className="border-line border-t p-1">
        <Link
          href="/notifications"
          onClick={() => setOpen(false)}
          className={buttonStyle("ghost", "sm", false, "w-full justify-center")}
        >
          {t("seeAll")}
        </Link>
      </div>
    </Popover>
  );
}

function Latest({ onFollow }: { onFollow: () => void }) {
  const t = useTranslations("notifications");
  const { data, error } = useQuery({
    ...api.notifications.list.queryOptions({ input: { limit: SHOWN } }),
    refetchInterval: LOOK_EVERY_MS,
  });
  if (error) return <ProblemCallout error={error} className="m-3" />;
  if (!data) return <Loading />;
  if (data.items.length === 0)
    return (
      <div className="px-3 py-6 text-center">
        <p className="font-medium">{t("none")}</p>
        <p className="mt-1 text-muted text-xs">{t("noneCause")}</p>
      </div>
    );
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
      tabIndex={0}
      aria-label={t("bell")}
      className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
    >
      {data.items.map((item) => (
        <NotificationItem key={item.id} item={item} onFollow={onFollow} />
      ))}
    </ul>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-3 p-3">
      {[1, 2, 3].map((line) => (
        <Skeleton key={line} className="h-10 w-full" />
      ))}
    </div>
  );
}
