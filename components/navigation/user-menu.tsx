"use client";
import { BookOpen, CircleQuestionMark, CircleUser, LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useHelp } from "#components/help/help-provider.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLink, MenuSeparator } from "#components/ui/menu.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { localeNames, locales } from "#lib/i18n/locales.ts";
import type { Person } from "./person.ts";
import { useLocaleChoice } from "./use-locale-choice.ts";

export interface UserMenuProps {
  person: Person;
  collapsed?: boolean;
}

/** Who is signed in, and what is theirs to choose: language, theme, help, leaving. */
export function UserMenu({ person, collapsed = false }: UserMenuProps) {
  const t = useTranslations("navigation");
  const { labelled } = usePunctuation();
  const help = useHelp();
  const { theme = "system", setTheme } = useTheme();
  const [locale, setLocale] = useLocaleChoice({ isSignedIn: true });
  const roles = person.roles.map((role) => t(`role.${role}`)).join(" · ");
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className={cn(
            "flex h-10 w-full min-w-0 items-center gap-2 rounded-md px-1.5 text-start hover:bg-hover",
            collapsed && "justify-center px-0",
          )}
        >
          <span
            aria-hidden
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text text-xs"
          >
            {initialOf(person.name)}
          </span>
          <span className={collapsed ? "sr-only" : "min-w-0 leading-4"}>
            <span className="sr-only">{labelled(t("userMenu"), "")}</span>
            <span className="block truncate font-medium">{person.name}</span>
            <span className="block truncate text-muted text-xs">{roles}</span>
          </span>
        </button>
      }
    >
      <div className="max-w-64 px-2 pt-1 pb-1.5">
        <div className="truncate font-medium">{person.name}</div>
        <div className="text-muted text-xs">{roles}</div>
      </div>
      <MenuSeparator />
      <MenuHeading>{t("language")}</MenuHeading>
      <MenuChoice
        value={locale}
        onValueChange={setLocale}
        options={locales.map((value) => ({ value, label: <span lang={value}>{localeNames[value]}</span> }))}
      />
      <MenuHeading>{t("theme")}</MenuHeading>
      <MenuChoice
        value={theme}
        onValueChange={setTheme}
        options={(["system", "light", "dark"] as const).map((value) => ({
          value,
          label: t(`themes.${value}`),
        }))}
      />
      <MenuSeparator />
      <MenuLink href="/settings/account" icon={<CircleUser aria-hidden />}>
        {t("account")}
      </MenuLink>
      <MenuItem icon={<CircleQuestionMark aria-hidden />} aside={<Kbd>?</Kbd>} onSelect={help.open}>
        {t("help")}
      </MenuItem>
      <MenuLink href="/help" icon={<BookOpen aria-hidden />}>
        {t("handbook")}
      </MenuLink>
      <MenuItem icon={<LogOut aria-hidden />} onSelect={leave}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}

// What knows how is needed for this alone, and comes with it.
async function leave(): Promise<void> {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
}

function initialOf(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? "?";
}
