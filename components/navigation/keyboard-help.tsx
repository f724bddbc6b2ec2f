"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useModifierKey } from "./use-modifier-key.ts";

/** The keys that work on every page. */
export function KeyboardHelp({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("navigation");
  const modifier = useModifierKey();
  const keys = [
    { id: "palette", keys: [modifier, "K"] },
    { id: "next", keys: ["Tab"] },
    { id: "open", keys: ["Enter"] },
    { id: "close", keys: ["Esc"] },
  ] as const;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("keyboardHelp")}
      description={t("keysIntro")}
      width="sm"
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {keys.map((entry) => (
          <div key={entry.id} className="contents">
            <dt className="flex gap-1">
              {entry.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`key.${entry.id}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
