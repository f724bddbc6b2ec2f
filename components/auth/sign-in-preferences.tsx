"use client";
import { Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useLocaleChoice } from "#components/navigation/use-locale-choice.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { localeNames, locales } from "#lib/i18n/locales.ts";

/** Language and theme, before anybody is signed in. */
export function SignInPreferences() {
  const t = useTranslations("auth");
  const [locale, setLocale] = useLocaleChoice();
  const { resolvedTheme, setTheme } = useTheme();
  return (
    <div className="flex items-center justify-center gap-1">
      <fieldset className="flex gap-1">
        <legend className="sr-only">{t("language")}</legend>
        {locales.map((choice) => (
          <Button
            key={choice}
            size="sm"
            variant="ghost"
            lang={choice}
            aria-pressed={choice === locale}
            className={cn(choice === locale && "bg-neutral-soft text-text")}
            onClick={() => setLocale(choice)}
          >
            {localeNames[choice]}
          </Button>
        ))}
      </fieldset>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("switchTheme")}
        onClick={() => setTheme(resolvedTheme === "dark" ? "light" : "dark")}
        icon={
          <span className="flex">
            <Sun className="hidden size-3.5 dark:block" aria-hidden />
            <Moon className="size-3.5 dark:hidden" aria-hidden />
          </span>
        }
      />
    </div>
  );
}
