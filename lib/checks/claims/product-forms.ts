import { readConcepts } from "./concept.ts";

/** What a product is sold as, where shops keep strictly apart what differs in price and law. */
export const productForms = readConcepts(
  "form",
  `
  parfum: extrait | extrait de parfum | pure parfum | 香精 | 浓香水 | パルファム | パルファン
  edp: eau de parfum | edp | 淡香精 | 香水edp | オードパルファム | オードパルファン
  edt: eau de toilette | edt | 淡香水 | オードトワレ | オーデトワレ
  edc: eau de cologne | edc | 古龙水 | オーデコロン
  `,
);
