import apiDocs from "./messages/zh-CN/apiDocs.json" with { type: "json" };
import audit from "./messages/zh-CN/audit.json" with { type: "json" };
import auth from "./messages/zh-CN/auth.json" with { type: "json" };
import batches from "./messages/zh-CN/batches.json" with { type: "json" };
import catalogue from "./messages/zh-CN/catalogue.json" with { type: "json" };
import checks from "./messages/zh-CN/checks.json" with { type: "json" };
import common from "./messages/zh-CN/common.json" with { type: "json" };
import conversations from "./messages/zh-CN/conversations.json" with { type: "json" };
import datasets from "./messages/zh-CN/datasets.json" with { type: "json" };
import errors from "./messages/zh-CN/errors.json" with { type: "json" };
import explanations from "./messages/zh-CN/explanations.json" with { type: "json" };
import help from "./messages/zh-CN/help.json" with { type: "json" };
import home from "./messages/zh-CN/home.json" with { type: "json" };
import images from "./messages/zh-CN/images.json" with { type: "json" };
import improvements from "./messages/zh-CN/improvements.json" with { type: "json" };
import knowledge from "./messages/zh-CN/knowledge.json" with { type: "json" };
import models from "./messages/zh-CN/models.json" with { type: "json" };
import navigation from "./messages/zh-CN/navigation.json" with { type: "json" };
import notifications from "./messages/zh-CN/notifications.json" with { type: "json" };
import outputs from "./messages/zh-CN/outputs.json" with { type: "json" };
import publishing from "./messages/zh-CN/publishing.json" with { type: "json" };
import quality from "./messages/zh-CN/quality.json" with { type: "json" };
import review from "./messages/zh-CN/review.json" with { type: "json" };
import settings from "./messages/zh-CN/settings.json" with { type: "json" };
import spend from "./messages/zh-CN/spend.json" with { type: "json" };
import templates from "./messages/zh-CN/templates.json" with { type: "json" };
import tools from "./messages/zh-CN/tools.json" with { type: "json" };
import trials from "./messages/zh-CN/trials.json" with { type: "json" };

/** The texts of the screens in Chinese, one namespace a domain. */
export default {
  apiDocs,
  audit,
  auth,
  batches,
  catalogue,
  checks,
  common,
  conversations,
  datasets,
  errors,
  explanations,
  help,
  home,
  images,
  improvements,
  knowledge,
  models,
  navigation,
  notifications,
  outputs,
  publishing,
  quality,
  review,
  settings,
  spend,
  templates,
  tools,
  trials,
};
