import type { Metadata, Viewport } from "next";
import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { headers } from "next/headers";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { ApiProvider } from "#components/api/api-provider.tsx";
import { MessagesProvider } from "#components/i18n/messages-provider.tsx";
import { TimeZoneCookie } from "#components/navigation/time-zone-cookie.tsx";
import { LiveRegion } from "#components/ui/live-region.tsx";
import { Toasts } from "#components/ui/toast.tsx";

/** The name of the product on every tab, and its mark there and on a home screen. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("navigation");
  return {
    title: { default: t("product"), template: `%s · ${t("product")}` },
    manifest: "/manifest.webmanifest",
    icons: {
      icon: [
        { url: "/favicon.ico", sizes: "32x32" },
        { url: "/icon.svg", type: "image/svg+xml", sizes: "any" },
      ],
      apple: "/apple-touch-icon.png",
    },
  };
}

/** The browser's own frame in the colour of the canvas of either theme. */
export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f7f8" },
    { media: "(prefers-color-scheme: dark)", color: "#101012" },
  ],
};

/** What every page has: fonts, language, theme, the API cache and the places messages appear in. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang={locale} suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <ThemeProvider
          attribute="data-theme"
          defaultTheme="system"
          enableSystem
          disableTransitionOnChange
          {...(nonce && { nonce })}
        >
          <MessagesProvider locale={locale} timeZone={await getTimeZone()}>
            <NuqsAdapter>
              <ApiProvider>
                {children}
                <LiveRegion />
                <Toasts />
                <TimeZoneCookie />
              </ApiProvider>
            </NuqsAdapter>
          </MessagesProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
