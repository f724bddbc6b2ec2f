import type { PlacedLink } from "./placed-link.ts";

const MOST_ACCOUNTS = 200;
const ACCOUNT_NAME = String.raw`(@?[a-z0-9][a-z0-9_.#-]{4,}|\+?\d[\d\s-]{6,}\d)`;
// People are led off a marketplace by an account as well as by an address. What stands for a name is named by its look: V, 薇, 卫星.
const MESSENGER = new RegExp(
  String.raw`(?:(?:加|添加|私信|联系)?(?:微信(?:同号|号)?|weixin|wechat|[威薇微]信|[威薇微]xin|v信|卫星|\bvx|\bwx)|加\s?[v薇]|[v薇微威]\s?[\p{So}♥][\uFE0F\s]*|qq群?号?|扣扣|企鹅号?|what'?s\s?app|telegram|\btg群?|电报|钉钉|飞书|群号|\bline(?:\s?id)?(?=\s?(?:id|[:：@=はで]))|\bsignal|\bviber|skype|kakao(?:talk)?|snapchat|snap(?=\s?[:：@])|discord|threads|twitter|weibo|微博|公众号|视频号|b站|小红书号?|抖音号?|快手号?|instagram|\bins(?=\s?[:：@])|\big(?=\s?[:：@])|facebook|tiktok|pinterest|linkedin|bluesky|\bx(?=\s?[:：]\s?@)|youtube(?=\s?[:：@]))\s?(?:id|号|群|搜索|搜|は|で|auf|on)?\s?[:：=]?\s?(?:是|为|は)?\s?${ACCOUNT_NAME}`,
  "gu",
);
// Without one of these a text has none of what follows.
const SIGNS = /[@扫搜“"「:：同加]|\bscan /u;
const NAMED_BY_THEMSELVES = [
  /(?:微信|v信|vx|wx|wechat|what'?s\s?app)同号|(?:手机|电话)同微信|加(?:我|客服|店主)?(?:微信|v信|vx|薇信)(?![a-z0-9:： ])/gu,
  // By a name that is none of letters.
  /(?:微博|weibo|公众号|视频号|抖音|快手|小红书|b站)(?:号|搜索|搜)?\s?[:：@“"「]\s?[\p{Script=Han}\w]{2,}/gu,
  /(?:微博|公众号|视频号|抖音|快手|小红书|b站|淘宝|天猫|京东|拼多多|闲鱼)(?:上|里|内)?(?:直接)?搜索?(?:店铺|店名|关键词|我们|一下)?\s?[:：“"「 ]\s?[\p{Script=Han}\w]{2,}/gu,
  /(?:\b(?:follow|dm|message|tag|folgt?|find)(?: (?:us|me|uns))?(?: (?:on|at|auf))?|关注|私信|フォロー)\s?@[a-z0-9_.]{3,}/gu,
  /扫(?:描)?(?:一?扫)?(?:下方|上方|左侧|右侧|图中)?(?:的)?(?:二维)?码(?:即可)?(?:加|进群|入群|添加|关注|联系|领券?加)/gu,
  /\bscan (?:the |this |our )?(?:qr )?code to (?:chat|contact|message|add|join|follow|text|reach)\b/gu,
];
// A word that follows is an account where it could not be one of prose.
const ACCOUNT = /[\d_@#.](?!$)/;
const ANNOUNCED = /[:：=@]/;

/** Accounts of messengers and networks in a folded text, and what asks people to come there. */
export function accountsIn(text: string): PlacedLink[] {
  const places: PlacedLink[] = [];
  for (const { index, 0: whole, 1: account = "" } of text.matchAll(MESSENGER))
    if (ACCOUNT.test(account) || ANNOUNCED.test(whole)) add(account, index, whole);
  if (SIGNS.test(text))
    for (const pattern of NAMED_BY_THEMSELVES)
      for (const { index, 0: name } of text.matchAll(pattern)) add(name, index, name);
  return places;

  function add(name: string, from: number, whole: string): void {
    if (places.length < MOST_ACCOUNTS)
      places.push({ link: "messenger", name, from, to: from + whole.length });
  }
}
