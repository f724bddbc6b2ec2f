import { LinkifyIt } from "linkify-it";
import { withoutCjk } from "#lib/folded-text.ts";
import type { Check, CheckedText } from "../check.ts";
import { passVerdict, textVerdict } from "../text-verdict.ts";
import type { Verdict } from "../verdict.ts";

type Link = "url" | "messenger";

// Where shops and chats live besides country codes; words such as "next" and "your" are domains too, and no links.
const SHOP_DOMAINS =
  "app shop store online site top xyz vip club tech live link dev info mobi wang ltd fun ink red icu work group asia cloud net biz example".split(
    " ",
  );
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false }).tlds(SHOP_DOMAINS, true);
// People are led off a marketplace by an account as well as by an address.
const MESSENGER =
  /(?:(?:加|添加|私信|联系)?(?:微信(?:同号|号)?|weixin|wechat|威信|薇信|v信|\bvx|\bwx)|qq群?号?|企鹅号?|whats\s?app|telegram|\bline(?:\s?id)?(?=\s?(?:id|[:：@=はで]))|\bsignal|\bviber|skype|kakao(?:talk)?|snapchat|snap(?=\s?[:：@])|discord|threads|twitter|weibo|微博|公众号|小红书号?|抖音号?|快手号?|instagram|\bins(?=\s?[:：@])|\big(?=\s?[:：@])|facebook|tiktok|youtube(?=\s?[:：@]))\s?(?:id|号|群|搜索|搜|は|で|auf|on)?\s?[:：=]?\s?(?:是|为|は)?\s?(@?[a-z0-9][a-z0-9_.#-]{4,}|\+?\d[\d\s-]{6,}\d)/giu;
const SAME_NUMBER =
  /(?:微信|v信|vx|wx|wechat|whats\s?app)同号|(?:手机|电话)同微信|扫码加(?:我|客服|微信)|加(?:我|客服|店主)?(?:微信|v信|vx|薇信)(?![a-z0-9:： ])/giu;
// A word that follows is an account where it could not be one of prose.
const ACCOUNT = /[\d_@#.](?!$)/;
// A text that is nothing but links has been told enough by then.
const MOST_LINKS = 200;
const ANNOUNCED = /[:：=@]/;

/** Links in an output: addresses with or without their scheme, and accounts of messengers. */
export class LinksCheck implements Check {
  readonly kind = "links";
  private readonly severity: "warn" | "block";

  constructor(severity: "warn" | "block") {
    this.severity = severity;
  }

  /** A host that the row names too is the row's. */
  run({ texts, source }: Parameters<Check["run"]>[0]): Verdict[] {
    const row = Object.values(source).join("\n").toLowerCase();
    const verdicts = texts.flatMap((text) =>
      linksIn(text)
        .filter(({ name }) => !row.includes(name))
        .map(({ link, from, to }) =>
          textVerdict("links", this.severity, text, [{ from, to }], { code: "link_found", params: { link } }),
        ),
    );
    return verdicts.length > 0 ? verdicts : [passVerdict("links", "links_none")];
  }
}

function linksIn({ folded: { text, at, original } }: CheckedText): PlacedLink[] {
  const places: PlacedLink[] = (linkify.match(withoutCjk(text)) ?? [])
    .slice(0, MOST_LINKS)
    .filter(({ index, lastIndex }) => text[index - 1] !== "@" && text[lastIndex] !== "@")
    .map(({ index, lastIndex, raw }) => ({ link: "url", name: raw, from: index, to: lastIndex }));
  const isFree = (from: number, to: number) => !places.some((other) => from < other.to && other.from < to);
  for (const { index, 0: whole, 1: account = "" } of text.matchAll(MESSENGER)) {
    const to = index + whole.length;
    const isAccount = ACCOUNT.test(account) || ANNOUNCED.test(whole);
    if (places.length === MOST_LINKS) break;
    if (isAccount && isFree(index, to)) places.push({ link: "messenger", name: account, from: index, to });
  }
  for (const { index, 0: name } of text.matchAll(SAME_NUMBER)) {
    const to = index + name.length;
    if (isFree(index, to)) places.push({ link: "messenger", name, from: index, to });
  }
  return places.map(({ from, to, ...link }) => ({
    ...link,
    from: at[from] ?? 0,
    to: at[to] ?? original.length,
  }));
}

interface PlacedLink {
  link: Link;
  /** As it is written, folded. */
  name: string;
  from: number;
  to: number;
}
