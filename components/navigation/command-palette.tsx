"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { CircleUser, Keyboard, Languages, Moon, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useEffect } from "react";
import { localeNames, locales } from "#lib/i18n/locales.ts";
import { commandsFor } from "./commands.ts";
import { destinationsFor } from "./destinations.ts";
import type { Person } from "./person.ts";
import { useLocaleChoice } from "./use-locale-choice.ts";

export interface CommandPaletteProps {
  person: Person;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onKeyboardHelp: () => void;
}

/** Everything by name: Ctrl/⌘+K. */
export function CommandPalette({ person, open, onOpenChange, onKeyboardHelp }: CommandPaletteProps) {
  const t = useTranslations("navigation");
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const [locale, setLocale] = useLocaleChoice({ isSignedIn: true });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      onOpenChange(!open);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [open, onOpenChange]);

  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  const nextTheme = resolvedTheme === "dark" ? "light" : "dark";

  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-50 bg-overlay" />
        <BaseDialog.Popup className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-float outline-none">
          <BaseDialog.Title className="sr-only">{t("palette")}</BaseDialog.Title>
          <Command label={t("palette")}>
            <Command.Input
              autoFocus
              placeholder={t("palettePlaceholder")}
              className="h-11 w-full border-line border-b bg-transparent px-4 text-base outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">{t("paletteEmpty")}</Command.Empty>
              <Group heading={t("actions")}>
                {commandsFor(person.roles).map((command) => (
                  <Line
                    key={command.id}
                    icon={<command.icon aria-hidden />}
                    onSelect={run(() => router.push(command.href))}
                  >
                    {t(`command.${command.id}`)}
                  </Line>
                ))}
              </Group>
              <Group heading={t("goTo")}>
                {destinationsFor(person.roles).map((destination) => (
                  <Line
                    key={destination.id}
                    icon={<destination.icon aria-hidden />}
                    onSelect={run(() => router.push(destination.href))}
                  >
                    {t(`page.${destination.id}`)}
                  </Line>
                ))}
              </Group>
              <Group heading={t("preferences")}>
                <Line
                  icon={<CircleUser aria-hidden />}
                  onSelect={run(() => router.push("/settings/account"))}
                >
                  {t("account")}
                </Line>
                <Line
                  icon={nextTheme === "dark" ? <Moon aria-hidden /> : <Sun aria-hidden />}
                  onSelect={run(() => setTheme(nextTheme))}
                >
                  {t(`switchTheme.${nextTheme}`)}
                </Line>
                {locales
                  .filter((other) => other !== locale)
                  .map((other) => (
                    <Line key={other} icon={<Languages aria-hidden />} onSelect={run(() => setLocale(other))}>
                      <span lang={other}>{localeNames[other]}</span>
                    </Line>
                  ))}
                <Line icon={<Keyboard aria-hidden />} onSelect={run(onKeyboardHelp)}>
                  {t("keyboardHelp")}
                </Line>
              </Group>
            </Command.List>
          </Command>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Line({ icon, onSelect, children }: { icon: ReactNode; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      onSelect={onSelect}
      className="flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className="flex text-muted [&>svg]:size-4">{icon}</span>
      {children}
    </Command.Item>
  );
}
