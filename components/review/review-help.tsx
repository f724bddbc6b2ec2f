"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Switch } from "#components/ui/switch.tsx";

const KEYS = [
  { id: "approve", keys: ["A"] },
  { id: "reject", keys: ["R", "1–9, 0"] },
  { id: "edit", keys: ["E"] },
  { id: "save", keys: ["Ctrl/⌘", "Enter"] },
  { id: "leave", keys: ["Esc"] },
  { id: "skip", keys: ["S"] },
  { id: "escalate", keys: ["F"] },
  { id: "move", keys: ["J", "K"] },
  { id: "field", keys: ["[", "]"] },
  { id: "undo", keys: ["Z"] },
  { id: "diff", keys: ["D"] },
  { id: "help", keys: ["?"] },
  { id: "palette", keys: ["Ctrl/⌘", "K"] },
] as const;

/** The keys of the review screen, and the switch that turns the single ones off. */
export function ReviewHelp({
  open,
  onOpenChange,
  keysOn,
  onKeysOn,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  keysOn: boolean;
  onKeysOn: (on: boolean) => void;
}) {
  const t = useTranslations("review.help");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} description={t("intro")}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {KEYS.map(({ id, keys }) => (
          <div key={id} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`key.${id}`)}</dd>
          </div>
        ))}
      </dl>
      <Switch
        className="mt-3"
        checked={keysOn}
        onCheckedChange={onKeysOn}
        label={t("singleKeys")}
        hint={t("singleKeysHint")}
      />
    </Dialog>
  );
}
