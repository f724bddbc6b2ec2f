/**
 * The arrows of the house: app → components, lib → db. Inside lib the product's own pipeline is the order, and a
 * room imports only the rooms before it.
 */
const ROOMS = [
  "auth",
  "saved-views",
  "spend",
  "models",
  "pacing",
  "calls",
  "sandbox",
  "datasets",
  "knowledge",
  "catalogue",
  "images",
  "tools",
  "glossaries",
  "templates",
  "checks",
  "memory",
  "evaluators",
  "items",
  "work",
  "estimates",
  "trials",
  "conversations",
  "batches",
  "review",
  "improvements",
  "notifications",
  "explanations",
  "publishing",
  "compliance",
  "outputs",
  "quality",
  "search",
  "retention",
];

/** What every room may stand on; none of it knows a room of the pipeline. */
const GROUND = ["observability", "i18n", "queue", "objects", "handbook"];
/** What puts the rooms to work; no room knows it. */
const ROOF = ["worker", "installation"];

const roomRules = ROOMS.slice(0, -1).map((room, index) => ({
  name: `${room}-imports-only-earlier-rooms`,
  comment: `A row passes ${room} before the later rooms; an arrow back would make two rooms one.`,
  severity: "error",
  from: { path: `^lib/${room}/` },
  to: { path: `^lib/(${ROOMS.slice(index + 1).join("|")})/` },
}));

export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "Two files that need each other are one file, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "db-knows-nobody",
      comment: "The database is the floor everyone stands on.",
      severity: "error",
      from: { path: "^db/" },
      to: { path: "^(app|components|lib|tests)/" },
    },
    {
      name: "lib-knows-no-screens",
      comment: "What the product does must run without a browser.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components|tests)/" },
    },
    {
      name: "components-never-touch-the-database",
      comment: "Data arrives as props or typed queries.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(app|db|tests)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "components-ui-has-no-domain",
      comment: "The kit is shared by every domain and knows none.",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: `^(components|lib)/(${ROOMS.join("|")})/` },
    },
    {
      name: "one-link",
      comment: "components/ui/link.tsx fetches ahead what is aimed at; Next's own link whatever is seen.",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: "^components/ui/link\\.tsx$" },
      to: { path: "next/link" },
    },
    {
      name: "app-holds-no-queries",
      comment: "Pages and routes translate; use-cases decide and persist.",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^(db|tests)/" },
    },
    {
      name: "no-test-code-in-the-product",
      severity: "error",
      from: { path: "^(app|components|lib|db)/" },
      to: { path: "^tests/" },
    },
    {
      name: "not-to-dev-dependencies",
      comment: "A production install has them not.",
      severity: "error",
      from: { path: "^(app|components|lib|db)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    ...roomRules,
    {
      name: "the-ground-knows-no-room",
      comment: "Logs, words, the queue, the store of objects and the handbook serve every room alike.",
      severity: "error",
      from: { path: `^lib/(${GROUND.join("|")})/` },
      to: { path: `^lib/(${[...ROOMS, ...ROOF, "api"].join("|")})/` },
    },
    {
      name: "observability-stands-alone",
      comment: "Every room logs and counts, so what logs and counts may need none.",
      severity: "error",
      from: { path: "^lib/observability/" },
      to: { path: "^lib/(?!observability/)[^/]+/" },
    },
    {
      name: "no-room-knows-the-roof",
      comment: "Handlers and processes are put together from the rooms, never the other way.",
      severity: "error",
      from: { path: `^lib/(${[...ROOMS, ...GROUND, "api"].join("|")})/` },
      to: { path: `^lib/(${ROOF.join("|")})/` },
    },
    {
      name: "the-worker-knows-no-process",
      comment: "A process starts the worker.",
      severity: "error",
      from: { path: "^lib/worker/" },
      to: { path: "^lib/(installation|api)/" },
    },
    {
      name: "api-is-for-routers",
      comment: "How a use-case is reached over HTTP is its router's business alone.",
      severity: "error",
      from: { path: `^lib/(${ROOMS.join("|")})/`, pathNot: "(^|/)(router|[a-z-]+-router)\\.ts$" },
      to: { path: "^lib/api/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.next" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".json", ".js"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
