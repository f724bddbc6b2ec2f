import apiDocs from "./messages/en/apiDocs.json" with { type: "json" };
import audit from "./messages/en/audit.json" with { type: "json" };
import auth from "./messages/en/auth.json" with { type: "json" };
import batches from "./messages/en/batches.json" with { type: "json" };
import catalogue from "./messages/en/catalogue.json" with { type: "json" };
import checks from "./messages/en/checks.json" with { type: "json" };
import common from "./messages/en/common.json" with { type: "json" };
import conversations from "./messages/en/conversations.json" with { type: "json" };
import datasets from "./messages/en/datasets.json" with { type: "json" };
import errors from "./messages/en/errors.json" with { type: "json" };
import explanations from "./messages/en/explanations.json" with { type: "json" };
import help from "./messages/en/help.json" with { type: "json" };
import home from "./messages/en/home.json" with { type: "json" };
import images from "./messages/en/images.json" with { type: "json" };
import improvements from "./messages/en/improvements.json" with { type: "json" };
import knowledge from "./messages/en/knowledge.json" with { type: "json" };
import models from "./messages/en/models.json" with { type: "json" };
import navigation from "./messages/en/navigation.json" with { type: "json" };
import notifications from "./messages/en/notifications.json" with { type: "json" };
import outputs from "./messages/en/outputs.json" with { type: "json" };
import publishing from "./messages/en/publishing.json" with { type: "json" };
import quality from "./messages/en/quality.json" with { type: "json" };
import review from "./messages/en/review.json" with { type: "json" };
import settings from "./messages/en/settings.json" with { type: "json" };
import spend from "./messages/en/spend.json" with { type: "json" };
import templates from "./messages/en/templates.json" with { type: "json" };
import tools from "./messages/en/tools.json" with { type: "json" };
import trials from "./messages/en/trials.json" with { type: "json" };

/** The texts of the screens in English, one namespace a domain. */
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
