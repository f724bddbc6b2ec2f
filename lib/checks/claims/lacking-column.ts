import { foldText } from "#lib/folded-text.ts";
import type { ClaimKind } from "./facts.ts";

// What a heading is about, in the four languages; the kinds that no column is named for are left out.
const HEADINGS: Partial<Record<ClaimKind, RegExp>> = {
  material:
    /material|fabric|composition|ingredient|材质|材料|面料|成分|材質|素材|原料|werkstoff|zusammensetzung|(?:^|\P{L})(?:ober|kunst)?stoff(?:$|\P{L})/u,
  colour: /colou?r|颜色|色号|色彩|カラー|(?:^|\P{L})色(?:$|\P{L})|farb/u,
  origin: /origin|made in|country|产地|原产|生产地|原産|生産国|herkunft|ursprung|herstellungsland/,
  certificate: /certif|standard|认证|证书|标准|標準|認証|認定|zertifi|siegel|(?:^|\P{L})norm(?:$|\P{L})/u,
  award: /award|prize|奖|賞|auszeichnung|preisträger/,
  brand: /(?:^|\P{L})(?:brand|maker|marke)(?:$|\P{L})|manufacturer|品牌|厂商|ブランド|メーカー|hersteller/u,
  form: /(?:^|\P{L})(?:form|type|typ)(?:$|\P{L})|concentration|剂型|浓度|类型|種類|タイプ|濃度|konzentration/u,
  feature: /feature|function|功能|特点|機能|特長|funktion|merkmal/,
  property: /propert|feature|特性|性能|特徴|eigenschaft/,
};

/**
 * The column of a row that is about what is claimed, and does not say it; `null` where no column is named for it. An empty
 * one comes before one that says something else.
 */
export function columnLacking(kind: ClaimKind, source: Readonly<Record<string, string>>): string | null {
  const about = HEADINGS[kind];
  if (!about) return null;
  const columns = Object.keys(source).filter((column) =>
    about.test(foldText(column.replaceAll("_", " ")).text),
  );
  return columns.find((column) => source[column]?.trim() === "") ?? columns[0] ?? null;
}
