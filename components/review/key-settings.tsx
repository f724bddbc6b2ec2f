"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { asciiKey } from "#components/ui/pressed-key.ts";
import {
  DEFAULT_KEYS,
  KEYED_ACTIONS,
  type KeyedAction,
  type KeyRefusal,
  keyLabel,
  keyRefusal,
  type ReviewKeys,
} from "./review-keys.ts";

/** Lets a person choose the single keys: a click, then the key. One that is in use for something else is refused. */
export function KeySettings({ keys, onKeys }: { keys: ReviewKeys; onKeys: (keys: ReviewKeys) => void }) {
  const t = useTranslations("review.keys");
  const [asked, setAsked] = useState<KeyedAction | null>(null);
  const [refused, setRefused] = useState<{ key: string; why: KeyRefusal } | null>(null);
  const isChanged = KEYED_ACTIONS.some((action) => keys[action] !== DEFAULT_KEYS[action]);

  function choose(action: KeyedAction, event: React.KeyboardEvent) {
    if (event.key === "Tab" || ["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") return setAsked(null);
    const key = asciiKey(event);
    const why = keyRefusal(keys, action, key);
    if (why) return setRefused({ key, why });
    onKeys({ ...keys, [action]: key });
    setRefused(null);
    setAsked(null);
  }

  return (
    <section aria-label={t("title")} className="mt-3 border-line border-t pt-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{t("title")}</h3>
        <Button
          size="sm"
          disabled={!isChanged}
          onClick={() => {
            onKeys(DEFAULT_KEYS);
            setRefused(null);
          }}
        >
          {t("reset")}
        </Button>
      </div>
      <p className="mb-2 text-muted">{t("intro")}</p>
      {refused ? (
        <Callout tone="danger" className="mb-2">
          {refused.why.code === "taken"
            ? t("refusal.taken", { key: keyLabel(refused.key), action: t(`action.${refused.why.by}`) })
            : t(`refusal.${refused.why.code}`, { key: keyLabel(refused.key) })}
        </Callout>
      ) : null}
      <ul className="grid gap-x-4 sm:grid-cols-2">
        {KEYED_ACTIONS.map((action) => (
          <li key={action} className="flex items-center justify-between gap-2 py-0.5">
            <span>{t(`action.${action}`)}</span>
            <button
              type="button"
              aria-label={
                asked === action
                  ? t("press", { action: t(`action.${action}`) })
                  : t("change", { action: t(`action.${action}`), key: keyLabel(keys[action]) })
              }
              aria-pressed={asked === action}
              onClick={() => {
                setRefused(null);
                setAsked(asked === action ? null : action);
              }}
              onBlur={() => setAsked(null)}
              onKeyDown={(event) => {
                if (asked === action) choose(action, event);
              }}
              className="inline-flex min-h-6 min-w-10 items-center justify-center rounded-md border border-line px-2 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
            >
              {asked === action ? t("waiting") : <Kbd>{keyLabel(keys[action])}</Kbd>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
