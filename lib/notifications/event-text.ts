import { createTranslator } from "use-intl/core";
import { readableFailure } from "#lib/failure-schema.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { money } from "#lib/money.ts";
import { toldEstimate } from "#lib/spend/budgets/forecast.ts";
import type { NotedEvent } from "./event.ts";
import type { SendFailureCode } from "./targets/target.ts";

/** An event in words, and the page it leads to. */
export interface EventText {
  title: string;
  detail: string;
  /** A path of the console. */
  path: string;
}

/** What is told of an event, in a language. */
export function textOf(event: NotedEvent, locale: Locale): EventText {
  const t = translatorFor(locale);
  switch (event.kind) {
    case "batch.finished": {
      const { name, status, succeeded, failed, skipped } = event.facts;
      return {
        title: t("told.finished", { name, status }),
        detail: t("told.finishedCounts", { succeeded, failed, skipped }),
        path: `/batches/${event.subjectId}`,
      };
    }
    case "batch.paused": {
      const { name, reason } = event.facts;
      const { code, params = {} } = reason;
      return {
        title: t("told.paused", { name }),
        detail: readableFailure({ code, params }, locale)?.message ?? "",
        path: `/batches/${event.subjectId}`,
      };
    }
    case "launch.waiting": {
      const { name, cap, expected, currency } = event.facts;
      const told = (amount: string) => `${money(amount, currency).amount} ${currency}`;
      return {
        title: t("told.launchWaiting", { name }),
        detail:
          expected === null
            ? t("told.launchCap", { cap: told(cap) })
            : t("told.launchCost", { expected: told(toldEstimate(expected)), cap: told(cap) }),
        path: `/batches/${event.subjectId}`,
      };
    }
    case "launch.decided": {
      const { name, decision, note } = event.facts;
      return {
        title: t("told.launchDecided", { name, decision }),
        detail: note ?? t("told.launchApprovedHint"),
        path: `/batches/${event.subjectId}`,
      };
    }
    case "budget.crossed": {
      const { by, name, share, basis, currency } = event.facts;
      const told = (figure: string) => `${money(figure, currency).amount} ${currency}`;
      const [spent, amount] = [told(event.facts.spent), told(event.facts.amount)];
      if (by === "cap")
        return {
          title: t("told.capReached", { name }),
          detail: t("told.capUse", { spent, amount }),
          path: `/batches/${event.subjectId}`,
        };
      const { action, forecast } = event.facts;
      const use =
        basis === "forecast"
          ? t("told.budgetHeading", { forecast: told(forecast ?? event.facts.spent), amount, spent })
          : t("told.budgetUse", { spent, amount });
      return {
        title:
          basis === "forecast"
            ? t("told.budgetForecast", { name, share })
            : share < WHOLE
              ? t("told.budgetShare", { name, share })
              : t("told.budgetUsedUp", { name }),
        detail: action === "notify" ? use : `${use} ${t("told.budgetThen", { action })}`,
        path: "/spend",
      };
    }
    case "review.waiting":
      return {
        title: t("told.reviewWaiting", { name: event.facts.name }),
        detail: t("told.reviewWaitingHint"),
        path: `/review?batchId=${event.subjectId}`,
      };
    case "delivery.dead": {
      const { name, failure, isChannel, publishedBy } = event.facts;
      if (isChannel)
        return {
          title: t("told.channelDead", { name }),
          detail: `${failureText(failure, locale)} ${t("told.channelDeadHint")}`,
          // A recall is of no publication.
          path: publishedBy
            ? `/published?publication=${event.subjectId}`
            : `/settings/channels?channel=${event.subjectId}`,
        };
      return {
        title: t("told.deliveryDead", { name }),
        detail: `${failureText(failure, locale)} ${t("told.deliveryDeadHint")}`,
        path: `/settings/notifications?target=${event.subjectId}`,
      };
    }
  }
}

/** Several events as one message: how many, each in a line, and the page of the first. */
export function digestText(events: readonly NotedEvent[], locale: Locale): EventText {
  const texts = events.map((event) => textOf(event, locale));
  const lines = texts.map(({ title }) => title.replace(/\s+/g, " "));
  return {
    title: translatorFor(locale)("told.digest", { count: events.length }),
    detail: lines.join(locale === "zh-CN" ? "；" : "; "),
    path: texts[0]?.path ?? "/",
  };
}

/** What a target is sent to see whether it takes messages. */
export function testText(name: string, locale: Locale): EventText {
  const t = translatorFor(locale);
  return { title: t("told.test"), detail: t("told.testHint", { name }), path: "/settings/notifications" };
}

/** Why something could not be delivered, with the receiver's own words. */
export function failureText(
  { code, params = {} }: { code: string; params?: Record<string, string | number> | undefined },
  locale: Locale,
): string {
  const text = translatorFor(locale)(FAILURES[code as SendFailureCode] ?? FAILURES.given_up, params);
  return params.words ? `${text} ${params.words}` : text;
}

const FAILURES: Record<SendFailureCode, string> = {
  refused: "failures.refused",
  unreadable: "failures.unreadable",
  private_address: "failures.private_address",
  timeout: "failures.timeout",
  connect_timeout: "failures.connect_timeout",
  connection_refused: "failures.connection_refused",
  connection_lost: "failures.connection_lost",
  name_not_found: "failures.name_not_found",
  tls_failed: "failures.tls_failed",
  smtp_not_set: "failures.smtp_not_set",
  key_lost: "failures.key_lost",
  given_up: "failures.given_up",
};

const WHOLE = 100;

type Translator = (key: string, values?: Record<string, string | number>) => string;

const translators = new Map<Locale, Translator>();

function translatorFor(locale: Locale): Translator {
  const made =
    translators.get(locale) ??
    (createTranslator({ locale, messages: messages[locale].notifications }) as unknown as Translator);
  translators.set(locale, made);
  return made;
}
