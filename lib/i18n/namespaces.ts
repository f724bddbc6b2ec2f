import type { Locale } from "./locales.ts";
import en_apiDocs from "./messages/en/apiDocs.json" with { type: "json" };
import en_audit from "./messages/en/audit.json" with { type: "json" };
import en_auth from "./messages/en/auth.json" with { type: "json" };
import en_batches from "./messages/en/batches.json" with { type: "json" };
import en_catalogue from "./messages/en/catalogue.json" with { type: "json" };
import en_checks from "./messages/en/checks.json" with { type: "json" };
import en_common from "./messages/en/common.json" with { type: "json" };
import en_conversations from "./messages/en/conversations.json" with { type: "json" };
import en_datasets from "./messages/en/datasets.json" with { type: "json" };
import en_errors from "./messages/en/errors.json" with { type: "json" };
import en_explanations from "./messages/en/explanations.json" with { type: "json" };
import en_help from "./messages/en/help.json" with { type: "json" };
import en_home from "./messages/en/home.json" with { type: "json" };
import en_images from "./messages/en/images.json" with { type: "json" };
import en_improvements from "./messages/en/improvements.json" with { type: "json" };
import en_knowledge from "./messages/en/knowledge.json" with { type: "json" };
import en_models from "./messages/en/models.json" with { type: "json" };
import en_navigation from "./messages/en/navigation.json" with { type: "json" };
import en_notifications from "./messages/en/notifications.json" with { type: "json" };
import en_outputs from "./messages/en/outputs.json" with { type: "json" };
import en_publishing from "./messages/en/publishing.json" with { type: "json" };
import en_quality from "./messages/en/quality.json" with { type: "json" };
import en_review from "./messages/en/review.json" with { type: "json" };
import en_settings from "./messages/en/settings.json" with { type: "json" };
import en_spend from "./messages/en/spend.json" with { type: "json" };
import en_templates from "./messages/en/templates.json" with { type: "json" };
import en_tools from "./messages/en/tools.json" with { type: "json" };
import en_trials from "./messages/en/trials.json" with { type: "json" };
import zh_apiDocs from "./messages/zh-CN/apiDocs.json" with { type: "json" };
import zh_audit from "./messages/zh-CN/audit.json" with { type: "json" };
import zh_auth from "./messages/zh-CN/auth.json" with { type: "json" };
import zh_batches from "./messages/zh-CN/batches.json" with { type: "json" };
import zh_catalogue from "./messages/zh-CN/catalogue.json" with { type: "json" };
import zh_checks from "./messages/zh-CN/checks.json" with { type: "json" };
import zh_common from "./messages/zh-CN/common.json" with { type: "json" };
import zh_conversations from "./messages/zh-CN/conversations.json" with { type: "json" };
import zh_datasets from "./messages/zh-CN/datasets.json" with { type: "json" };
import zh_errors from "./messages/zh-CN/errors.json" with { type: "json" };
import zh_explanations from "./messages/zh-CN/explanations.json" with { type: "json" };
import zh_help from "./messages/zh-CN/help.json" with { type: "json" };
import zh_home from "./messages/zh-CN/home.json" with { type: "json" };
import zh_images from "./messages/zh-CN/images.json" with { type: "json" };
import zh_improvements from "./messages/zh-CN/improvements.json" with { type: "json" };
import zh_knowledge from "./messages/zh-CN/knowledge.json" with { type: "json" };
import zh_models from "./messages/zh-CN/models.json" with { type: "json" };
import zh_navigation from "./messages/zh-CN/navigation.json" with { type: "json" };
import zh_notifications from "./messages/zh-CN/notifications.json" with { type: "json" };
import zh_outputs from "./messages/zh-CN/outputs.json" with { type: "json" };
import zh_publishing from "./messages/zh-CN/publishing.json" with { type: "json" };
import zh_quality from "./messages/zh-CN/quality.json" with { type: "json" };
import zh_review from "./messages/zh-CN/review.json" with { type: "json" };
import zh_settings from "./messages/zh-CN/settings.json" with { type: "json" };
import zh_spend from "./messages/zh-CN/spend.json" with { type: "json" };
import zh_templates from "./messages/zh-CN/templates.json" with { type: "json" };
import zh_tools from "./messages/zh-CN/tools.json" with { type: "json" };
import zh_trials from "./messages/zh-CN/trials.json" with { type: "json" };

// One namespace a domain; a new one is a line in each of the four lists below.
const en = {
  apiDocs: en_apiDocs,
  audit: en_audit,
  auth: en_auth,
  batches: en_batches,
  catalogue: en_catalogue,
  checks: en_checks,
  common: en_common,
  conversations: en_conversations,
  datasets: en_datasets,
  errors: en_errors,
  explanations: en_explanations,
  help: en_help,
  home: en_home,
  images: en_images,
  improvements: en_improvements,
  knowledge: en_knowledge,
  models: en_models,
  navigation: en_navigation,
  notifications: en_notifications,
  outputs: en_outputs,
  publishing: en_publishing,
  quality: en_quality,
  review: en_review,
  settings: en_settings,
  spend: en_spend,
  templates: en_templates,
  tools: en_tools,
  trials: en_trials,
};

const zhCN = {
  apiDocs: zh_apiDocs,
  audit: zh_audit,
  auth: zh_auth,
  batches: zh_batches,
  catalogue: zh_catalogue,
  checks: zh_checks,
  common: zh_common,
  conversations: zh_conversations,
  datasets: zh_datasets,
  errors: zh_errors,
  explanations: zh_explanations,
  help: zh_help,
  home: zh_home,
  images: zh_images,
  improvements: zh_improvements,
  knowledge: zh_knowledge,
  models: zh_models,
  navigation: zh_navigation,
  notifications: zh_notifications,
  outputs: zh_outputs,
  publishing: zh_publishing,
  quality: zh_quality,
  review: zh_review,
  settings: zh_settings,
  spend: zh_spend,
  templates: zh_templates,
  tools: zh_tools,
  trials: zh_trials,
};

/** Every text of the screens, typed by the English files; tests/i18n keeps the languages complete. */
export type Messages = typeof en;

export const messages: Record<Locale, Messages> = { en, "zh-CN": zhCN as unknown as Messages };
