import { readConcepts } from "./concept.ts";

/** Marks and certificates that somebody else grants. */
export const certificates = readConcepts(
  "certificate",
  `
  fda: fda | fda-approved | fda approved | fda认证
  ce: ce marked | ce-marked | ce certified | ce mark | ce-kennzeichnung | ce-zertifiziert* | ce认证 | ceマーク
  ccc: ccc | 3c | 3c认证 | 国家3c | ccc认证
  ul: ul listed | ul-listed | ul certified | ul认证
  rohs: rohs
  reach: reach compliant | reach-compliant | reach certified | reach认证
  iso9001: iso 9001 | iso9001
  iso13485: iso 13485 | iso13485
  iso: iso certified | iso-certified | iso-zertifiziert* | iso认证 | iso認証
  gmp: gmp
  haccp: haccp
  oeko-tex: oeko-tex | oekotex | öko-tex | oeko tex | standard 100 | エコテックス | oeko-tex认证
  gots: gots
  grs: grs
  bluesign: bluesign
  fsc: fsc | fsc-zertifiziert* | fsc认证 | fsc認証
  pefc: pefc
  fairtrade: fairtrade | fair trade | fair-trade | 公平贸易 | フェアトレード | 公平贸易认证
  rds: rds | responsible down standard
  rws: rws
  lfgb: lfgb
  bpa-free: bpa-free | bpa free | bpa-frei* | 不含双酚a | 无双酚a | 不含bpa | bpaフリー
  gs: gs mark | gs-geprüft* | tüv/gs | gs-geprüft
  tuev: tüv | tuv | tüv-geprüft* | 德国tuv | テュフ
  dermatest: dermatest
  ecocert: ecocert
  cosmos: cosmos organic | cosmos-zertifiziert*
  natrue: natrue
  usda-organic: usda organic | usda认证
  eu-organic: eu organic | eu-bio | bio-siegel | bio-zertifiziert* | 欧盟有机
  china-organic: 有机认证 | 中国有机产品认证
  jas: jas | 有機jas
  halal: halal | 清真 | ハラール
  kosher: kosher | koscher* | 洁食 | コーシャ
  leaping-bunny: leaping bunny
  energy-star: energy star
  ipx: ipx認証
  msc: msc certified | msc-zertifiziert*
  asian-safety: psc mark | pse | pseマーク | stマーク | sgマーク | sg mark
  en71: en71 | en 71 | en-71
  astm: astm
  cpc: cpc certified | cpc认证
  prop65: prop 65
  gia: gia | gia证书
  cites: cites
  national-standard: 国标认证 | gb认证
  laboratory: lab tested | lab-tested | laborgeprüft* | sgs | sgs检测 | sgs认证 | 质检报告 | 第三者機関 | intertek
  stiftung-warentest: stiftung warentest | öko-test | ökotest
  eurofins: eurofins
  certified: 已认证 | 通过认证 | 認証済み | 認証取得
  `,
);
