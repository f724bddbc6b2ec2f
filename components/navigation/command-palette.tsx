"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import {
  BookOpen,
  CalendarClock,
  ChartColumn,
  CircleQuestionMark,
  CircleUser,
  Columns2,
  Cpu,
  Database,
  FileText,
  Languages,
  Layers,
  type LucideIcon,
  Moon,
  Package,
  ReceiptText,
  SquareChartGantt,
  Sun,
  TableProperties,
  Users,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type ReactNode, useEffect, useState } from "react";
import { useHelp } from "#components/help/help-provider.tsx";
import { localeNames, locales } from "#lib/i18n/locales.ts";
import type { FoundKind } from "#lib/search/search.ts";
import { commandsFor } from "./commands.ts";
import { type Destination, destinationsFor } from "./destinations.ts";
import { foundHref } from "./found-href.ts";
import { matchesWords } from "./matches-words.ts";
import type { Person } from "./person.ts";
import { useLocaleChoice } from "./use-locale-choice.ts";
import { useSearch } from "./use-search.ts";

export interface CommandPaletteProps {
  person: Person;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Everything by name: pages, things to do, and whatever there is of batches, templates, rows and people. Ctrl/⌘+K. */
export function CommandPalette({ person, open, onOpenChange }: CommandPaletteProps) {
  const t = useTranslations("navigation");
  const router = useRouter();
  const help = useHelp();
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

  const [text, setText] = useState("");
  const { found, isSearching, isFailed } = useSearch(open ? text : "");
  useEffect(() => {
    if (!open) setText("");
  }, [open]);

  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  const nextTheme = resolvedTheme === "dark" ? "light" : "dark";
  const commands = commandsFor(person.roles).filter(({ id }) => matchesWords(text, t(`command.${id}`)));
  const allPages = destinationsFor(person.roles);
  const pages = allPages.filter(({ id }) => matchesWords(text, t(`page.${id}`)));
  const related = allPages.filter(
    (page) => !pages.includes(page) && matchesWords(text, t(`page.${page.id}`), t(`pageWords.${page.id}`)),
  );
  const preferences: Preference[] = [
    { id: "account", name: t("account"), Icon: CircleUser, act: () => router.push("/settings/account") },
    {
      id: "theme",
      name: t(`switchTheme.${nextTheme}`),
      Icon: nextTheme === "dark" ? Moon : Sun,
      act: () => setTheme(nextTheme),
    },
    ...locales
      .filter((other) => other !== locale)
      .map((other) => ({
        ...{ id: other, lang: other, name: localeNames[other], Icon: Languages },
        act: () => setLocale(other),
      })),
    { id: "help", name: t("help"), Icon: CircleQuestionMark, act: help.open },
    { id: "handbook", name: t("handbook"), Icon: BookOpen, act: () => router.push("/help") },
  ].filter(({ name }) => matchesWords(text, name));

  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-50 bg-overlay" />
        <BaseDialog.Popup className="fixed inset-x-4 top-[12vh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-float outline-none">
          <BaseDialog.Title className="sr-only">{t("palette")}</BaseDialog.Title>
          {/* What is listed is chosen here and by the server: the list itself leaves nothing out. */}
          <Command label={t("palette")} shouldFilter={false}>
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder={t("palettePlaceholder")}
              className="h-11 w-full border-line border-b bg-transparent px-4 text-base outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">
                {isFailed ? t("paletteFailed") : isSearching ? t("paletteSearching") : t("paletteEmpty")}
              </Command.Empty>
              {pages.length > 0 && text !== "" ? (
                <PageLines pages={pages} onGo={(href) => run(() => router.push(href))} />
              ) : null}
              {found.length > 0 ? (
                <Group heading={t("found")}>
                  {found.map((one) => {
                    const Icon = FOUND_ICONS[one.kind];
                    const href = foundHref(one);
                    return (
                      <Line
                        key={href}
                        value={href}
                        icon={<Icon aria-hidden />}
                        onSelect={run(() => router.push(href))}
                        detail={
                          <>
                            <span className="min-w-0 truncate">
                              {[one.detail, one.rowNumber && t("foundRow", { row: one.rowNumber })]
                                .filter(Boolean)
                                .join(" · ")}
                            </span>
                            <span className="shrink-0 text-faint">{t(`foundKind.${one.kind}`)}</span>
                          </>
                        }
                      >
                        {one.name}
                      </Line>
                    );
                  })}
                </Group>
              ) : null}
              {commands.length > 0 ? (
                <Group heading={t("actions")}>
                  {commands.map((command) => (
                    <Line
                      key={command.id}
                      icon={<command.icon aria-hidden />}
                      onSelect={run(() => router.push(command.href))}
                    >
                      {t(`command.${command.id}`)}
                    </Line>
                  ))}
                </Group>
              ) : null}
              {text === "" ? <PageLines pages={pages} onGo={(href) => run(() => router.push(href))} /> : null}
              {related.length > 0 ? (
                <PageLines pages={related} onGo={(href) => run(() => router.push(href))} />
              ) : null}
              {preferences.length > 0 ? (
                <Group heading={t("preferences")}>
                  {preferences.map(({ id, lang, name, Icon, act }) => (
                    <Line key={id} icon={<Icon aria-hidden />} onSelect={run(act)}>
                      <span lang={lang}>{name}</span>
                    </Line>
                  ))}
                </Group>
              ) : null}
            </Command.List>
          </Command>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

interface Preference {
  id: string;
  lang?: string;
  name: string;
  Icon: LucideIcon;
  act: () => void;
}

const FOUND_ICONS: Record<FoundKind, LucideIcon> = {
  batch: Layers,
  template: FileText,
  dataset: Database,
  product: Package,
  row: TableProperties,
  item: SquareChartGantt,
  trial: Columns2,
  schedule: CalendarClock,
  model: Cpu,
  provider: Cpu,
  member: Users,
  budget: ChartColumn,
  call: ReceiptText,
};

function PageLines({ pages, onGo }: { pages: Destination[]; onGo: (href: string) => () => void }) {
  const t = useTranslations("navigation");
  return (
    <Group heading={t("goTo")}>
      {pages.map((page) => (
        <Line key={page.id} icon={<page.icon aria-hidden />} onSelect={onGo(page.href)}>
          {t(`page.${page.id}`)}
        </Line>
      ))}
    </Group>
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

interface LineProps {
  icon: ReactNode;
  onSelect: () => void;
  children: ReactNode;
  /** To the right, quieter. */
  detail?: ReactNode;
  /** What tells the line from others that say the same. */
  value?: string;
}

function Line({ icon, onSelect, children, detail, value }: LineProps) {
  return (
    <Command.Item
      {...(value !== undefined && { value })}
      onSelect={onSelect}
      className="flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className="flex shrink-0 text-muted [&>svg]:size-4">{icon}</span>
      <span className="min-w-0 truncate">{children}</span>
      {detail ? (
        <span className="ms-auto flex max-w-[55%] shrink-0 gap-2 text-muted text-xs">{detail}</span>
      ) : null}
    </Command.Item>
  );
}
