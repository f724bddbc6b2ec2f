import { leavesRoom } from "#lib/images/operations/operation.ts";
import { checkName } from "./check-name.ts";
import { namesUsed, problemsInText, stepFieldsUsed } from "./check-section.ts";
import { type EarlierSteps, readProblem } from "./earlier-steps.ts";
import type { Offers } from "./offers.ts";
import { SECTIONS } from "./section.ts";
import { readsOneProduct } from "./step-fields.ts";
import { givesPicture, isGenerating, sourceOf } from "./steps.ts";
import type {
  EditPictureStep,
  ExamplesStep,
  HttpStep,
  InputColumn,
  LookUpStep,
  PictureStep,
  RetrieveStep,
  TemplateStep,
} from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What a step of a template may read, and the tools and collections there are; `undefined` where nobody looked. */
export interface WorkWorld {
  inputs: InputColumn[];
  earlier: EarlierSteps;
  tools?: Offers["tools"] | undefined;
  collections?: Offers["collections"] | undefined;
  datasets?: Offers["datasets"] | undefined;
}

/** What products are looked up by beside their attributes. */
export const FACTS_LOOKED_UP_BY = ["key", "category", "gtin"];

/** What is wrong with a retrieval: its collection, and what is looked for in it. */
export function checkRetrieval(
  { collectionId, query }: RetrieveStep,
  path: string,
  world: WorkWorld,
): TemplateProblem[] {
  const problems = checkSearch({ collectionId, query }, path, world);
  return query.trim() === ""
    ? [...problems, atField(`${path}.query`, "template_retrieve_query_empty")]
    : problems;
}

/** What is wrong with a step that takes examples: its dataset, the columns and rows that are taken, or how they are found. */
export function checkExamples(step: ExamplesStep, path: string, world: WorkWorld): TemplateProblem[] {
  const { given, answers, pick, rowNumbers, query } = step;
  const problems =
    pick === "nearest"
      ? checkSearch(step, path, world)
      : rowNumbers.length === 0
        ? [atField(`${path}.rowNumbers`, "template_examples_rows_missing")]
        : [];
  if (pick === "nearest" && namesUsed(query).size === 0)
    problems.push(atField(`${path}.query`, "template_examples_query_constant"));
  if (answers.length === 0) problems.push(atField(`${path}.answers`, "template_examples_answers_missing"));
  const both = answers.find((name) => given.includes(name));
  if (both !== undefined)
    problems.push(atField(`${path}.answers`, "template_examples_column_twice", { column: both }));
  const { steps, place } = world.earlier;
  const isRead = steps.slice(place + 1).some((later) => readsStep(later, step.name));
  if (!isRead && step.name !== "")
    problems.push(atField(`${path}.datasetId`, "template_examples_unread", { step: step.name }, "warning"));
  return [...checkExampleDataset(step, path, world), ...problems];
}

function readsStep(step: TemplateStep, name: string): boolean {
  return (
    isGenerating(step) && SECTIONS.some((section) => stepFieldsUsed(step.sections[section], name).length > 0)
  );
}

function checkExampleDataset(
  { datasetId, given, answers, pick, rowNumbers }: ExamplesStep,
  path: string,
  { datasets, inputs }: WorkWorld,
): TemplateProblem[] {
  const at = `${path}.datasetId`;
  if (datasetId === "") return [atField(at, "template_examples_dataset_missing")];
  if (!datasets) return [];
  const dataset = datasets.find(({ id }) => id === datasetId);
  if (!dataset) return [atField(at, "template_examples_dataset_unknown")];
  const { name, columns, rowCount, isArchived } = dataset;
  if (isArchived) return [atField(at, "template_examples_dataset_archived", { name })];
  const lacks = (wanted: readonly string[], field: string) =>
    wanted
      .filter((column) => !columns.includes(column))
      .map((column) => atField(`${path}.${field}`, "template_examples_column_unknown", { column, name }));
  const isBlind = given.length === 0 && inputs.every((input) => !columns.includes(input.name));
  const beyond = pick === "fixed" ? rowNumbers.filter((number) => number > rowCount) : [];
  return [
    ...lacks(given, "given"),
    ...lacks(answers, "answers"),
    ...(isBlind ? [atField(`${path}.given`, "template_examples_inputs_missing", { name })] : []),
    ...beyond.map((row) =>
      atField(`${path}.rowNumbers`, "template_examples_row_unknown", { row, name, count: rowCount }),
    ),
  ];
}

function checkSearch(
  { collectionId, query }: Pick<RetrieveStep, "collectionId" | "query">,
  path: string,
  { inputs, earlier, collections }: WorkWorld,
): TemplateProblem[] {
  const collection = collections?.find(({ id }) => id === collectionId);
  const ofCollection = () => {
    if (collectionId === "") return [atField(`${path}.collectionId`, "template_collection_missing")];
    if (!collections) return [];
    if (!collection) return [atField(`${path}.collectionId`, "template_collection_unknown")];
    const { isArchived, name } = collection;
    return isArchived ? [atField(`${path}.collectionId`, "template_collection_archived", { name })] : [];
  };
  return [
    ...ofCollection(),
    ...problemsInText(query, inputs, earlier).map(({ code, params, severity }) =>
      atField(`${path}.query`, code, params, severity),
    ),
  ];
}

/** What is wrong with a look-up, at its fields. */
export function checkLookUp(
  { by, query, except }: LookUpStep,
  path: string,
  { inputs, earlier }: WorkWorld,
): TemplateProblem[] {
  const isKnown = FACTS_LOOKED_UP_BY.includes(by) || /^attributes\..+$/s.test(by);
  const isConstant = namesUsed(query).size === 0;
  const inText = (text: string, field: string) =>
    problemsInText(text, inputs, earlier).map(({ code, params, severity }) =>
      atField(`${path}.${field}`, code, params, severity),
    );
  return [
    ...(isKnown ? [] : [atField(`${path}.by`, "template_look_up_by_unknown", { field: by })]),
    ...(query.trim() === "" ? [atField(`${path}.query`, "template_look_up_query_empty")] : []),
    ...inText(query, "query"),
    ...(query.trim() !== "" && isConstant && readsOneProduct({ by }) && inText(query, "query").length === 0
      ? [atField(`${path}.query`, "template_look_up_query_constant", {}, "warning")]
      : []),
    ...inText(except ?? "", "except"),
  ];
}

/** What is wrong with the call of a tool: the tool, what its inputs are, and those that it needs and nobody gives. */
export function checkHttp(
  { toolId, inputs: bound }: HttpStep,
  path: string,
  { inputs, earlier, tools }: WorkWorld,
): TemplateProblem[] {
  if (toolId === "") return [atField(`${path}.toolId`, "template_tool_missing")];
  const unread = Object.entries(bound).flatMap(([property, source]) =>
    checkSource(source, `${path}.inputs.${property}`, { inputs, earlier }),
  );
  if (!tools) return unread;
  const tool = tools.find(({ id }) => id === toolId);
  if (!tool) return [atField(`${path}.toolId`, "template_tool_unknown"), ...unread];
  const { properties, required } = tool.inputSchema;
  const unbound = required.filter((property) => !bound[property]);
  const unknown = Object.keys(bound).filter((property) => !Object.hasOwn(properties, property));
  return [
    ...(tool.isArchived ? [atField(`${path}.toolId`, "template_tool_archived", { tool: tool.name })] : []),
    ...unread,
    ...unbound.map((input) =>
      atField(`${path}.inputs.${input}`, "template_tool_input_unbound", { input, tool: tool.name }),
    ),
    ...unknown.map((input) =>
      atField(
        `${path}.inputs.${input}`,
        "template_tool_input_unknown",
        { input, tool: tool.name },
        "warning",
      ),
    ),
  ];
}

/** What is wrong with a step that makes a picture: where its picture comes from, and what is done to it. */
export function checkPicture(
  { source, operations, field }: PictureStep,
  path: string,
  { inputs, earlier }: WorkWorld,
): TemplateProblem[] {
  const inOperations = operations.flatMap((operation, index) => {
    const at = (name: string, code: string) => [atField(`${path}.operations.${index}.${name}`, code)];
    if (operation.do === "fit" && !leavesRoom(operation)) return at("margin", "template_picture_margin");
    return [];
  });
  return [
    ...checkName(field, [{ name: field }], 0, path, "field"),
    ...checkPictureSource(source, `${path}.source`, { inputs, earlier }),
    ...(operations.length === 0 ? [atField(`${path}.operations`, "template_picture_unchanged")] : []),
    ...inOperations,
  ];
}

/** What is wrong with a step in which a model draws: where its picture comes from, whom it asks, and for what. */
export function checkDrawing(
  { source, field, modelId, task, prompt, avoid = "" }: EditPictureStep,
  path: string,
  { inputs, earlier }: WorkWorld,
): TemplateProblem[] {
  const isEdit = task === "edit";
  const inText = (text: string, name: string) =>
    problemsInText(text, inputs, earlier).map(({ code, params, severity }) =>
      atField(`${path}.${name}`, code, params, severity),
    );
  return [
    ...checkName(field, [{ name: field }], 0, path, "field"),
    ...checkPictureSource(source, `${path}.source`, { inputs, earlier }),
    ...(modelId === undefined ? [atField(`${path}.modelId`, "template_drawing_model_missing")] : []),
    ...(isEdit && prompt.trim() === "" ? [atField(`${path}.prompt`, "template_drawing_prompt_empty")] : []),
    ...(isEdit ? inText(prompt, "prompt") : []),
    ...(isEdit ? inText(avoid, "avoid") : []),
  ];
}

function checkPictureSource(
  source: string,
  path: string,
  world: Pick<WorkWorld, "inputs" | "earlier">,
): TemplateProblem[] {
  if (source === "") return [atField(path, "template_picture_missing")];
  const unread = source === "language" ? [] : checkSource(source, path, world);
  if (unread.length > 0) return unread;
  const { steps } = world.earlier;
  const made = steps.find(({ name }) => name === sourceOf(source.slice("steps.".length)).step);
  const isPicture = source.startsWith("steps.")
    ? made !== undefined && givesPicture(made)
    : world.inputs.find(({ name }) => name === source)?.type === "picture";
  return isPicture ? [] : [atField(path, "template_picture_not_picture", { source })];
}

function checkSource(
  source: string,
  path: string,
  { inputs, earlier }: Pick<WorkWorld, "inputs" | "earlier">,
): TemplateProblem[] {
  if (source === "" || source === "language") return [];
  if (source.startsWith("steps.")) {
    const { step, field } = sourceOf(source.slice("steps.".length));
    const problem = readProblem(earlier, step, field);
    return problem ? [atField(path, problem.code, problem.params)] : [];
  }
  return inputs.some(({ name }) => name === source)
    ? []
    : [atField(path, "template_variable_unknown", { variable: source })];
}
