import { readConcepts } from "./concept.ts";

/** Prizes, ranks and names of those who are said to recommend. */
export const awards = readConcepts(
  "award",
  `
  red-dot: red dot | red-dot | 红点 | 红点奖 | 红点设计 | 红点设计大奖 | レッドドット
  if-design: if design | if design award | if设计奖 | if设计金奖 | if デザイン
  good-design: good design award | グッドデザイン賞 | gマーク | 优良设计奖
  idea-award: idea award | idea设计奖
  reddot-winner: design award | designpreis* | 设计大奖 | 设计金奖 | デザイン賞
  award: award-winning | award winning | award winner | preisgekrönt* | prämiert* | ausgezeichnet mit | 金奖 | 受賞 | 金賞 | モンドセレクション
  testsieger: testsieger* | test winner
  michelin: michelin | 米其林 | ミシュラン
  oscar: oscar-winning
  patent: patented | patent pending | patentiert* | 专利 | 国家专利 | 発明专利 | 特許 | 特許取得
  expert: dermatologist recommended | dermatologist-recommended | recommended by dentists | recommended by doctors | pediatrician recommended | 医生推荐 | 专家推荐 | 皮肤科医生推荐 | von ärzten empfohlen | von zahnärzten empfohlen | von hebammen empfohlen | 医師推奨 | 皮膚科医推奨 | 専門家推奨
  celebrity: celebrity favourite | celebrity favorite | 明星同款 | 明星推荐 | 网红同款 | 芸能人愛用
  limited: limited edition | limitierte auflage | limitiert* | 限量 | 限量版 | 限定版 | 数量限定 | 限定品
  `,
);
