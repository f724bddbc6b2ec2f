"use client";
import { BookOpen } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useModifierKey } from "#components/navigation/use-modifier-key.ts";
import { KeySettings } from "#components/review/key-settings.tsx";
import { reviewKeyLines } from "#components/review/review-key-lines.ts";
import type { SingleKeys } from "#components/review/use-single-keys.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Link } from "#components/ui/link.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { helpFor } from "./help-entries.ts";

/** What the page is for, its keys and those of every page, and the way into the handbook. */
export function HelpDialog({
  open,
  onOpenChange,
  single,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  single: SingleKeys;
}) {
  const t = useTranslations("help");
  const { id, topic, keys } = helpFor(usePathname());
  const href = `/help/${topic.chapter}${topic.anchor ? `#${topic.anchor}` : ""}`;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      description={t(`about.${id}`)}
      footer={
        <Link
          href={href}
          onClick={() => onOpenChange(false)}
          className={buttonStyle("secondary", "md", false)}
        >
          <BookOpen className="size-3.5" aria-hidden />
          {t("readMore")}
        </Link>
      }
    >
      <div className="flex max-h-[55vh] flex-col gap-4 overflow-y-auto">
        {keys ? <PageKeys of={keys} single={single} /> : null}
        <CommonKeys />
        <Switch
          checked={single.isOn}
          onCheckedChange={single.setOn}
          label={t("singleKeys")}
          hint={t("singleKeysHint")}
        />
        {keys === "review" ? <KeySettings keys={single.keys} onKeys={single.setKeys} /> : null}
      </div>
    </Dialog>
  );
}

function PageKeys({ of, single }: { of: "review" | "editor"; single: SingleKeys }) {
  const t = useTranslations("help");
  const words = useTranslations("review.help.key");
  const modifier = useModifierKey();
  const lines =
    of === "review"
      ? reviewKeyLines(single.keys).map(({ id, keys }) => ({ id, keys, words: words(id) }))
      : [{ id: "save", keys: [modifier, "S"], words: t("key.save") }];
  return <KeyList title={t("keysHere")} lines={lines} />;
}

function CommonKeys() {
  const t = useTranslations("help");
  const modifier = useModifierKey();
  const keys = [
    { id: "help", keys: ["?"] },
    { id: "palette", keys: [modifier, "K"] },
    { id: "next", keys: ["Tab"] },
    { id: "open", keys: ["Enter"] },
    { id: "close", keys: ["Esc"] },
  ] as const;
  return (
    <KeyList
      title={t("keysEverywhere")}
      lines={keys.map((line) => ({ ...line, words: t(`key.${line.id}`) }))}
    />
  );
}

function KeyList({
  title,
  lines,
}: {
  title: string;
  lines: readonly { id: string; keys: readonly string[]; words: string }[];
}) {
  return (
    <section>
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[7rem_1fr] items-center gap-x-4 gap-y-1.5">
        {lines.map(({ id, keys, words }) => (
          <div key={id} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
