"use client";
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  ListChecks,
  type LucideIcon,
  Stamp,
  UserRoundCheck,
  Wallet,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { cn } from "#components/ui/class-names.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { Link } from "#components/ui/link.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import type { EventKind } from "#lib/notifications/event-kind.ts";

/** A notification as the API words it for its reader. */
export interface ToldNotification {
  id: string;
  kind: EventKind;
  title: string;
  detail: string;
  path: string;
  at: string;
  readAt: string | null;
}

const ICONS: Record<EventKind, LucideIcon> = {
  "batch.finished": CircleCheck,
  "batch.paused": CirclePause,
  "launch.waiting": Stamp,
  "launch.decided": UserRoundCheck,
  "budget.crossed": Wallet,
  "review.waiting": ListChecks,
  "delivery.dead": CircleAlert,
};

/** One thing somebody was told of: the whole line leads to its page, and following it marks it as read. */
export function NotificationItem({ item, onFollow }: { item: ToldNotification; onFollow?: () => void }) {
  const t = useTranslations("notifications");
  const { labelled } = usePunctuation();
  const read = useChange(client.notifications.read, { touches: [api.notifications.key()] });
  const Icon = ICONS[item.kind];
  const isUnread = item.readAt === null;
  return (
    <li className="border-line border-b last:border-b-0">
      <Link
        href={item.path}
        onClick={() => {
          if (isUnread) read.run({ id: item.id });
          onFollow?.();
        }}
        className="flex gap-2.5 px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2"
      >
        <Icon
          className={cn("mt-0.5 size-4 shrink-0", isUnread ? "text-accent-text" : "text-faint")}
          aria-hidden
        />
        <span className="min-w-0 flex-1">
          <span className={cn("block break-words", isUnread && "font-medium")}>
            {isUnread ? <span className="sr-only">{labelled(t("unread"), "")}</span> : null}
            {item.title}
          </span>
          <span className="line-clamp-3 break-words text-muted text-xs">{item.detail}</span>
          <span className="block text-faint text-xs">
            <DateTime iso={item.at} relative />
          </span>
        </span>
        {isUnread ? <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" /> : null}
      </Link>
    </li>
  );
}
